"""What logs must not hold: the secret part of a private link. Whoever reads a log could use it."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

# What follows these in an address is a secret: of a registration, an invitation, an account.
_SECRETS = re.compile(
    r"((?:/|%2F)(?:inscriptions|invitations|comptes(?:/|%2F)(?:invitation|mot-de-passe(?:/|%2F)nouveau|"
    r"courriel(?:/|%2F)confirmer)))(?:/|%2F)(?!envoyee?\b)[^/\s?\"'<>&]+",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """`/inscriptions/VTWN55wp/annuler/` becomes `/inscriptions/…/annuler/`."""
    return _SECRETS.sub(r"\1/…", text)


class MaskSecrets(logging.Filter):
    """On every handler: the message is written whole, then masked. Tracebacks hold no address."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = masked(message)
        if clean != message:
            record.msg, record.args = clean, None
        return True


class AccessLogger(GunicornLogger):
    """gunicorn's own, with addresses and referrers masked. Chosen by `portal/gunicorn.py`."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        found = super().atoms(resp, req, environ, request_time)
        return {name: masked(value) if isinstance(value, str) else value for name, value in found.items()}

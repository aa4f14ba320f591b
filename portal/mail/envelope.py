"""The address in a mail's envelope: where a server returns what it cannot deliver.

`retours+<message><seal>@domain`, one for each message, so that a return tells which message it is about whatever the
server wrote in it. The seal is an HMAC: nobody can make us set an address aside by writing to us.
"""

import base64
import binascii
import hmac
import uuid
from email.utils import parseaddr

from django.conf import settings
from django.utils.encoding import force_bytes

# With the sixteen bytes of the identifier, forty-two letters: far under the sixty-four of a local part (RFC 5321).
SEAL_BYTES = 10


def return_address(message: uuid.UUID) -> str:
    """The envelope's sender of this message; the ordinary sender where no mailbox for returns is set."""
    if not settings.MAIL_RETURN_ADDRESS:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name, _at, domain = settings.MAIL_RETURN_ADDRESS.partition("@")
    # Base 32: some servers change the case of what they return.
    token = base64.b32encode(message.bytes + _seal(message, settings.SECRET_KEY)).decode().rstrip("=").lower()
    return f"{name}+{token}@{domain}"


def message_of(address: str) -> uuid.UUID | None:
    """The message that this return address is about; None for one that we did not write."""
    local = parseaddr(address)[1].partition("@")[0]
    token = local.rpartition("+")[2].upper()
    try:
        raw = base64.b32decode(token + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 16 + SEAL_BYTES:
        return None
    message = uuid.UUID(bytes=raw[:16])
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return message if any(hmac.compare_digest(raw[16:], _seal(message, key)) for key in keys) else None


def _seal(message: uuid.UUID, secret: str | bytes) -> bytes:
    return hmac.digest(force_bytes(secret), b"mail.return|" + message.bytes, "sha256")[:SEAL_BYTES]

"""Electronic addresses: when two are the same one, and their fingerprint."""

import hmac
import unicodedata

from django.conf import settings
from django.utils.encoding import force_bytes

KEY_LENGTH = 320


def address_key(address: str) -> str:
    """What two spellings of one address share: `Ana@Exemple.FR ` and `ana@exemple.fr`.

    Unicode's compatible forms are joined and case is folded; what the recipient's server alone
    may interpret (dots, `+word`) is left as it is.
    """
    folded = unicodedata.normalize("NFKC", address).strip().casefold()
    return unicodedata.normalize("NFKC", folded)[:KEY_LENGTH]


def address_digest(address: str, *, secret: str | bytes | None = None) -> str:
    """A keyed fingerprint: tells an address that is presented again, without keeping it."""
    return hmac.digest(
        force_bytes(settings.SECRET_KEY if secret is None else secret),
        b"mail.suppression|" + address_key(address).encode(),
        "sha256",
    ).hex()


def address_digests(address: str) -> list[str]:
    """The fingerprints under the present secret key and those before it."""
    return [
        address_digest(address, secret=key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]

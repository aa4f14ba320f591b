"""The link by which somebody stops solicitations in one click (RFC 8058). Letters that were asked for have none."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from portal.core.addresses import public_url
from portal.mail.addresses import address_digest

_signer = Signer(salt="mail.unsubscribe", sep=".")


def unsubscribe_url(address: str) -> str:
    """It names a fingerprint, not the address: whoever is forwarded the mail learns nothing from it."""
    return public_url(reverse("mail:unsubscribe", args=[_signer.sign(address_digest(address))]))


def digest_of(token: str) -> str | None:
    try:
        return _signer.unsign(token)
    except BadSignature:
        return None


def headers(address: str) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{unsubscribe_url(address)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

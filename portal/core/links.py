"""Private links: addresses that act for a person without an account.

The token is derived from the row's random nonce (128 bits) and the secret key, and only its digest is stored:
a copy of the database opens nothing, yet a mail that is written later can still carry the link.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _


def _derive(purpose: str, nonce: bytes, key: str | bytes) -> str:
    digest = hmac.new(force_bytes(key), purpose.encode() + b"|" + nonce, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def token_digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_nonce() -> bytes:
    return secrets.token_bytes(16)


class PrivateLinkQuerySet(models.QuerySet):
    def for_token(self, token: str, *, at) -> models.QuerySet:
        """The row that this token opens at this instant: one or none."""
        return self.filter(link_digest=token_digest(token[:200])).filter(
            Q(link_expires_at__isnull=True) | Q(link_expires_at__gt=at)
        )


class PrivateLinkModel(models.Model):
    """A row that its person reaches by a private link.

    The subclass names its `link_purpose`, so that a token of one kind never opens another.
    """

    link_purpose: str

    link_nonce = models.BinaryField(_("aléa du lien"), max_length=16, default=new_nonce, editable=False)
    link_digest = models.CharField(_("empreinte du lien"), max_length=64, unique=True, editable=False)
    link_expires_at = models.DateTimeField(_("fin de validité du lien"), null=True, blank=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self.seal()
        super().save(*args, **kwargs)

    def seal(self) -> None:
        """What follows from the rest; called by `save`, and by who writes many rows at once."""
        if not self.link_digest:
            self.link_digest = token_digest(self.link_token)

    @property
    def link_token(self) -> str:
        """The secret part of the address. Give it to the person alone; never log it."""
        nonce = bytes(self.link_nonce)
        # After a rotation of the secret key, a link written before it keeps its address.
        for key in settings.SECRET_KEY_FALLBACKS:
            token = _derive(self.link_purpose, nonce, key)
            if token_digest(token) == self.link_digest:
                return token
        return _derive(self.link_purpose, nonce, settings.SECRET_KEY)

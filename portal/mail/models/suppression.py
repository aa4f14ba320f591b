from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.mail.addresses import address_digests
from portal.mail.enums import SuppressionReason


class SuppressionQuerySet(models.QuerySet):
    def against(self, address: str, *, essential: bool) -> Self:
        """What forbids writing to this address. An opposition leaves what the person asked for."""
        found = self.filter(digest__in=address_digests(address))
        return found.filter(reason=SuppressionReason.BOUNCE) if essential else found

    def among(self, addresses: Iterable[str]) -> set[str]:
        """Those of these addresses that are not to be solicited, in one query."""
        by_digest = {digest: address for address in addresses for digest in address_digests(address)}
        return {
            by_digest[digest] for digest in self.filter(digest__in=by_digest).values_list("digest", flat=True)
        }


class Suppression(models.Model):
    """An address that is no longer written to. Only its keyed fingerprint is kept."""

    digest = models.CharField(_("empreinte de l’adresse"), max_length=64)
    reason = models.CharField(_("raison"), max_length=10, choices=SuppressionReason.choices)
    created_at = models.DateTimeField(_("depuis le"))

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adresse écartée")
        verbose_name_plural = _("adresses écartées")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "reason"],
                name="suppression_unique",
                violation_error_message=_("Cette adresse est déjà écartée."),
            ),
            models.CheckConstraint(
                condition=Q(reason__in=SuppressionReason.values),
                name="suppression_reason_known",
                violation_error_message=_("Raison inconnue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:8]}… · {self.get_reason_display()}"

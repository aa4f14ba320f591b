"""Places of a meeting kept for somebody."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class QuotaQuerySet(models.QuerySet):
    def in_force(self, *, at: dt.datetime) -> Self:
        """Not fallen back to everybody yet."""
        return self.filter(Q(falls_back_at__isnull=True) | Q(falls_back_at__gt=at))


QUOTA_OWNERS = ("structure", "territory", "network", "audience")


def _exactly_one_owner() -> Q:
    return Q(
        *(Q(**{f"{name}__isnull": name != owner for name in QUOTA_OWNERS}) for owner in QUOTA_OWNERS),
        _connector=Q.OR,
    )


class Quota(models.Model):
    """Places kept for a structure, a territory, a network's members or a public, until a date."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="quotas"
    )
    structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("pour la structure"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="quotas",
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("pour le territoire"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="quotas",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("pour les membres du réseau"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="quotas",
    )
    audience = models.ForeignKey(
        "events.Audience",
        verbose_name=_("pour le public"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="quotas",
    )
    places = models.PositiveIntegerField(_("places"))
    falls_back_at = models.DateTimeField(
        _("rendues à tous le"), null=True, blank=True, help_text=_("Vide : gardées jusqu’au bout.")
    )

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_owner(),
                name="quota_one_owner",
                violation_error_message=_(
                    "Un quota est pour une structure, un territoire, un réseau ou un public : un seul."
                ),
            ),
            models.CheckConstraint(
                condition=Q(places__gt=0),
                name="quota_places_positive",
                violation_error_message=_("Un quota compte au moins une place."),
            ),
            # What the foreign key of a registration leans on.
            models.UniqueConstraint(fields=["id", "event"], name="quota_of_event"),
            *(
                models.UniqueConstraint(
                    fields=["event", owner],
                    name=f"quota_{owner}_once",
                    violation_error_message=_("Ce quota existe déjà pour cet événement."),
                )
                for owner in QUOTA_OWNERS
            ),
        ]

    def __str__(self) -> str:
        owners = (self.structure, self.territory, self.network, self.audience)
        return str(next((owner for owner in owners if owner is not None), ""))

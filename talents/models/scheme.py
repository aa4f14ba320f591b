from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision

if TYPE_CHECKING:
    from talents.models.edition import Edition


class SchemeQuerySet(models.QuerySet):
    def operations(self) -> SchemeQuerySet:
        """Those that gather others, or stand alone."""
        return self.filter(parent__isnull=True)


class Scheme(models.Model):
    """A way of distinguishing talents. An operation (Printemps des Talents) gathers partner schemes: its children."""

    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    organiser = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure organisatrice"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schemes",
    )
    initiator = models.ForeignKey(
        "networks.Person",
        verbose_name=_("à l’initiative de"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiated_schemes",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("opération qui le rassemble"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="partners",
    )
    description = models.TextField(_("description"), blank=True)
    launched = models.DateField(_("lancé"), null=True, blank=True)
    launched_precision = precision_field(default=DatePrecision.UNKNOWN)
    is_demo = models.BooleanField(
        _("démonstration"), default=False, help_text=_("Dispositif imaginaire, annoncé comme tel.")
    )

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispositif")
        verbose_name_plural = _("dispositifs")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="scheme_has_name",
                violation_error_message=_("Donnez un nom à ce dispositif."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="scheme_is_not_its_own_parent",
                violation_error_message=_("Un dispositif ne se rassemble pas lui-même."),
            ),
            models.CheckConstraint(
                condition=date_matches_precision("launched"),
                name="scheme_launch_matches_precision",
                violation_error_message=_("La date de lancement ne va pas avec sa précision."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def feeds(self, edition: Edition) -> bool:
        """Whether a talent may come to this edition by way of this scheme: its own, or one that it gathers."""
        return edition.scheme_id in (self.pk, self.parent_id)

    @property
    def launch(self) -> ImpreciseDate:
        return ImpreciseDate(self.launched, self.launched_precision)

"""A distinction: who gives it, for how long, and where we stand with it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labels.enums import Direction
from portal.core.enums import EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link


class LabelQuerySet(EntryQuerySet):
    def aimed_at(self) -> Self:
        """Not created yet: what we work towards."""
        return self.filter(direction=Direction.AIMED)

    def with_issuer(self) -> Self:
        return self.select_related("issuer")


class Label(Entry):
    """A distinction given by an issuer. An issuer that no source names stays blank: nothing is guessed."""

    entry_kind = EntryKind.LABEL
    url_name = "labels:detail"

    entry_ptr = entry_link()
    issuer = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure qui le donne"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="labels_given",
    )
    issuer_name = models.CharField(
        _("qui le donne"),
        max_length=150,
        blank=True,
        help_text=_("Si la structure n’a pas de fiche sur le site."),
    )
    direction = models.CharField(
        _("situation"), max_length=8, choices=Direction.choices, default=Direction.RECEIVED
    )
    term_months = models.PositiveSmallIntegerField(
        _("durée"), null=True, blank=True, help_text=_("En mois ; vide si le label n’a pas de terme.")
    )

    objects: ClassVar = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="label_direction_known",
                violation_error_message=_("Situation inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(issuer__isnull=True) | Q(issuer_name=""),
                name="label_one_issuer",
                violation_error_message=_("Donnez la structure ou son nom, pas les deux."),
            ),
            models.CheckConstraint(
                condition=Q(term_months__isnull=True) | Q(term_months__gte=1, term_months__lte=600),
                name="label_term_is_positive",
                violation_error_message=_("La durée se compte en mois, de 1 à 600."),
            ),
        ]

    @property
    def issued_by(self) -> str:
        """The issuer's name, or nothing when no source names it. Load `issuer` beforehand."""
        return str(self.issuer) if self.issuer is not None else self.issuer_name

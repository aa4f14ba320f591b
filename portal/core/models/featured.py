import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FeaturedEntryQuerySet(models.QuerySet):
    def current(self, *, on: dt.date) -> Self:
        """Not over on this day, in the order that staff gave."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on)).order_by("position", "pk")


class FeaturedEntry(models.Model):
    """An entry that staff put forward on the home page. One that is no longer public is passed over there."""

    entry = models.OneToOneField(
        "core.Entry",
        verbose_name=_("fiche"),
        on_delete=models.CASCADE,
        related_name="featuring",
        help_text=_("Un événement à venir prend la grande affiche ; les autres fiches suivent, côte à côte."),
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    until = models.DateField(
        _("jusqu’au"), null=True, blank=True, help_text=_("Ce jour compris ; vide, tant que vous le laissez.")
    )

    objects = FeaturedEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mise en avant")
        verbose_name_plural = _("mises en avant")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__lte=99),
                name="featured_entry_position_small",
                violation_error_message=_("L’ordre va de 0 à 99."),
            )
        ]

    def __str__(self) -> str:
        return str(self.entry)

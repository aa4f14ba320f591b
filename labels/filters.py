"""What the labels can be narrowed by: where they stand, who holds them, since when, and where."""

import re
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from labels.enums import AwardState, Direction
from labels.models import Label, LabelAward
from networks.models import Territory
from portal.core.enums import EntryKind
from portal.core.facets import AnyValuesFilter, Count3, FacetedFilter
from portal.core.models import EntryQuerySet

# From a holder to where it lies; a territory is where it lies.
PLACES = (
    "holder__as_territory",
    "holder__as_structure__territory",
    "holder__as_initiative__territory",
    "holder__as_network__territory",
    "holder__as_talent__territory",
)


class LabelFilter(FacetedFilter):
    """The last four read the awards that a public page may tell."""

    FACETS = ("situation", "etat", "porteur", "annee", "territoire")

    situation = AnyValuesFilter(field_name="direction", method="filter_any", label=_("Situation"))
    etat = AnyValuesFilter(method="filter_awards", label=_("État"))
    porteur = AnyValuesFilter(method="filter_awards", label=_("Porté par"))
    annee = AnyValuesFilter(method="filter_awards", label=_("Année"))
    territoire = AnyValuesFilter(method="filter_awards", label=_("Territoire"))

    class Meta:
        model = Label
        fields: list[str] = []

    def _awards(self) -> Any:
        return (
            LabelAward.objects.shown(at=self.at)
            .annotate(year=ExtractYear(Coalesce("held_from", "announced_on")), place=Coalesce(*PLACES))
            .order_by()
        )

    def filter_awards(self, queryset: EntryQuerySet, name: str, values: list[str]) -> EntryQuerySet:
        awards = self._awards()
        if name == "annee":
            years = [int(value) for value in values if re.fullmatch(r"[0-9]{4}", value)]
            awards = awards.filter(year__in=years)
        elif name == "territoire":
            places = Territory.objects.published(at=self.at).filter(slug__in=values).order_by()
            awards = awards.filter(place__in=places.values("pk"))
        elif name == "porteur":
            awards = awards.filter(holder__kind__in=values)
        else:
            awards = awards.filter(state__in=values)
        return queryset.filter(pk__in=awards.values("label"))

    def _counted(self, found: EntryQuerySet, column: str) -> dict:
        """How many of these labels have an award of each value."""
        rows = self._awards().filter(label__in=found.values("pk"), **{f"{column}__isnull": False})
        return dict(rows.values_list(column).annotate(left=Count("label", distinct=True)))

    def count_situation(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_choices(found, "direction", Direction)

    def count_etat(self, found: EntryQuerySet) -> list[Count3]:
        return _worded(self._counted(found, "state"), AwardState)

    def count_porteur(self, found: EntryQuerySet) -> list[Count3]:
        return _worded(self._counted(found, "holder__kind"), EntryKind)

    def count_annee(self, found: EntryQuerySet) -> list[Count3]:
        counts = self._counted(found, "year")
        return [(str(year), str(year), counts[year]) for year in sorted(counts, reverse=True)]

    def count_territoire(self, found: EntryQuerySet) -> list[Count3]:
        public = Territory.objects.published(at=self.at).order_by().values("pk")
        rows = (
            self._awards()
            .filter(label__in=found.values("pk"), place__in=public)
            .annotate(slug=_of_place("slug"), name=_of_place("title"))
            .values_list("slug", "name")
            .annotate(left=Count("label", distinct=True))
            .order_by("-left", "name")
        )
        return list(rows)


def _of_place(column: str) -> Coalesce:
    return Coalesce(*(f"{place}__{column}" for place in PLACES))


def _worded(counts: dict, words: type) -> list[Count3]:
    return [
        (value, str(label).capitalize(), counts[value])
        for value, label in words.choices  # type: ignore[attr-defined]
        if value in counts
    ]

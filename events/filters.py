"""What the agenda can be narrowed to. The address says it all, and the calendar feed reads the same."""

import datetime as dt

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Count, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.models import EventQuerySet
from portal.core.components import Facet, FacetOption

UPCOMING, WEEKEND, MONTH, PAST = "a-venir", "ce-week-end", "ce-mois", "passes"
PERIODS = [
    (UPCOMING, _("À venir")),
    (WEEKEND, _("Ce week-end")),
    (MONTH, _("Ce mois-ci")),
    (PAST, _("Passés")),
]
# Facet, then the columns of its value, its word and its colour ("" where it has none).
FACETS = {
    "serie": ("series__slug", "series__title", "series__hue"),
    "reseau": ("network__slug", "network__title", "network__hue"),
    "theme": ("themes__slug", "themes__name", ""),
    "public": ("audiences__slug", "audiences__name", ""),
    "territoire": ("town", "town_name", ""),
}


class SlugsField(forms.MultipleChoiceField):
    """Any slugs: one that nothing bears finds nothing, which is an answer."""

    def valid_value(self, value: str) -> bool:
        try:
            validate_slug(value)
        except ValidationError:
            return False
        return len(value) <= 120


class SlugsFilter(django_filters.MultipleChoiceFilter):
    field_class = SlugsField
    always_filter = False


class AgendaFilter(django_filters.FilterSet):
    """Values that are not well formed are left out, as if they had not been written."""

    quand = django_filters.ChoiceFilter(choices=PERIODS, method="in_period", label=_("Quand"))
    serie = SlugsFilter(field_name="series__slug", label=_("Série"))
    reseau = SlugsFilter(field_name="network__slug", label=_("Réseau"))
    theme = SlugsFilter(field_name="themes__slug", label=_("Thème"))
    public = SlugsFilter(field_name="audiences__slug", label=_("Public"))
    territoire = SlugsFilter(field_name="town", label=_("Territoire"))

    def __init__(self, data: QueryDict, queryset: EventQuerySet, *, at: dt.datetime) -> None:
        self.at = at
        queryset = queryset.annotate(
            town=Coalesce("territory__slug", "venue__territory__slug"),
            town_name=Coalesce("territory__title", "venue__territory__title"),
        )
        super().__init__(data, queryset)

    def in_period(self, queryset: EventQuerySet, _name: str, value: str) -> EventQuerySet:
        if value == PAST:
            return queryset.past(at=self.at)
        if value == WEEKEND:
            return queryset.upcoming(at=self.at).this_weekend(at=self.at)
        if value == MONTH:
            today = timezone.localdate(self.at)
            return queryset.upcoming(at=self.at).in_month(today.year, today.month)
        return queryset.upcoming(at=self.at)

    @cached_property
    def chosen(self) -> dict:
        """The values that are well formed."""
        self.form.full_clean()
        return self.form.cleaned_data

    @property
    def period(self) -> str:
        return self.chosen.get("quand") or UPCOMING

    @property
    def is_past(self) -> bool:
        return self.period == PAST

    @property
    def count(self) -> int:
        """How many boxes are ticked."""
        return sum(len(self.chosen.get(name) or ()) for name in FACETS)

    def narrowed(self, *, but: str = "") -> EventQuerySet:
        """By every filter, one excepted; a meeting comes once."""
        return self._by_facets(self.in_period(self.queryset, "quand", self.period), but=but)

    def narrowed_in_month(self, year: int, month: int) -> EventQuerySet:
        """By every filter but the period: a month's calendar shows what is past too."""
        return self._by_facets(self.queryset.in_month(year, month))

    def _by_facets(self, queryset: EventQuerySet, *, but: str = "") -> EventQuerySet:
        for name in FACETS:
            values = self.chosen.get(name)
            if values and name != but:
                queryset = self.filters[name].filter(queryset, values)
        return queryset.distinct()

    def facets(self) -> list[Facet]:
        """Each facet with what choosing one of its values would leave. One query each."""
        return [self._period_facet(), *(facet for name in FACETS if (facet := self._facet(name)).options)]

    def _period_facet(self) -> Facet:
        options = [FacetOption(value, str(label), checked=value == self.period) for value, label in PERIODS]
        return Facet("quand", str(_("Quand")), options, kind="radio")

    def _facet(self, name: str) -> Facet:
        value, word, hue = FACETS[name]
        ticked = set(self.chosen.get(name) or ())
        rows = (
            self.narrowed(but=name)
            .order_by()
            .exclude(**{f"{value}__isnull": True})
            .values_list(value, word, hue or Value(""))
            .annotate(found=Count("pk", distinct=True))
            .order_by(word)
        )
        options = [
            FacetOption(slug, capfirst(label), count=found, checked=slug in ticked, hue=colour)
            for slug, label, colour, found in rows
        ]
        return Facet(name, str(self.filters[name].label), options, shown=6)

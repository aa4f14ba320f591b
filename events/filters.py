"""What the agenda can be narrowed to. The address says it all, and the calendar feed reads the same."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, cast
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.enums import EventStatus
from events.models import Audience, Event, EventQuerySet, EventSeries
from events.models.place import ACCESS_FEATURES, Venue
from events.scopes import scope
from events.services.places import places_of_many
from events.windows import Window, window_of
from networks.filters import EntryFilter
from networks.models import Network, Structure, Territory, Theme
from portal.core.components import Facet, FacetDate, FacetOption
from portal.core.facets import AnyValuesFilter, Count3
from portal.core.models import EntryQuerySet

UPCOMING, WEEKEND, MONTH, PAST = "a-venir", "ce-week-end", "ce-mois", "passes"
PERIODS = [
    (UPCOMING, _("À venir")),
    (WEEKEND, _("Ce week-end")),
    (MONTH, _("Ce mois-ci")),
    (PAST, _("Passés")),
]
FREE = "libres"
# Facet, then the columns of its value, its word and its colour ("" where it has none).
FACETS = {
    "serie": ("series__slug", "series__title", "series__hue"),
    "reseau": ("network__slug", "network__title", "network__hue"),
    "theme": ("themes__slug", "themes__name", ""),
    "public": ("audiences__slug", "audiences__name", ""),
    "territoire": ("town", "town_name", ""),
}
# What pages of others lead to, without a box of its own.
LINKED = ("structure", "label")
ACCESS = {word: name for name, word, _icon in ACCESS_FEATURES}
# In the order of the address.
NARROWING = ("du", "au", *FACETS, *LINKED, "places", "acces")
MOST_VALUES = 30


class SlugsField(forms.MultipleChoiceField):
    """Any slugs: one that nothing bears finds nothing, which is an answer."""

    def valid_value(self, value: str) -> bool:
        try:
            validate_slug(value)
        except ValidationError:
            return False
        return len(value) <= 120

    def clean(self, value: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))[:MOST_VALUES]


class SlugsFilter(django_filters.MultipleChoiceFilter):
    field_class = SlugsField
    always_filter = False


class AgendaFilter(django_filters.FilterSet):
    """Values that are not well formed are left out, as if they had not been written.

    With `month`, that month stands for the period: past and to come, with the seasons and years it is part of.
    """

    quand = django_filters.ChoiceFilter(choices=PERIODS, label=_("Quand"))
    du = django_filters.DateFilter(label=_("Du"))
    au = django_filters.DateFilter(label=_("Au"))
    serie = SlugsFilter(field_name="series__slug", label=_("Série"))
    reseau = SlugsFilter(field_name="network__slug", label=_("Réseau"))
    theme = SlugsFilter(field_name="themes__slug", label=_("Thème"))
    public = SlugsFilter(field_name="audiences__slug", label=_("Public"))
    territoire = SlugsFilter(field_name="town", label=_("Territoire"))
    structure = SlugsFilter(method="of_structures", label=_("Structure"))
    label = SlugsFilter(method="of_labels", label=_("Label"))
    places = django_filters.ChoiceFilter(
        choices=[(FREE, _("Encore des places"))], method="with_places", label=_("Inscription")
    )
    acces = django_filters.MultipleChoiceFilter(
        choices=[(word, word) for word in ACCESS], method="with_access", label=_("Accessibilité du lieu")
    )

    def __init__(
        self,
        data: QueryDict,
        queryset: EventQuerySet,
        *,
        at: dt.datetime,
        month: tuple[int, int] | None = None,
    ) -> None:
        self.at, self.month = at, month
        queryset = queryset.annotate(
            town=Coalesce("territory__slug", "venue__territory__slug"),
            town_name=Coalesce("territory__title", "venue__territory__title"),
        )
        super().__init__(data, queryset)

    # What the address says

    @cached_property
    def chosen(self) -> dict:
        """The values that are well formed."""
        self.form.full_clean()
        return self.form.cleaned_data

    def values(self, name: str) -> list[str]:
        """As the address writes them."""
        value = self.chosen.get(name)
        if not value:
            return []
        if isinstance(value, dt.date):
            return [value.isoformat()]
        return [value] if isinstance(value, str) else list(value)

    @property
    def period(self) -> str:
        return self.chosen.get("quand") or UPCOMING

    @property
    def has_dates(self) -> bool:
        return bool(self.chosen.get("du") or self.chosen.get("au"))

    @property
    def is_past(self) -> bool:
        return self.period == PAST and not self.month

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What narrows, but the period."""
        names = [name for name in NARROWING if not (self.month and name in ("du", "au"))]
        return [(name, value) for name in names for value in self.values(name)]

    @property
    def period_pairs(self) -> list[tuple[str, str]]:
        return [] if self.month or self.period == UPCOMING else [("quand", self.period)]

    @property
    def count(self) -> int:
        """How many boxes are ticked, dates counted as one."""
        dates = 1 if self.has_dates and not self.month else 0
        return dates + sum(name not in ("du", "au") for name, _value in self.pairs)

    def address(
        self,
        path: str,
        *extra: tuple[str, str],
        but: Sequence[tuple[str, str]] = (),
        with_period: bool = True,
    ) -> str:
        """The same choices elsewhere, or all but some of them."""
        period = self.period_pairs if with_period else []
        pairs = [pair for pair in (*self.pairs, *period) if pair not in but]
        query = urlencode([*pairs, *extra])
        return f"{path}?{query}" if query else path

    # Narrowing

    def narrowed(self, *, but: str = "") -> EventQuerySet:
        """By every filter, one excepted (`quand` stands for the dates too); a meeting comes once."""
        queryset = self.queryset
        if self.month:
            queryset = queryset.possible_in_month(*self.month)
        elif but == "quand":
            queryset = queryset.upcoming(at=self.at)
        else:
            queryset = self._in_period(queryset)
        for name in NARROWING:
            if name not in ("du", "au", but) and (value := self.chosen.get(name)):
                queryset = self.filters[name].filter(queryset, value)
        return queryset.distinct()

    def _in_period(self, queryset: EventQuerySet) -> EventQuerySet:
        """Two dates say enough by themselves: « to come » is what one gets when nothing is said."""
        if self.has_dates:
            queryset = queryset.possible_between(
                self.chosen.get("du") or dt.date.min, self.chosen.get("au") or dt.date.max
            )
            if self.period == UPCOMING:
                return queryset
        if self.period == PAST:
            return queryset.past(at=self.at)
        queryset = queryset.upcoming(at=self.at)
        if self.period == WEEKEND:
            return queryset.this_weekend(at=self.at)
        if self.period == MONTH:
            today = timezone.localdate(self.at)
            return queryset.in_month(today.year, today.month)
        return queryset

    def of_structures(self, queryset: EventQuerySet, _name: str, slugs: list[str]) -> EventQuerySet:
        """That it organises or supports, where it holds a stand, where it came."""
        return queryset.filter(
            Q(partnerships__structure__slug__in=slugs)
            | Q(stands__structure__slug__in=slugs)
            | Q(attendances__structure__slug__in=slugs)
        )

    def of_labels(self, queryset: EventQuerySet, _name: str, slugs: list[str]) -> EventQuerySet:
        known = scope("label")
        return queryset.filter(known.condition(slugs)) if known else queryset.none()

    @cached_property
    def _with_places(self) -> list[int]:
        """The meetings where anybody may still register, as their own pages count it."""
        asked = Q(registration_opens_at__isnull=False) | Q(registration_closes_at__isnull=False)
        coming = Event.objects.upcoming(at=self.at).filter(asked, status=EventStatus.PLANNED)
        open_now = [event for event in coming if window_of(event, at=self.at) == Window.OPEN]
        return [pk for pk, places in places_of_many(open_now, at=self.at).items() if not places.is_full]

    def with_places(self, queryset: EventQuerySet, _name: str, _value: str) -> EventQuerySet:
        return queryset.filter(pk__in=self._with_places)

    def with_access(self, queryset: EventQuerySet, _name: str, words: list[str]) -> EventQuerySet:
        """All that is asked, together."""
        return queryset.filter(**{f"venue__{ACCESS[word]}": True for word in words})

    # What is offered

    def facets(self) -> list[Facet]:
        """Each facet with what choosing one of its values would leave. One query each."""
        offered = [] if self.month else [self._period_facet()]
        offered += [self._facet(name) for name in FACETS]
        offered += self._practical_facets()
        return [facet for facet in offered if facet.options]

    def _period_facet(self) -> Facet:
        options = [FacetOption(value, str(label), checked=value == self.period) for value, label in PERIODS]
        dates = [FacetDate(name, str(self.filters[name].label), *self.values(name)) for name in ("du", "au")]
        return Facet("quand", str(_("Quand")), options, kind="radio", dates=dates)

    def _facet(self, name: str) -> Facet:
        value, word, hue = FACETS[name]
        ticked = set(self.values(name))
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
        # What is ticked stays there to be unticked, even when nothing is left of it.
        names = {told: label for word, told, label in self.told if word == name}
        offered = {option.value for option in options}
        options += [FacetOption(slug, label, 0, True) for slug, label in names.items() if slug not in offered]
        return Facet(name, str(self.filters[name].label), options, shown=6)

    def _practical_facets(self) -> list[Facet]:
        """Places and access, counted at once. A box that would leave nothing is shown only when it is ticked."""
        found = Q(pk__in=self.narrowed().order_by().values("pk"))
        counts = {name: Count("pk", filter=found & Q(**{f"venue__{name}": True})) for name in ACCESS.values()}
        without = Q(pk__in=self.narrowed(but="places").order_by().values("pk"))
        total = Event.objects.aggregate(
            free=Count("pk", filter=without & Q(pk__in=self._with_places)), **counts
        )
        ticked = set(self.values("acces"))
        free = FacetOption(FREE, str(_("Encore des places")), total["free"], bool(self.values("places")))
        access = [
            FacetOption(word, capfirst(feature_name(word)), total[name], word in ticked)
            for word, name in ACCESS.items()
            if total[name] or word in ticked
        ]
        return [
            Facet("places", str(self.filters["places"].label), [free] if free.count or free.checked else []),
            Facet("acces", str(self.filters["acces"].label), access),
        ]

    # How it is told

    @cached_property
    def told(self) -> list[tuple[str, str, str]]:
        """What narrows, in words: parameter, value, name. One query for each facet that is used."""
        return list(self._told())

    def _told(self) -> Iterator[tuple[str, str, str]]:
        for name in NARROWING:
            values = self.values(name)
            if not values or (self.month and name in ("du", "au")):
                continue
            names = self._names(name, values)
            yield from ((name, value, names.get(value, value)) for value in values)

    def _names(self, name: str, slugs: list[str]) -> dict[str, str]:
        if name in ("du", "au"):
            day = formats.date_format(self.chosen[name], "j F Y")
            words = _now("à partir du %(day)s") if name == "du" else _now("jusqu’au %(day)s")
            return {slugs[0]: words % {"day": day}}
        if name == "acces":
            return {word: feature_name(word) for word in slugs}
        if name == "places":
            return {FREE: _now("encore des places")}
        if name == "label":
            known = scope("label")
            return known.names(slugs) if known else {}
        if name in ("theme", "public"):
            named: Any = Theme if name == "theme" else Audience
            return dict(named.objects.filter(slug__in=slugs).values_list("slug", "name"))
        kind: Any = {"serie": EventSeries, "reseau": Network, "structure": Structure}.get(name, Territory)
        found = kind.objects.published(at=self.at).filter(slug__in=slugs)
        return dict(found.values_list("slug", "title"))

    def left_without(self) -> dict[str, int]:
        """For each filter in use, how many meetings would be found without it. One query."""
        used = list(dict.fromkeys(name for name, _value in self.pairs if name not in ("du", "au")))
        if (self.period != UPCOMING or self.has_dates) and not self.month:
            used.append("quand")
        counts = {
            name: Count("pk", filter=Q(pk__in=self.narrowed(but=name).order_by().values("pk")))
            for name in used
        }
        return Event.objects.aggregate(**counts) if counts else {}


def feature_name(word: str) -> str:
    """« accès sans marche », of the word in the address."""
    return str(cast(models.Field, Venue._meta.get_field(ACCESS[word])).verbose_name)


class SeriesFilter(EntryFilter):
    """The list of series: words, the network whose meetings they are, themes."""

    FACETS = ("reseau", "theme")

    reseau = AnyValuesFilter(field_name="network__slug", method="filter_networks", label=_("Réseau"))

    class Meta:
        model = EventSeries
        fields: list[str] = []

    def filter_networks(self, queryset: EntryQuerySet, name: str, slugs: list[str]) -> EntryQuerySet:
        return queryset.filter(network__in=self._public().filter(slug__in=slugs).values("pk"))

    def count_reseau(self, found: EntryQuerySet) -> list[Count3]:
        mine = found.filter(network__in=self._public().values("pk"))
        return self._by_values(mine, "network__slug", "network__title")

    def _public(self) -> EntryQuerySet:
        return Network.objects.published(at=self.at).order_by()

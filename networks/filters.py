"""What the lists can be narrowed by, and how many entries each choice would leave."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from networks.enums import NetworkKind, Stage, StructureKind, TerritoryKind
from networks.models import Initiative, Membership, Network, Structure, Territory, TerritoryStage
from portal.core.components import Facet, FacetOption
from portal.core.models import EntryQuerySet
from portal.core.models.search import LONGEST_SEARCH

# More values than any real choice: what comes after is not read.
MAX_VALUES = 30

# (value, label, how many would be left)
Count3 = tuple[str, str, int]


class AnyValuesField(forms.MultipleChoiceField):
    """Any values: one that names nothing finds nothing, and the page says what to loosen."""

    def valid_value(self, value: str) -> bool:
        return True

    def clean(self, value: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(text[:120] for text in super().clean(value) if text))[:MAX_VALUES]


class AnyValuesFilter(django_filters.Filter):
    field_class = AnyValuesField


class EntryFilter(django_filters.FilterSet):
    """Words, and facets where several choices add up (one or the other). Facets count with all the others applied."""

    # The facets, in the order of the panel.
    FACETS: tuple[str, ...] = ()

    q = django_filters.CharFilter(
        method="filter_words",
        max_length=LONGEST_SEARCH,
        error_messages={
            "max_length": _(
                "La recherche est trop longue\u00a0: quelques mots suffisent, %(limit_value)d signes au plus."
            )
        },
    )
    theme = AnyValuesFilter(field_name="themes__slug", method="filter_any", label=_("Thème"))

    def __init__(self, data: Any, *, queryset: EntryQuerySet, at: dt.datetime, today: dt.date) -> None:
        self.at = at
        self.today = today
        super().__init__(data, queryset=queryset)
        self.form.is_valid()

    @property
    def words(self) -> str:
        return self.form.cleaned_data.get("q", "")

    @property
    def complaint(self) -> str:
        """Why the search was left aside, for the person who typed it."""
        return " ".join(self.form.errors.get("q", []))

    def chosen(self, name: str) -> list[str]:
        return self.form.cleaned_data.get(name) or []

    @property
    def chosen_count(self) -> int:
        return sum(len(self.chosen(name)) for name in self.FACETS)

    def narrowed(self, *, without: str = "") -> EntryQuerySet:
        """The entries that pass every filter, or every filter but one."""
        found = self.queryset
        for name, one in self.filters.items():
            value = self.form.cleaned_data.get(name)
            if value and name != without:
                found = one.filter(found, value)
        return found

    def found(self) -> EntryQuerySet:
        """In the order of the page: the closest to the words, else by name."""
        found = self.narrowed()
        return found.order_by("-closeness", "title", "pk") if self.words else found.alphabetical()

    def filter_words(self, queryset: EntryQuerySet, name: str, words: str) -> EntryQuerySet:
        return queryset.matching(words)

    def filter_any(self, queryset: EntryQuerySet, name: str, values: list[str]) -> EntryQuerySet:
        """By the keys of the rows that match, so that no join repeats an entry."""
        matching = self._meta.model.objects.filter(**{f"{name}__in": values})
        return queryset.filter(pk__in=matching.order_by().values("pk"))

    def facets(self) -> list[Facet]:
        """One query each. A choice that would leave nothing is not offered, unless it is chosen."""
        return [self._facet(name) for name in self.FACETS]

    def _facet(self, name: str) -> Facet:
        chosen = self.chosen(name)
        counts: list[Count3] = getattr(self, f"count_{name}")(self.narrowed(without=name).order_by())
        options = [FacetOption(value, label, left, value in chosen) for value, label, left in counts]
        offered = {option.value for option in options}
        # Said again as it was typed: the person sees what to untick.
        options += [FacetOption(value, value, 0, True) for value in chosen if value not in offered]
        return Facet(name, str(self.filters[name].label), options)

    @staticmethod
    def _by_values(found: QuerySet, value: str, label: str) -> list[Count3]:
        rows = (
            found.filter(**{f"{value}__isnull": False})
            .values_list(value, label)
            .annotate(left=Count("pk", distinct=True))
            .order_by("-left", label)
        )
        return list(rows)

    @staticmethod
    def _by_choices(found: QuerySet, field: str, choices: Any) -> list[Count3]:
        counts = dict(found.values_list(field).annotate(left=Count("pk")))
        labels = dict(choices.choices)
        return [
            (value, str(labels[value]).capitalize(), counts[value]) for value in labels if value in counts
        ]

    def count_theme(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_values(found, "themes__slug", "themes__name")


class PlacedFilter(EntryFilter):
    """With the territory that the entry lies in, when this is public."""

    territoire = AnyValuesFilter(field_name="territory__slug", method="filter_any", label=_("Territoire"))

    def count_territoire(self, found: EntryQuerySet) -> list[Count3]:
        public = Territory.objects.published(at=self.at).order_by().values("pk")
        return self._by_values(found.filter(territory__in=public), "territory__slug", "territory__title")


class NetworkFilter(PlacedFilter):
    FACETS = ("nature", "theme", "territoire")

    nature = AnyValuesFilter(field_name="network_kind", method="filter_any", label=_("Sorte de réseau"))

    class Meta:
        model = Network
        fields: list[str] = []

    def count_nature(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_choices(found, "network_kind", NetworkKind)


class MemberFilter(EntryFilter):
    """With the networks that the entry belongs to today. `member` is its column in the memberships."""

    member = ""

    reseau = AnyValuesFilter(method="filter_networks", label=_("Réseau"))

    def filter_networks(self, queryset: EntryQuerySet, name: str, slugs: list[str]) -> EntryQuerySet:
        return queryset.filter(pk__in=self._memberships().filter(network__slug__in=slugs).values(self.member))

    def _memberships(self) -> QuerySet:
        public = Network.objects.published(at=self.at).order_by().values("pk")
        return Membership.objects.current(on=self.today).filter(network__in=public).order_by()

    def count_reseau(self, found: EntryQuerySet) -> list[Count3]:
        rows = (
            self._memberships()
            .filter(**{f"{self.member}__in": found.values("pk")})
            .values_list("network__slug", "network__title")
            .annotate(left=Count(self.member, distinct=True))
            .order_by("-left", "network__title")
        )
        return list(rows)


class TerritoryFilter(MemberFilter):
    FACETS = ("etape", "nature", "reseau", "theme")
    member = "territory"

    nature = AnyValuesFilter(field_name="territory_kind", method="filter_any", label=_("Sorte de territoire"))
    etape = AnyValuesFilter(method="filter_stages", label=_("Étape"))

    class Meta:
        model = Territory
        fields: list[str] = []

    def filter_stages(self, queryset: EntryQuerySet, name: str, stages: list[str]) -> EntryQuerySet:
        return queryset.filter(pk__in=self._stages().filter(stage__in=stages).values("territory"))

    def _stages(self) -> QuerySet:
        public = Network.objects.published(at=self.at).order_by().values("pk")
        return TerritoryStage.objects.current(on=self.today).filter(network__in=public).order_by()

    def count_etape(self, found: EntryQuerySet) -> list[Count3]:
        rows = self._stages().filter(territory__in=found.values("pk")).values_list("stage")
        counts = dict(rows.annotate(left=Count("territory", distinct=True)))
        return [
            (stage.value, str(stage.label).capitalize(), counts[stage])
            for stage in reversed(Stage)
            if stage in counts
        ]

    def count_nature(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_choices(found, "territory_kind", TerritoryKind)


class StructureFilter(PlacedFilter, MemberFilter):
    FACETS = ("nature", "territoire", "reseau", "theme")
    member = "structure"

    nature = AnyValuesFilter(field_name="structure_kind", method="filter_any", label=_("Sorte de structure"))

    class Meta:
        model = Structure
        fields: list[str] = []

    def count_nature(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_choices(found, "structure_kind", StructureKind)


class InitiativeFilter(PlacedFilter):
    FACETS = ("theme", "territoire")

    class Meta:
        model = Initiative
        fields: list[str] = []

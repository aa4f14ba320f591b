"""Narrowing a list of entries: words, facets with how many each choice would leave, and what to loosen.

Each app says which facets its lists have, and how each counts; the rest is written here once.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.core.components import Facet, FacetOption, WayOut
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


class FacetedFilter(django_filters.FilterSet):
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
        count: Callable[[QuerySet], list[Count3]] = getattr(self, f"count_{name}")
        counts = count(self.narrowed(without=name).order_by())
        options = [FacetOption(value, label, left, value in chosen) for value, label, left in counts]
        offered = {option.value for option in options}
        if emptied := [value for value in chosen if value not in offered]:
            # Chosen, and the other filters leave it nothing: named as in the whole list, so that the person sees what
            # to untick; said again as it was typed if it names nothing.
            named = {value: label for value, label, _left in count(self.queryset.order_by())}
            options += [FacetOption(value, named.get(value, value), 0, True) for value in emptied]
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

    def left_without(self) -> dict[str, int]:
        """For each filter in use, how many entries would be found without it. One query, none when none is used."""
        used = ["q"] if self.words else []
        used += [name for name in self.FACETS if self.chosen(name)]
        counts = {
            name: Count(
                "pk", filter=Q(pk__in=self.narrowed(without=name).order_by().values("pk")), distinct=True
            )
            for name in used
        }
        return self.queryset.order_by().aggregate(**counts) if counts else {}


def ways_out(
    left_without: dict[str, int],
    *,
    path: str,
    pairs: Sequence[tuple[str, str]],
    facets: Sequence[Facet],
    words: str = "",
    counted: Callable[[int], str],
) -> list[WayOut]:
    """From an empty list: each filter that can be taken away, and how many entries that would show.

    `pairs` is the whole state of the address; `counted` says a number in words (« 3 labels »).
    """
    named = {"q": _now("la recherche «\u00a0%(words)s\u00a0»") % {"words": words}}
    for facet in facets:
        # What was chosen, in its own words: « Sportif, Social ».
        chosen = ", ".join(option.label for option in facet.options if option.checked)
        named[facet.name] = _now("«\u00a0%(choices)s\u00a0»") % {"choices": chosen or facet.label}
    ways = []
    for name, left in left_without.items():
        if not left:
            continue
        rest = urlencode([pair for pair in pairs if pair[0] != name])
        label = _now("Sans %(label)s") % {"label": named.get(name, name)}
        ways.append(WayOut(label, f"{path}?{rest}" if rest else path, counted(left)))
    return ways

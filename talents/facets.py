"""Facets of the wall that the apps above add: labels lie above talents, yet one looks for those who hold a label.

The upper app registers in its `AppConfig.ready()`; the address, the counts and the ways out follow by themselves.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from talents.models import TalentQuerySet


@dataclass(frozen=True, slots=True)
class ExtraFacet:
    """`narrow` keeps the talents that any of these slugs names; `options` counts, for each choice, how many of these
    talents it would leave: rows with `slug`, a name (`str`) and `left`."""

    name: str
    label: str | Promise
    narrow: Callable[[TalentQuerySet, list[str], dt.datetime], TalentQuerySet]
    options: Callable[[TalentQuerySet, dt.datetime], QuerySet]


_extra: dict[str, ExtraFacet] = {}


def register_facet(facet: ExtraFacet) -> None:
    _extra[facet.name] = facet


def extra_facets() -> list[ExtraFacet]:
    return list(_extra.values())

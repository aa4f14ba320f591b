"""A list seen as a map: its entries by the place where they are, one sign for those that would hide one another."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from networks.cartography.boundaries import region_name
from networks.models import Structure, Territory
from networks.views.maps import Sketch, Spot, gathered, sketch
from portal.core.components import Row

# Every place has its sign; what stands there is told by pages of so many.
ROWS_ON_A_PAGE = 48
# Of the headings that the signs lead to.
ANCHOR = "lieu-"


@dataclass(frozen=True, slots=True)
class Here:
    """A heading of the list, and what is there; its number is that of the sign."""

    name: str
    rows: Sequence[Row]
    number: int
    anchor: str


@dataclass(frozen=True, slots=True)
class ListMap:
    sketch: Sketch | None
    places: Sequence[Here]
    # What has no point on the map.
    elsewhere: Sequence[Row]
    page: Page


@dataclass(frozen=True, slots=True)
class Point:
    longitude: float
    latitude: float
    name: str


def point_of(entry: Any) -> Point | None:
    """Where an entry is: at its own point, else in its territory."""
    territory = entry if isinstance(entry, Territory) else entry.territory
    name = territory.title if territory is not None and territory.is_published else entry.title
    own: Any = entry if isinstance(entry, Structure) and entry.is_placed else territory
    if own is None or own.longitude is None or own.latitude is None:
        return None
    return Point(float(own.longitude), float(own.latitude), name)


def locator(entry: Any) -> dict[str, Any]:
    """For the page of one entry: where it is in its region, or in Europe or the world; nothing without a point."""
    point = point_of(entry)
    if point is None:
        return {}
    spot = Spot(0, "member", point.longitude, point.latitude, point.name)
    return {
        "map": sketch([spot]),
        "place": point.name,
        "region": region_name(point.longitude, point.latitude),
    }


def leaf(groups: Sequence[Sequence[Any]], asked: str | None) -> tuple[Page, dict[int, list[Any]], list[int]]:
    """One page of what stands in these groups, by group, and the page on which each group begins."""
    flat = [(rank, thing) for rank, things in enumerate(groups) for thing in things]
    page = Paginator(flat, ROWS_ON_A_PAGE).get_page(asked)
    shown: dict[int, list[Any]] = {}
    for rank, thing in page:
        shown.setdefault(rank, []).append(thing)
    lengths = itertools.accumulate(map(len, groups), initial=0)
    return page, shown, [before // ROWS_ON_A_PAGE + 1 for before in lengths]


def address_of(anchor: str, begins: int, page: Page, query: QueryDict) -> str:
    """Where a sign leads: to its heading, on this page or on another of the same list."""
    if page.number == begins:
        return f"#{anchor}"
    elsewhere = query.copy()
    elsewhere["page"] = str(begins)
    return f"?{elsewhere.urlencode()}#{anchor}"


def list_map(
    entries: Sequence[Any],
    row: Callable[[Any], Row],
    query: QueryDict,
    where: Callable[[Any], Point | None] = point_of,
) -> ListMap:
    """Places that hold most come first, then by name. All have their signs; `query` says which page is told below."""
    placed: list[tuple[Point, Any]] = []
    elsewhere = []
    for entry in entries:
        point = where(entry)
        if point is None:
            elsewhere.append(entry)
        else:
            placed.append((point, entry))
    signs = gathered([(point.longitude, point.latitude) for point, _entry in placed])
    signs.sort(key=lambda ranks: (-len(ranks), placed[ranks[0]][0].name))
    # In the order of the list again: the first of a sign is only where it stands.
    groups = [[placed[rank][1] for rank in sorted(ranks)] for ranks in signs]
    page, shown, begins = leaf([*groups, elsewhere], query.get("page"))
    places, spots = [], []
    for rank, ranks in enumerate(signs):
        first = placed[ranks[0]][0]
        around = any(placed[other][0].name != first.name for other in ranks)
        name = _("%(place)s et alentours") % {"place": first.name} if around else first.name
        anchor = f"{ANCHOR}{rank + 1}"
        url = address_of(anchor, begins[rank], page, query)
        spots.append(Spot(rank + 1, "member", first.longitude, first.latitude, name, url, len(ranks)))
        if rank in shown:
            places.append(Here(name, [row(entry) for entry in shown[rank]], rank + 1, anchor))
    return ListMap(sketch(spots), places, [row(entry) for entry in shown.get(len(signs), [])], page)

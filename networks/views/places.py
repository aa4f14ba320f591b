"""A list seen as a map: its entries by the place where they are, one sign for those that would hide one another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from networks.cartography.boundaries import region_name
from networks.models import Structure, Territory
from networks.views.maps import Sketch, Spot, gathered, sketch
from portal.core.components import Row

MOST_ON_A_MAP = 200
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
    is_cut: bool


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


def list_map(
    entries: Sequence[Any], row: Callable[[Any], Row], where: Callable[[Any], Point | None] = point_of
) -> ListMap:
    """The first two hundred, in the order of the list; places that hold most come first, then by name."""
    shown = entries[:MOST_ON_A_MAP]
    placed: list[tuple[Point, Row]] = []
    elsewhere = []
    for entry in shown:
        point = where(entry)
        if point is None:
            elsewhere.append(row(entry))
        else:
            placed.append((point, row(entry)))
    signs = [
        [placed[rank] for rank in ranks]
        for ranks in gathered([(point.longitude, point.latitude) for point, _row in placed])
    ]
    signs.sort(key=lambda held: (-len(held), held[0][0].name))
    places, spots = [], []
    for number, held in enumerate(signs, start=1):
        first = held[0][0]
        around = any(point.name != first.name for point, _row in held)
        name = _("%(place)s et alentours") % {"place": first.name} if around else first.name
        anchor = f"{ANCHOR}{number}"
        # In the order of the list again: the first of a sign is only where it stands.
        rows = sorted((line for _point, line in held), key=lambda line: line.title)
        places.append(Here(name, rows, number, anchor))
        spots.append(Spot(number, "member", first.longitude, first.latitude, name, f"#{anchor}", len(held)))
    return ListMap(sketch(spots), places, elsewhere, len(entries) > MOST_ON_A_MAP)

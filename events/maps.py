"""Meetings on a map: one sign for each town, numbered as the list beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.http import QueryDict

from events.models import Event
from events.pieces import agenda_row
from networks.models import Territory
from networks.views.maps import Sketch, Spot, sketch
from networks.views.places import ANCHOR, address_of, leaf
from portal.core import components as c


@dataclass(frozen=True, slots=True)
class Town:
    """A place of the list; its number is that of the map, when it has a point there."""

    name: str
    rows: Sequence[c.Row]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class AgendaMap:
    sketch: Sketch | None
    towns: Sequence[Town]
    elsewhere: Sequence[c.Row]
    page: Page


def _town_of(event: Event) -> Territory | None:
    return event.territory or (event.venue.territory if event.venue else None)


def _place_of(town: Territory, held: Sequence[Event]) -> tuple[float, float] | None:
    """A single venue that knows its point stands there; else the town does."""
    venues = [event.venue for event in held if event.venue and event.venue.is_placed]
    points = {(venue.longitude, venue.latitude) for venue in venues}
    longitude, latitude = next(iter(points)) if len(points) == 1 else (town.longitude, town.latitude)
    return None if longitude is None or latitude is None else (float(longitude), float(latitude))


def agenda_map(events: Iterable[Event], query: QueryDict) -> AgendaMap:
    """Towns in the order of their first meeting. What has no town yet is told apart.

    All have their signs; below, the meetings come by pages, and `query` says which.
    """
    meetings: dict[int, list[Event]] = {}
    towns: dict[int, Territory] = {}
    elsewhere = []
    for event in events:
        town = _town_of(event)
        if town is None:
            elsewhere.append(event)
        else:
            towns.setdefault(town.pk, town)
            meetings.setdefault(town.pk, []).append(event)
    page, shown, begins = leaf([*meetings.values(), elsewhere], query.get("page"))
    spots: list[Spot] = []
    told: list[Town] = []
    for rank, (pk, held) in enumerate(meetings.items()):
        name, place, number = towns[pk].title, _place_of(towns[pk], held), None
        if place is not None:
            number = len(spots) + 1
            url = address_of(f"{ANCHOR}{number}", begins[rank], page, query)
            spots.append(Spot(number, "member", *place, name, url, len(held)))
        if rank in shown:
            told.append(Town(name, _rows(shown[rank]), number))
    return AgendaMap(sketch(spots), told, _rows(shown.get(len(meetings), [])), page)


def _rows(events: Iterable[Event]) -> list[c.Row]:
    return [agenda_row(event, under_month=False) for event in events]

"""Meetings on a map: one sign for each town, numbered as the list beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.models import Event
from events.pieces import agenda_row
from networks.views.maps import Sketch, Spot, sketch
from portal.core import components as c

MOST_ON_A_MAP = 200
# Of the headings that the signs lead to.
ANCHOR = "lieu-"


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
    shown: Sequence[Event]
    is_cut: bool


def agenda_map(events: Iterable[Event]) -> AgendaMap:
    """Towns in the order of their first meeting. What has no town yet is told apart."""
    found = list(events)
    shown = found[:MOST_ON_A_MAP]
    meetings: dict[int, list[Event]] = {}
    elsewhere = []
    for event in shown:
        town = event.territory or (event.venue.territory if event.venue else None)
        if town is None:
            elsewhere.append(agenda_row(event, under_month=False))
        else:
            meetings.setdefault(town.pk, []).append(event)
    spots: list[Spot] = []
    towns: list[Town] = []
    for held in meetings.values():
        venues = [event.venue for event in held if event.venue and event.venue.is_placed]
        town = held[0].territory or (held[0].venue.territory if held[0].venue else None)
        # A single venue that knows its point stands there; else the town does.
        points = {(venue.longitude, venue.latitude) for venue in venues}
        place = next(iter(points)) if len(points) == 1 else None
        if place is None and town is not None and town.is_placed:
            place = (town.longitude, town.latitude)
        number = None
        if place is not None and place[0] is not None and place[1] is not None:
            number = len(spots) + 1
            name, url = town.title if town else "", f"#{ANCHOR}{number}"
            spots.append(Spot(number, "member", float(place[0]), float(place[1]), name, url, len(held)))
        rows = [agenda_row(event, under_month=False) for event in held]
        towns.append(Town(town.title if town else "", rows, number))
    return AgendaMap(sketch(spots), towns, elsewhere, shown, len(found) > MOST_ON_A_MAP)

"""Where each session stands in the programme's grid: rooms across, quarters of an hour down.

No inline style is allowed, so that a place is a pair of classes (`from-9 for-4`) of programme_steps.css.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

MINUTE = dt.timedelta(minutes=1)
STEP = 15 * MINUTE
MOST_STEPS = 72
MOST_ROOMS = 12


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    # The floor, the number of seats.
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeSession:
    """A session, its instants in the event's own time zone. `room` is the name of one of the rooms, or nothing."""

    title: str
    start: dt.datetime
    end: dt.datetime
    # The word always written: « Atelier », « Sur scène »… and its treatment: full, framed, tinted, stage, plain.
    kind: str
    look: str = "full"
    room: str = ""
    about: str = ""
    url: str = ""
    cancelled: bool = False
    # What the visitor's own programme knows it by; empty: it cannot be chosen.
    key: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    session: ProgrammeSession
    classes: str
    hours: str
    # Minutes since the grid's first hour.
    begins: int = 0
    ends: int = 0


@dataclass(frozen=True, slots=True)
class Hour:
    label: str
    classes: str


@dataclass(frozen=True, slots=True)
class Grid:
    rooms: Sequence[Room]
    hours: Sequence[Hour]
    sessions: Sequence[Placed]
    columns_class: str
    # Too many rooms, or a day too long, are shown as the list alone.
    is_grid: bool
    # The instant of its first hour (ISO 8601), where the day is known: a script then shows what hour it is.
    opens: str = ""


def clock(moment: dt.datetime) -> str:
    """« 9 h », « 17 h 30 », with the spaces of French."""
    minutes = f"\u00a0{moment:%M}" if moment.minute else ""
    return f"{moment.hour}\u00a0h{minutes}"


def hours_of(session: ProgrammeSession) -> str:
    return f"{clock(session.start)} – {clock(session.end)}"


def arrange(sessions: Sequence[ProgrammeSession], rooms: Sequence[Room] = ()) -> Grid:
    """Place one day's sessions.

    A session without a room takes the whole width when it is alone at its hours, else a column of its own.
    """
    ordered = sorted(sessions, key=lambda item: (item.start, item.room, item.title))
    if not ordered:
        return Grid(rooms, (), (), "", False)
    names = [room.name for room in rooms]
    for name in dict.fromkeys(item.room for item in ordered if item.room):
        if name not in names:
            names.append(name)
            rooms = [*rooms, Room(name)]
    begin = min(item.start for item in ordered).replace(minute=0, second=0, microsecond=0)
    finish = max(item.end for item in ordered)
    lanes = _lanes(ordered, names)
    columns = max(len(names), *(column + width - 1 for column, width in lanes.values()), 1)
    is_grid = columns > 1 and columns <= MOST_ROOMS and (finish - begin) <= STEP * MOST_STEPS
    placed = []
    for index, item in enumerate(ordered):
        first = (item.start - begin) // STEP + 1
        steps = max(-((begin - item.end) // STEP) - (first - 1), 1)
        column, width = lanes[index]
        classes = f"from-{first} for-{steps} room-{column} wide-{width}" if is_grid else ""
        since = (item.start - begin) // MINUTE, (item.end - begin) // MINUTE
        placed.append(Placed(item, classes, hours_of(item), *since))
    hours, moment = [], begin
    while is_grid and moment < finish:
        hours.append(Hour(clock(moment), f"from-{(moment - begin) // STEP + 1}"))
        moment += dt.timedelta(hours=1)
    return Grid(rooms, hours, placed, f"rooms-{columns}" if is_grid else "", is_grid)


def _lanes(ordered: Sequence[ProgrammeSession], names: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Column and width of each session, by its place in the list."""
    lanes: dict[int, tuple[int, int]] = {}
    homeless: list[list[ProgrammeSession]] = []
    for index, item in enumerate(ordered):
        others = (other for place, other in enumerate(ordered) if place != index)
        alone = not any(other.start < item.end and item.start < other.end for other in others)
        if item.room:
            lanes[index] = (names.index(item.room) + 1, 1)
        elif alone and names:
            lanes[index] = (1, len(names))
        else:
            free = (place for place, lane in enumerate(homeless) if lane[-1].end <= item.start)
            number = next(free, len(homeless))
            if number == len(homeless):
                homeless.append([])
            homeless[number].append(item)
            lanes[index] = (len(names) + number + 1, 1)
    return lanes

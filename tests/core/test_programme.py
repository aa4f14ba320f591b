"""Where sessions stand in the programme, and days in a month."""

import datetime as dt
from pathlib import Path

from portal.core.months import DayItem, build_month
from portal.core.programme import MOST_ROOMS, ProgrammeSession, Room, arrange, clock


def session(title: str, start: str, end: str, room: str = "") -> ProgrammeSession:
    def at(hour: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"2026-03-17T{hour}:00+01:00")

    return ProgrammeSession(title, at(start), at(end), "Atelier", room=room)


def classes(grid) -> dict[str, str]:
    return {placed.session.title: placed.classes for placed in grid.sessions}


def test_places_are_rooms_across_and_quarters_of_an_hour_down():
    grid = arrange(
        [session("b", "10:00", "11:30", "Forge"), session("a", "09:15", "10:00", "Cèdre")],
        [Room("Cèdre"), Room("Forge")],
    )
    assert classes(grid) == {"a": "from-2 for-3 room-1 wide-1", "b": "from-5 for-6 room-2 wide-1"}
    assert [placed.session.title for placed in grid.sessions] == ["a", "b"]
    assert [hour.label for hour in grid.hours] == ["9\u00a0h", "10\u00a0h", "11\u00a0h"]
    assert grid.columns_class == "rooms-2"


def test_a_session_alone_without_a_room_takes_the_whole_width():
    grid = arrange(
        [
            session("a", "09:00", "10:00", "A"),
            session("b", "09:00", "10:00", "B"),
            session("tous", "10:00", "11:00"),
        ]
    )
    assert classes(grid)["tous"] == "from-5 for-4 room-1 wide-2"


def test_a_session_without_a_room_beside_others_has_a_column_of_its_own():
    grid = arrange(
        [session("a", "09:00", "10:00", "A"), session("x", "09:30", "10:30"), session("y", "09:45", "10:00"),
         session("z", "10:45", "11:00")], [Room("A")]
    )  # fmt: skip
    assert classes(grid) == {
        "a": "from-1 for-4 room-1 wide-1",
        "x": "from-3 for-4 room-2 wide-1",
        "y": "from-4 for-1 room-3 wide-1",
        "z": "from-8 for-1 room-1 wide-1",
    }
    assert grid.columns_class == "rooms-3"


def test_a_session_that_lasts_nothing_still_shows():
    assert classes(arrange([session("a", "09:00", "09:00", "A"), session("b", "09:00", "09:05", "B")])) == {
        "a": "from-1 for-1 room-1 wide-1",
        "b": "from-1 for-1 room-2 wide-1",
    }


def test_no_session_no_grid():
    grid = arrange([], [Room("A")])
    assert (grid.sessions, grid.is_grid) == ((), False)


def test_one_room_or_too_many_are_a_list():
    assert arrange([session("a", "09:00", "10:00", "A")]).is_grid is False
    many = [session(str(n), "09:00", "10:00", f"Salle {n}") for n in range(MOST_ROOMS + 1)]
    grid = arrange(many)
    assert grid.is_grid is False
    assert {placed.classes for placed in grid.sessions} == {""}


def test_every_place_has_its_class():
    import tools.programme_steps as steps

    assert Path(steps.TARGET).read_text() == steps.sheet()


def test_hours_are_written_in_french():
    assert clock(dt.datetime(2026, 1, 1, 9, 5, tzinfo=dt.UTC)) == "9\u00a0h\u00a005"
    assert clock(dt.datetime(2026, 1, 1, 17, 0, tzinfo=dt.UTC)) == "17\u00a0h"


def test_a_month_is_made_of_whole_weeks():
    day = dt.date(2026, 3, 17)
    month = build_month(
        2026, 3, items={day: [DayItem("Forum", "/f/")], dt.date(2026, 4, 1): [DayItem("x", "/")]}, today=day
    )
    days = [day for week in month.weeks for day in week]
    assert month.label == "Mars 2026"
    assert days[0].date == dt.date(2026, 2, 23)
    assert [d.date for d in days if d.items] == [day]
    assert [d.date for d in days if d.is_today] == [day]
    assert {len(week) for week in month.weeks} == {7}

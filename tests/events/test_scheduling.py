"""Dates, rooms and states of meetings, through the services."""

import datetime as dt

import pytest

from events.clock import LocalTimeError, local_instant
from events.enums import EventPrecision, EventStatus, SessionKind
from events.models import Event
from events.services.errors import ProgrammeError, RoomTakenError, SchedulingRefusedError
from events.services.programme import add_session, save_session
from events.services.scheduling import (
    When,
    cancel_event,
    postpone_event,
    reinstate_event,
    schedule_event,
)
from portal.core.models import AuditEntry
from tests.factories.events import EventFactory, RoomFactory, SessionFactory, VenueFactory

pytestmark = pytest.mark.django_db


def on(day: dt.date, start: int = 9, end: int = 17, **more) -> When:
    return When(EventPrecision.HOUR, day=day, start=dt.time(start), end=dt.time(end), **more)


def test_a_date_is_given_in_the_hours_of_the_place(at):
    event = EventFactory(undated=True, date_note="un mardi", time_zone="America/Guadeloupe")
    schedule_event(event, when=on(dt.date(2027, 5, 4)), by=None, at=at)
    event = Event.objects.get(pk=event.pk)
    assert event.starts_at == dt.datetime(2027, 5, 4, 13, tzinfo=dt.UTC)
    assert (event.day, event.date_note, event.sequence) == (dt.date(2027, 5, 4), "", 1)
    assert AuditEntry.objects.filter(verb="schedule", target_id=str(event.pk)).count() == 1


def test_sessions_keep_their_hours_on_the_wall_when_the_meeting_moves_across_the_change_of_hour(at):
    event = EventFactory()
    session = add_session(
        event, kind=SessionKind.PANEL, title="Table ronde", start=dt.time(17), end=dt.time(18), by=None, at=at
    )
    assert session.period.lower == dt.datetime(2026, 12, 10, 16, tzinfo=dt.UTC)
    schedule_event(event, when=on(dt.date(2027, 6, 8)), by=None, at=at)
    session.refresh_from_db()
    assert session.start_time == dt.time(17)
    assert session.period.lower == dt.datetime(2027, 6, 8, 15, tzinfo=dt.UTC)


def test_a_meeting_that_loses_its_date_keeps_its_programme(at):
    event = EventFactory()
    session = add_session(
        event, kind="panel", title="Débat", start=dt.time(17), end=dt.time(18), by=None, at=at
    )
    schedule_event(event, when=When(EventPrecision.UNKNOWN, note="un mardi"), by=None, at=at)
    session.refresh_from_db()
    assert (session.period, session.start_time) == (None, dt.time(17))


def test_hours_that_clocks_jump_over_are_refused():
    spring, autumn = dt.date(2027, 3, 28), dt.date(2027, 10, 31)
    with pytest.raises(LocalTimeError):
        local_instant(spring, dt.time(2, 30), zone="Europe/Paris")
    assert local_instant(spring, dt.time(3), zone="Europe/Paris") == dt.datetime(
        2027, 3, 28, 1, tzinfo=dt.UTC
    )
    # Twice in autumn: the first one.
    assert local_instant(autumn, dt.time(2, 30), zone="Europe/Paris") == dt.datetime(
        2027, 10, 31, 0, 30, tzinfo=dt.UTC
    )


def test_a_meeting_or_a_session_at_an_hour_that_does_not_exist_is_refused_whole(at):
    event = EventFactory()
    night = When(EventPrecision.HOUR, day=dt.date(2027, 3, 28), start=dt.time(2, 30), end=dt.time(4))
    with pytest.raises(SchedulingRefusedError, match="par-dessus 02:30"):
        schedule_event(event, when=night, by=None, at=at)
    add_session(event, kind="visit", title="Marche", start=dt.time(2, 15), end=dt.time(4), by=None, at=at)
    with pytest.raises(ProgrammeError, match="Marche"):
        schedule_event(event, when=on(dt.date(2027, 3, 28)), by=None, at=at)
    assert Event.objects.get(pk=event.pk).day == dt.date(2026, 12, 10)


def test_a_taken_room_is_refused_and_the_message_names_the_other_session(at):
    venue = VenueFactory()
    room = RoomFactory(venue=venue, name="Salle Cèdre")
    first, second = EventFactory(venue=venue, title="Forum"), EventFactory(venue=venue)
    add_session(
        first,
        kind="workshop",
        title="Mettre son CV au clair",
        room=room,
        start=dt.time(9),
        end=dt.time(10),
        by=None,
        at=at,
    )
    with pytest.raises(RoomTakenError) as caught:
        add_session(
            second,
            kind="workshop",
            title="Autre",
            room=room,
            start=dt.time(9, 30),
            end=dt.time(11),
            by=None,
            at=at,
        )
    for part in ("Salle Cèdre", "Mettre son CV au clair", "Forum", "9\u00a0h – 10\u00a0h"):
        assert part in str(caught.value)
    add_session(
        second, kind="workshop", title="Après", room=room, start=dt.time(10), end=dt.time(11), by=None, at=at
    )


def test_two_meetings_cannot_be_moved_to_the_same_room_and_hours(at):
    venue = VenueFactory()
    room = RoomFactory(venue=venue)
    hours = {"room": room, "start": dt.time(9), "end": dt.time(10), "by": None, "at": at}
    first, second = EventFactory(venue=venue), EventFactory(venue=venue, undated=True)
    add_session(first, kind="workshop", title="Un", **hours)
    add_session(second, kind="workshop", title="Deux", **hours)
    with pytest.raises(RoomTakenError, match="«\u00a0Un\u00a0»"):
        schedule_event(second, when=on(first.day), by=None, at=at)
    second.refresh_from_db()
    schedule_event(second, when=on(first.day + dt.timedelta(days=1)), by=None, at=at)


def test_a_room_of_another_place_is_refused(at):
    event = EventFactory(venue=VenueFactory())
    with pytest.raises(ProgrammeError, match="pas dans ce lieu"):
        add_session(event, kind="workshop", title="Ailleurs", room=RoomFactory(), by=None, at=at)


def test_a_changed_session_does_not_clash_with_itself(at):
    venue = VenueFactory()
    event, room = EventFactory(venue=venue), RoomFactory(venue=venue)
    session = add_session(
        event, kind="workshop", title="Un", room=room, start=dt.time(9), end=dt.time(10), by=None, at=at
    )
    session.end_time = dt.time(10, 30)
    save_session(event, session, by=None, at=at)
    assert event.sessions.get().period.upper == dt.datetime(2026, 12, 10, 9, 30, tzinfo=dt.UTC)


def test_a_cancelled_meeting_frees_its_rooms_until_it_is_held_after_all(at):
    venue = VenueFactory()
    room = RoomFactory(venue=venue)
    hours = {"room": room, "start": dt.time(9), "end": dt.time(10), "by": None, "at": at}
    event, other = EventFactory(venue=venue), EventFactory(venue=venue)
    add_session(event, kind="workshop", title="Un", **hours)
    cancel_event(event, reason="  Tempête ", by=None, at=at)
    event.refresh_from_db()
    assert (event.status, event.status_note, event.status_changed_at) == (
        EventStatus.CANCELLED,
        "Tempête",
        at,
    )
    taken = add_session(other, kind="workshop", title="Deux", **hours)
    with pytest.raises(RoomTakenError, match="«\u00a0Deux\u00a0»"):
        reinstate_event(event, by=None, at=at)
    assert Event.objects.get(pk=event.pk).status == EventStatus.CANCELLED
    taken.delete()
    event.refresh_from_db()
    reinstate_event(event, by=None, at=at)
    assert Event.objects.get(pk=event.pk).status == EventStatus.PLANNED
    assert event.sessions.get().period is not None


def test_states_are_compared_before_they_are_set(at):
    event = EventFactory()
    stale = Event.objects.get(pk=event.pk)
    cancel_event(event, reason="", by=None, at=at)
    for change in (
        lambda: postpone_event(stale, reason="", by=None, at=at),
        lambda: cancel_event(stale, reason="", by=None, at=at),
        lambda: schedule_event(stale, when=on(dt.date(2027, 1, 5)), by=None, at=at),
    ):
        with pytest.raises(SchedulingRefusedError, match="rechargez la page"):
            change()
    assert AuditEntry.objects.filter(target_id=str(event.pk)).values_list("verb", flat=True).get() == "cancel"


def test_a_postponed_meeting_keeps_its_first_date_then_takes_a_new_one(at):
    event = EventFactory()
    postpone_event(event, reason="Grève des trains", by=None, at=at)
    assert (event.status, event.day) == (EventStatus.POSTPONED, dt.date(2026, 12, 10))
    schedule_event(event, when=When(EventPrecision.SEASON, day=dt.date(2027, 3, 1)), by=None, at=at)
    event.refresh_from_db()
    assert (event.status, event.status_note, event.sequence) == (EventStatus.PLANNED, "", 2)
    assert event.latest_day == dt.date(2027, 5, 31)


def days_of(events) -> list[str]:
    return [event.title for event in events]


@pytest.fixture
def calendar_of_meetings():
    """One meeting of each precision, around 22 November 2026."""
    none = {"starts_at": None, "ends_at": None}
    EventFactory(title="hier", on_day=True, day=dt.date(2026, 11, 21))
    EventFactory(
        title="ce matin",
        day=dt.date(2026, 11, 22),
        starts_at=dt.datetime(2026, 11, 22, 7, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC),
    )
    EventFactory(title="aujourd’hui", on_day=True, day=dt.date(2026, 11, 22))
    EventFactory(title="en cours", on_day=True, day=dt.date(2026, 11, 20), last_day=dt.date(2026, 11, 23))
    EventFactory(title="novembre", precision=EventPrecision.MONTH, day=dt.date(2026, 11, 1), **none)
    EventFactory(title="octobre", precision=EventPrecision.MONTH, day=dt.date(2026, 10, 1), **none)
    EventFactory(title="automne", precision=EventPrecision.SEASON, day=dt.date(2026, 9, 1), **none)
    EventFactory(title="année", precision=EventPrecision.YEAR, day=dt.date(2026, 1, 1), **none)
    EventFactory(title="1er décembre", on_day=True, day=dt.date(2026, 12, 1))
    EventFactory(title="décembre", precision=EventPrecision.MONTH, day=dt.date(2026, 12, 1), **none)
    EventFactory(title="un mardi", undated=True)
    EventFactory(title="un mardi passé", undated=True, is_over=True)


@pytest.mark.usefixtures("calendar_of_meetings")
def test_upcoming_and_past_share_all_meetings_by_what_is_possible(at):
    upcoming = Event.objects.upcoming(at=at).by_earliest_day()
    assert days_of(upcoming) == [
        "année", "automne", "novembre", "en cours", "aujourd’hui", "1er décembre", "décembre", "un mardi",
    ]  # fmt: skip
    past = Event.objects.past(at=at).by_earliest_day(latest_first=True)
    assert days_of(past) == ["ce matin", "hier", "octobre", "un mardi passé"]
    for event in Event.objects.all():
        assert event.is_past(at=at) == (event.title in days_of(past))


@pytest.mark.usefixtures("calendar_of_meetings")
def test_a_month_holds_what_is_known_to_fall_in_it():
    assert set(days_of(Event.objects.in_month(2026, 11))) == {
        "hier", "ce matin", "aujourd’hui", "en cours", "novembre",
    }  # fmt: skip
    assert set(days_of(Event.objects.in_month(2026, 12))) == {"1er décembre", "décembre"}


@pytest.mark.usefixtures("calendar_of_meetings")
def test_this_weekend_is_the_rest_of_it_on_sunday(at):
    assert set(days_of(Event.objects.this_weekend(at=at))) == {"aujourd’hui", "en cours", "ce matin"}
    monday = at + dt.timedelta(days=1)
    assert set(days_of(Event.objects.this_weekend(at=monday))) == set()


def test_a_session_without_its_hour_stands_in_its_part_of_the_day():
    event = EventFactory(undated=True)
    for title, values in {
        "soir": {"day_part": "evening"},
        "14 h": {"start_time": dt.time(14), "end_time": dt.time(15)},
        "matin": {"day_part": "morning"},
        "sans moment": {},
        "9 h": {"start_time": dt.time(9), "end_time": dt.time(10)},
        "deuxième jour": {"day_number": 2},
    }.items():
        SessionFactory(event=event, title=title, **values)
    assert [session.title for session in event.sessions.in_order()] == [
        "9 h", "matin", "14 h", "soir", "sans moment", "deuxième jour",
    ]  # fmt: skip

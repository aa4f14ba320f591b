"""What the database refuses, by the name of each constraint."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events import models
from events.enums import EventPrecision, EventStatus, SessionKind, SpeakerRole
from portal.core.enums import DatePrecision
from tests.factories.events import (
    AttendanceFactory,
    EventFactory,
    RoomFactory,
    SeriesFactory,
    SessionFactory,
    SpeakerFactory,
    StandFactory,
    VenueFactory,
)
from tests.factories.networks import PersonFactory, StructureFactory, TerritoryFactory
from tests.factories.talents import TalentFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def refused(name: str, make) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    assert caught.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("event_instants_iff_hour", {"starts_at": None, "ends_at": None}),
        ("event_instants_iff_hour", {"precision": EventPrecision.DAY}),
        ("event_ends_after_start", {"ends_at": dt.datetime(2026, 12, 10, 8, tzinfo=dt.UTC)}),
        ("event_day_is_local_day", {"day": dt.date(2026, 12, 11)}),
        ("event_last_day_after_first", {"last_day": dt.date(2026, 12, 9)}),
        ("event_is_over_only_without_date", {"is_over": True}),
        ("event_capacity_positive", {"capacity": 0}),
        ("event_registration_window_ordered", {"registration_opens_at": NOW, "registration_closes_at": NOW}),
        ("event_status_is_dated", {"status": EventStatus.CANCELLED}),
        ("event_status_is_dated", {"status_note": "pluie"}),
        ("event_visibility_known", {"visibility": "secret"}),
    ],
)
def test_event_refuses(name, values):
    refused(name, lambda: EventFactory(**values))


@pytest.mark.parametrize(
    ("precision", "day", "accepted"),
    [
        (EventPrecision.DAY, dt.date(2026, 12, 10), True),
        (EventPrecision.DAY, None, False),
        (EventPrecision.MONTH, dt.date(2020, 2, 1), True),
        (EventPrecision.MONTH, dt.date(2020, 2, 3), False),
        (EventPrecision.SEASON, dt.date(2018, 3, 1), True),
        (EventPrecision.SEASON, dt.date(2018, 4, 1), False),
        (EventPrecision.YEAR, dt.date(2019, 1, 1), True),
        (EventPrecision.YEAR, dt.date(2019, 2, 1), False),
        (EventPrecision.UNKNOWN, None, True),
        (EventPrecision.UNKNOWN, dt.date(2019, 1, 1), False),
    ],
)
def test_day_and_precision_agree(precision, day, accepted):
    def make():
        return EventFactory(precision=precision, day=day, starts_at=None, ends_at=None)

    if accepted:
        make()
    else:
        refused("event_day_matches_precision", make)


def test_a_tuesday_without_a_date_is_kept_as_it_is():
    event = EventFactory(undated=True, date_note="un mardi")
    event.refresh_from_db()
    assert (event.day, event.latest_day, event.date_note) == (None, None, "un mardi")


def test_a_derived_year_needs_a_year():
    refused("event_derived_year_has_year", lambda: EventFactory(undated=True, year_derived=True))


def test_an_unknown_date_has_no_last_day():
    refused("event_last_day_after_first", lambda: EventFactory(undated=True, last_day=dt.date(2026, 12, 12)))


def test_an_event_does_not_precede_itself():
    event = EventFactory()
    refused(
        "event_not_its_own_previous",
        lambda: models.Event.objects.filter(pk=event.pk).update(previous=event.pk),
    )


def test_messages_are_told_in_french_before_the_database_is_asked():
    event = EventFactory.build(kind="event", slug="rencontre", capacity=0, starts_at=None, ends_at=None)
    with pytest.raises(ValidationError) as caught:
        event.validate_constraints()
    assert set(caught.value.messages) == {
        "La jauge compte au moins une place\u202f; vide\u00a0: sans limite.",
        "Donnez l’heure de début si la précision est l’heure, et seulement dans ce cas.",
    }


def test_an_unknown_time_zone_is_refused():
    with pytest.raises(ValidationError, match="Fuseau horaire inconnu"):
        models.Event._meta.get_field("time_zone").clean("Europe/Clermont", None)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("session_has_title", {"title": ""}),
        ("session_kind_known", {"kind": "sieste"}),
        ("session_times_both_or_neither", {"start_time": dt.time(9)}),
        ("session_ends_after_start", {"start_time": dt.time(9), "end_time": dt.time(9)}),
        (
            "session_hour_or_day_part",
            {"start_time": dt.time(9), "end_time": dt.time(10), "day_part": "morning"},
        ),
        (
            "session_period_has_times",
            {"period": DateTimeTZRange(NOW, NOW + dt.timedelta(hours=1))},
        ),
        ("session_day_number_from_one", {"day_number": 0}),
        ("session_capacity_positive", {"capacity": 0}),
    ],
)
def test_session_refuses(name, values):
    refused(name, lambda: SessionFactory(**values))


def test_a_room_serves_one_session_at_a_time_inside_a_meeting_without_date():
    room = RoomFactory()
    event = EventFactory(undated=True, venue=room.venue)
    SessionFactory(event=event, room=room, start_time=dt.time(9), end_time=dt.time(10))
    refused(
        "session_room_used_once_in_event",
        lambda: SessionFactory(event=event, room=room, start_time=dt.time(9, 59), end_time=dt.time(11)),
    )
    # Half-open: the next one starts when the first one ends; another day or a cancelled one is free.
    SessionFactory(event=event, room=room, start_time=dt.time(10), end_time=dt.time(11))
    SessionFactory(event=event, room=room, day_number=2, start_time=dt.time(9), end_time=dt.time(10))
    SessionFactory(event=event, room=room, start_time=dt.time(9), end_time=dt.time(10), is_cancelled=True)
    assert event.sessions.count() == 4


def test_a_room_serves_one_meeting_at_a_time():
    room = RoomFactory()
    period = DateTimeTZRange(NOW, NOW + dt.timedelta(hours=1))
    later = DateTimeTZRange(period.upper, period.upper + dt.timedelta(hours=1))

    def held(room: models.Room, period: DateTimeTZRange, **values) -> None:
        times = {"start_time": dt.time(10), "end_time": dt.time(11)}
        SessionFactory(event=EventFactory(venue=room.venue), room=room, period=period, **times, **values)

    held(room, period)
    refused("session_room_used_once", lambda: held(room, period))
    held(room, later)
    held(RoomFactory(venue=room.venue), period)
    held(room, period, is_cancelled=True)


def test_a_speaker_is_a_person_or_a_talent():
    refused("speaker_is_one_person_or_talent", lambda: SpeakerFactory(person=None))
    refused("speaker_is_one_person_or_talent", lambda: SpeakerFactory(talent=TalentFactory()))
    refused("speaker_role_known", lambda: SpeakerFactory(role="clown"))


@pytest.mark.parametrize(("who", "factory"), [("person", PersonFactory), ("talent", TalentFactory)])
def test_one_moderates_a_panel_or_debates_in_it(who, factory):
    session, somebody = SessionFactory(kind=SessionKind.PANEL), factory()
    chosen = {"person": None, "talent": None} | {who: somebody}
    SpeakerFactory(session=session, role=SpeakerRole.MODERATOR, **chosen)
    refused(
        f"speaker_{who}_moderates_or_debates",
        lambda: SpeakerFactory(session=session, role=SpeakerRole.PANELLIST, **chosen),
    )
    SpeakerFactory(session=session, role=SpeakerRole.OPENING, **chosen)
    refused(
        f"speaker_{who}_once_by_role",
        lambda: SpeakerFactory(session=session, role=SpeakerRole.OPENING, **chosen),
    )


def test_a_structure_holds_one_stand_and_a_code_is_given_once():
    event, structure = EventFactory(), StructureFactory()
    StandFactory(event=event, structure=structure, code="J1")
    refused("stand_structure_once", lambda: StandFactory(event=event, structure=structure))
    refused("stand_code_once", lambda: StandFactory(event=event, code="J1"))
    StandFactory(event=event, code="")
    StandFactory(event=event, code="")
    StandFactory(structure=structure, code="J1")
    assert models.Stand.objects.count() == 4


def test_who_came_is_a_territory_or_a_structure():
    event, territory, structure = EventFactory(), TerritoryFactory(), StructureFactory()
    refused("attendance_is_territory_or_structure", lambda: AttendanceFactory(structure=structure))
    refused("attendance_is_territory_or_structure", lambda: AttendanceFactory(territory=None))
    refused("attendance_headcount_positive", lambda: AttendanceFactory(headcount=0))
    AttendanceFactory(event=event, territory=territory)
    refused("attendance_territory_once", lambda: AttendanceFactory(event=event, territory=territory))
    AttendanceFactory(event=event, territory=None, structure=structure)
    refused(
        "attendance_structure_once",
        lambda: AttendanceFactory(event=event, territory=None, structure=structure),
    )


def test_one_report_for_each_event():
    event = EventFactory()
    models.Report.objects.create(event=event)
    refused("report_one_per_event", lambda: models.Report.objects.create(event=event))


def test_places_and_audiences():
    territory = TerritoryFactory()
    venue = VenueFactory(name="Ecosite", territory=territory)
    refused("venue_unique_in_territory", lambda: VenueFactory(name="Ecosite", territory=territory))
    VenueFactory(name="Salle des fêtes")
    refused("venue_unique_in_territory", lambda: VenueFactory(name="Salle des fêtes"))
    refused("venue_place_whole", lambda: VenueFactory(latitude=45))
    RoomFactory(venue=venue, name="Cèdre")
    refused("room_unique_in_venue", lambda: RoomFactory(venue=venue, name="Cèdre"))
    refused("room_capacity_positive", lambda: RoomFactory(capacity=0))
    models.Audience.objects.create(name="Jeunes", slug="jeunes")
    refused("audience_slug_unique", lambda: models.Audience.objects.create(name="Jeune", slug="jeunes"))
    refused("audience_has_name", lambda: models.Audience.objects.create(name="", slug="x"))


def test_host_calls_and_bids():
    series, event, territory = SeriesFactory(), EventFactory(), TerritoryFactory()

    def call(**values):
        return models.HostCall.objects.create(**({"series": series, "title": "Ville hôte"} | values))

    refused("host_call_has_title", lambda: call(title=""))
    refused(
        "host_call_vote_matches_precision",
        lambda: call(vote_on=dt.date(2018, 4, 1), vote_on_precision=DatePrecision.SEASON),
    )
    first = call(hosted_event=event, vote_on=dt.date(2018, 3, 1), vote_on_precision=DatePrecision.SEASON)
    assert str(first.vote_date) == "printemps 2018"
    refused("host_call_once_per_event", lambda: call(hosted_event=event))

    def bid(**values):
        return models.HostBid.objects.create(call=first, **values)

    refused("host_bid_territory_or_label", lambda: bid())
    refused("host_bid_territory_or_label", lambda: bid(territory=territory, label="Ville A"))
    bid(territory=territory)
    bid(label="Ville A", is_demo=True)
    refused("host_bid_territory_once", lambda: bid(territory=territory))
    refused("host_bid_label_once", lambda: bid(label="Ville A"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("document_has_title", {"title": "", "url": "https://exemple.fr/a"}),
        ("document_file_or_address", {"title": "Plan"}),
        ("document_file_or_address", {"title": "Plan", "url": "https://exemple.fr/a", "file": "a.pdf"}),
        ("document_title_once", {"title": "Déjà", "url": "https://exemple.fr/a"}),
    ],
)
def test_document_refuses(name, values, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    event = EventFactory()
    models.Document.objects.create(event=event, title="Déjà", url="https://exemple.fr/b")
    refused(name, lambda: models.Document.objects.create(event=event, **values))


def test_question_refuses():
    event = EventFactory()
    refused("question_has_answer", lambda: event.questions.create(question="Où ?", answer=""))
    refused("question_has_answer", lambda: event.questions.create(question="", answer="Ici."))
    event.questions.create(question="Où ?", answer="Ici.")
    refused("question_asked_once", lambda: event.questions.create(question="Où ?", answer="Là."))


def at_once() -> None:
    """What is checked at the end of a transaction, checked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_session_is_held_in_the_venue_of_its_meeting():
    event = EventFactory(venue=VenueFactory())
    elsewhere = RoomFactory()
    session = SessionFactory(event=event, room=RoomFactory(venue=event.venue))
    rows = models.Session.objects.filter(pk=session.pk)

    def change(**values):
        rows.update(**values)
        at_once()

    def move_event():
        models.Event.objects.filter(pk=event.pk).update(venue=elsewhere.venue)
        at_once()

    refused("session_venue_is_the_event_s", lambda: change(room=elsewhere, venue=elsewhere.venue))
    refused("session_venue_is_the_room_s", lambda: change(room=elsewhere))
    refused("session_room_with_venue", lambda: change(venue=None))
    refused("session_room_with_venue", lambda: change(room=None))
    refused("session_venue_is_the_event_s", move_event)
    # All moved together, in whatever order, within one transaction.
    models.Event.objects.filter(pk=event.pk).update(venue=elsewhere.venue)
    session.room = elsewhere
    session.save(update_fields=["room"])
    at_once()
    session.room = None
    session.save()
    session.refresh_from_db()
    assert session.venue is None


def test_a_room_with_sessions_stays_in_its_venue():
    event = EventFactory(venue=VenueFactory())
    room = RoomFactory(venue=event.venue)
    room.full_clean()
    SessionFactory(event=event, room=room)
    room.full_clean()
    room.venue = VenueFactory()
    with pytest.raises(ValidationError) as refusal:
        room.full_clean()
    assert set(refusal.value.message_dict) == {"venue"}


def test_meetings_do_not_precede_each_other():
    first = EventFactory()
    last = EventFactory(previous=EventFactory(previous=first))

    def close():
        models.Event.objects.filter(pk=first.pk).update(previous=last)
        at_once()

    refused("event_previous_no_cycle", close)
    first.previous = last
    with pytest.raises(ValidationError) as refusal:
        first.full_clean()
    assert "previous" in refusal.value.message_dict
    last.full_clean()


def test_a_meeting_whose_sessions_have_rooms_keeps_its_venue_and_says_so():
    room = RoomFactory()
    event = EventFactory(venue=room.venue)
    session = SessionFactory(event=event, room=room)
    event.clean()
    event.venue = VenueFactory()
    with pytest.raises(ValidationError, match="retirez ces salles") as refusal:
        event.clean()
    assert set(refusal.value.message_dict) == {"venue"}
    session.room = None
    session.save()
    event.clean()

"""Calendar files, read back by the library that others use."""

import datetime as dt

import pytest
from django.conf import settings
from icalendar import Calendar

from events.enums import EventPrecision
from events.exports import calendar_event, calendar_file, calendar_uid, event_data
from events.models import Event
from events.services.scheduling import When, cancel_event, postpone_event, schedule_event
from portal.core.services import change_slug
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.networks import TerritoryFactory

pytestmark = pytest.mark.django_db

HOSTILE = "Fête\r\nBEGIN:VALARM\r\nATTACH:file:///etc/passwd\x00\x07;,\\n\u2028« fin »"


def read(event: Event):
    calendar = Calendar.from_ical(calendar_file([event], name="Essai"))
    return calendar, calendar.walk("VEVENT")[0]


def test_an_hour_comes_back_with_its_time_zone_and_its_rules():
    event = EventFactory(venue=VenueFactory(name="Ecosite", territory=TerritoryFactory(title="Eurre")))
    calendar, item = read(event)
    assert item.decoded("dtstart") == dt.datetime(2026, 12, 10, 8, tzinfo=dt.UTC)
    assert item.decoded("dtend") == dt.datetime(2026, 12, 10, 16, tzinfo=dt.UTC)
    assert item["dtstart"].params["TZID"] == "Europe/Paris"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert str(item["location"]) == "Ecosite, Eurre"
    assert str(item["url"]) == f"{settings.PUBLIC_BASE_URL}/agenda/{event.slug}/"
    assert (str(item["status"]), int(item["sequence"])) == ("CONFIRMED", 0)


@pytest.mark.parametrize(
    ("day", "hour"), [(dt.date(2027, 3, 27), 8), (dt.date(2027, 3, 28), 7), (dt.date(2027, 10, 31), 8)]
)
def test_nine_in_the_morning_on_each_side_of_the_change_of_hour(at, day, hour):
    event = EventFactory(undated=True)
    when = When(EventPrecision.HOUR, day=day, start=dt.time(9), end=dt.time(12))
    schedule_event(event, when=when, by=None, at=at)
    _calendar, item = read(Event.objects.get(pk=event.pk))
    assert item.decoded("dtstart").astimezone(dt.UTC).hour == hour


def test_a_day_is_exported_as_a_whole_day_that_ends_the_morning_after():
    _calendar, item = read(EventFactory(on_day=True, last_day=dt.date(2026, 12, 12)))
    assert item["dtstart"].params["VALUE"] == "DATE"
    assert (item.decoded("dtstart"), item.decoded("dtend")) == (dt.date(2026, 12, 10), dt.date(2026, 12, 13))


@pytest.mark.parametrize(
    ("precision", "day"),
    [
        (EventPrecision.MONTH, dt.date(2020, 2, 1)),
        (EventPrecision.SEASON, dt.date(2018, 3, 1)),
        (EventPrecision.YEAR, dt.date(2019, 1, 1)),
        (EventPrecision.UNKNOWN, None),
    ],
)
def test_no_false_day_is_exported(client, precision, day):
    event = EventFactory(precision=precision, day=day, starts_at=None, ends_at=None, is_over=day is None)
    assert calendar_event(event) is None
    assert b"VEVENT" not in calendar_file([event], name="Essai")
    assert client.get(f"{event.get_absolute_url()}evenement.ics").status_code == 404
    assert b"VEVENT" not in client.get("/agenda.ics?quand=passes").content


def test_hostile_text_stays_text():
    event = EventFactory(title=HOSTILE.replace("\x00", ""), summary=HOSTILE.replace("\x00", ""))
    calendar, item = read(event)
    raw = calendar_file([event], name=HOSTILE)
    assert not calendar.walk("VALARM")
    assert "ATTACH" not in item
    assert not any(byte in raw for byte in (b"\x00", b"\x07", b"\xe2\x80\xa8"))
    assert b"\r\nBEGIN:VALARM" not in raw
    assert "\n" not in str(item["summary"])
    assert str(item["summary"]).startswith("Fête BEGIN:VALARM ATTACH:file:///etc/passwd;,\\n")
    # Lines are folded at 75 octets, and read back whole.
    assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_the_identifier_survives_every_change_and_the_revision_grows(at):
    event = EventFactory()
    uid = calendar_uid(event)
    change_slug(event, slug="autre-adresse", by=None, at=at)
    when = When(EventPrecision.HOUR, day=dt.date(2027, 1, 5), start=dt.time(9))
    schedule_event(event, when=when, by=None, at=at)
    cancel_event(event, reason="", by=None, at=at)
    _calendar, item = read(Event.objects.get(pk=event.pk))
    assert str(item["uid"]) == uid == f"evenement-{event.pk}@{settings.MAIL_DOMAIN}"
    assert (str(item["status"]), int(item["sequence"])) == ("CANCELLED", 2)
    assert str(item["summary"]).startswith("Annulé")
    assert item.decoded("dtstamp") == at
    assert "DTEND" not in item


def test_a_postponed_meeting_leaves_calendars_until_its_new_date(at):
    event = EventFactory()
    postpone_event(event, reason="", by=None, at=at)
    _calendar, item = read(event)
    assert str(item["status"]) == "CANCELLED"
    assert str(item["summary"]).startswith("Reporté")


def test_addresses_come_from_the_settings_and_never_from_the_request(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_BASE_URL = "https://vivier.exemple.fr"
    event = EventFactory()
    for address in (f"/agenda/{event.slug}/evenement.ics", "/agenda.ics"):
        text = client.get(address, headers={"host": "pirate.exemple"}).content
        assert b"pirate" not in text
        assert b"https://vivier.exemple.fr/agenda/" in text
    page = client.get("/agenda/?serie=a", headers={"host": "pirate.exemple"}).content.decode()
    assert "webcal://vivier.exemple.fr/agenda.ics?serie=a" in page


def test_the_feed_is_what_the_page_shows(client):
    EventFactory(title="Ancienne", on_day=True, day=dt.date(2019, 1, 5))
    client_feed = Calendar.from_ical(client.get("/agenda.ics?quand=passes").content)
    assert [str(item["summary"]) for item in client_feed.walk("VEVENT")] == ["Ancienne"]
    assert not Calendar.from_ical(client.get("/agenda.ics").content).walk("VEVENT")


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "2026-12-10T09:00:00+01:00"),
        ({"on_day": True}, "2026-12-10"),
        ({"precision": "month", "day": dt.date(2020, 2, 1), "starts_at": None, "ends_at": None}, "2020-02"),
        ({"precision": "season", "day": dt.date(2018, 3, 1), "starts_at": None, "ends_at": None}, None),
        ({"precision": "year", "day": dt.date(2019, 1, 1), "starts_at": None, "ends_at": None}, "2019"),
        ({"undated": True}, None),
    ],
)
def test_data_for_machines_says_no_more_than_what_is_known(values, start):
    assert event_data(EventFactory(**values), []).get("startDate") == start

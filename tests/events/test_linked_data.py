"""What the page of a meeting says to machines, and how a ceremony and its edition lead to each other."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from events.services.scheduling import cancel_event, postpone_event
from networks.services import add_partner
from tests.events.test_pages import soon, text_of
from tests.factories.events import EventFactory, SeriesFactory, SessionFactory, SpeakerFactory
from tests.factories.networks import NetworkFactory, PersonFactory, StructureFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.talents import EditionFactory, TalentFactory

pytestmark = pytest.mark.django_db


def data_of(client, event) -> dict:
    content = client.get(event.get_absolute_url()).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.S)
    found = [block for block in map(json.loads, blocks) if block["@type"] == "Event"]
    assert len(found) <= 1
    return found[0] if found else {}


@pytest.fixture
def opened() -> dict:
    return {"registration_opens_at": timezone.now() - dt.timedelta(days=1)}


def test_a_meeting_says_its_picture_its_series_and_who_organises(client, settings):
    event = soon(series=SeriesFactory(slug="s1", title="Printemps"), network=NetworkFactory(title="Le Club"))
    host = settings.PUBLIC_BASE_URL
    data = data_of(client, event)
    assert data["superEvent"] == {"@type": "EventSeries", "name": "Printemps", "url": f"{host}/series/s1/"}
    assert client.get(data["image"].removeprefix(host))["Content-Type"] == "image/png"
    # Its network, unless a partner is said to organise.
    assert [one["name"] for one in data["organizer"]] == ["Le Club"]
    structure = StructureFactory(title="Agire", slug="agire")
    add_partner(entry=event, partner=structure, role="organiser", by=None, at=timezone.now())
    assert data_of(client, event)["organizer"] == [
        {"@type": "Organization", "name": "Agire", "url": f"{host}/structures/agire/"}
    ]
    assert "offers" not in data


def test_who_speaks_is_named_once_and_led_to(client, settings):
    event = soon()
    session, other = SessionFactory(event=event), SessionFactory(event=event)
    person, talent = PersonFactory(), TalentFactory(published=True, slug="ada")
    for one in (session, other):
        SpeakerFactory(session=one, person=person)
    SpeakerFactory(session=session, person=None, talent=talent)
    SpeakerFactory(session=SessionFactory(event=event, is_cancelled=True))
    assert data_of(client, event)["performer"] == [
        {"@type": "Person", "name": str(person)},
        {"@type": "Person", "name": talent.title, "url": f"{settings.PUBLIC_BASE_URL}/talents/ada/"},
    ]


def test_what_is_offered_is_a_free_place_while_there_is_one(client, opened, settings):
    event = soon(capacity=1, **opened)
    data = data_of(client, event)
    assert data["isAccessibleForFree"] is True
    assert data["offers"] == {
        "@type": "Offer",
        "price": "0",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "url": f"{settings.PUBLIC_BASE_URL}/agenda/{event.slug}/inscription/",
        "validFrom": event.registration_opens_at.astimezone(event.zone).isoformat(),
    }
    assert data["remainingAttendeeCapacity"] == 1
    RegistrationFactory(event=event)
    data = data_of(client, event)
    assert data["offers"]["availability"] == "https://schema.org/SoldOut"
    assert data["remainingAttendeeCapacity"] == 0
    later = soon(registration_opens_at=timezone.now() + dt.timedelta(days=1))
    assert data_of(client, later)["offers"]["availability"] == "https://schema.org/PreOrder"
    closed = soon(registration_closes_at=timezone.now() - dt.timedelta(hours=1), **opened)
    assert "offers" not in data_of(client, closed)


@pytest.mark.parametrize("put_off", [cancel_event, postpone_event])
def test_nothing_is_left_of_what_is_not_held(client, opened, put_off):
    event = soon(capacity=8, **opened)
    put_off(event, reason="", by=None, at=timezone.now())
    data = data_of(client, event)
    assert data["eventStatus"] in ("https://schema.org/EventCancelled", "https://schema.org/EventPostponed")
    assert "remainingAttendeeCapacity" not in data
    assert "offers" not in data


def test_a_meeting_that_no_list_names_says_nothing_to_machines(client):
    assert data_of(client, soon(visibility="unlisted")) == {}


def test_a_ceremony_leads_to_its_edition_and_so_does_its_series(client):
    series = SeriesFactory()
    evening = EventFactory(title="La soirée", series=series, on_day=True, day=dt.date(2019, 3, 21))
    other = EventFactory(series=series, on_day=True, day=dt.date(2018, 3, 21))
    edition = EditionFactory(ceremony=evening, title="Printemps 2019")
    link = f'href="{edition.get_absolute_url()}"'
    for entry in (evening, series):
        text = text_of(client.get(entry.get_absolute_url()))
        assert "Les talents à l’honneur" in text
        assert link in text
    assert link not in text_of(client.get(other.get_absolute_url()))
    assert f'href="{evening.get_absolute_url()}"' in text_of(client.get(edition.get_absolute_url()))
    edition.state = "draft"
    edition.published_at = None
    edition.save()
    for entry in (evening, series):
        assert link not in text_of(client.get(entry.get_absolute_url()))


def test_a_series_does_not_lead_to_the_edition_of_an_evening_kept_aside(client):
    series = SeriesFactory()
    edition = EditionFactory(ceremony=EventFactory(series=series, visibility="unlisted"))
    assert edition.get_absolute_url() not in text_of(client.get(series.get_absolute_url()))

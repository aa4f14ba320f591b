"""The programme narrowed, and what somebody chooses of it."""

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.models import Audience, Event
from events.services.scheduling import cancel_event
from tests.events.test_pages import soon, text_of
from tests.factories.events import EventFactory, RoomFactory, SessionFactory, VenueFactory
from tests.factories.networks import ThemeFactory

pytestmark = pytest.mark.django_db


def session(event: Event, title: str, start: int, end: int, **values):
    return SessionFactory(
        event=event, title=title, start_time=dt.time(start), end_time=dt.time(end), **values
    )


@pytest.fixture
def event():
    return soon(title="Forum", venue=VenueFactory(name="Halle"))


def shown(client, event, query: str = "") -> set[str]:
    response = client.get(f"{event.get_absolute_url()}programme/?{query}")
    assert response.status_code == 200
    return {
        placed.session.title for day in response.context["days"] if day.grid for placed in day.grid.sessions
    }


def test_sessions_are_narrowed_by_public_theme_and_kind(client, event):
    cv = session(event, "CV", 9, 10)
    talk = session(event, "Débat", 10, 11, kind="panel")
    session(event, "Pause", 11, 12, kind="break")
    cv.audiences.add(Audience.objects.create(name="jeunes", slug="jeunes"))
    talk.audiences.add(Audience.objects.create(name="élus", slug="elus"))
    talk.themes.add(ThemeFactory(slug="emploi"))
    cv.themes.add(ThemeFactory(slug="mobilite"))
    assert shown(client, event) == {"CV", "Débat", "Pause"}
    # A session for nobody in particular is for them too.
    assert shown(client, event, "public=jeunes") == {"CV", "Pause"}
    assert shown(client, event, "theme=emploi") == {"Débat"}
    assert shown(client, event, "type=break") == {"Pause"}
    assert shown(client, event, "public=elus&type=panel&theme=emploi") == {"Débat"}
    assert shown(client, event, "public=jeunes&type=panel") == set()
    assert shown(client, event, "public=inconnu&type=<script>&theme=%27") == {"CV", "Débat", "Pause"}
    page = text_of(client.get(f"{event.get_absolute_url()}programme/?public=jeunes"))
    assert "2 séances sur 3" in page
    assert "Aucune séance ne correspond" in text_of(
        client.get(f"{event.get_absolute_url()}programme/?public=jeunes&type=panel")
    )


def test_a_form_is_shown_only_where_there_is_something_to_choose(client, event):
    session(event, "CV", 9, 10)
    address = f"{event.get_absolute_url()}programme/"
    assert "programme-filter" not in text_of(client.get(address))
    session(event, "Pause", 11, 12, kind="break")
    assert "programme-filter" in text_of(client.get(address))


def test_stars_are_for_what_is_to_come(client, event):
    session(event, "CV", 9, 10)
    session(event, "Annulée", 10, 11, is_cancelled=True)
    address = f"{event.get_absolute_url()}programme/"
    assert text_of(client.get(address)).count("data-star=") == 1
    cancel_event(event, reason="", by=None, at=timezone.now())
    assert "data-star" not in text_of(client.get(address))
    past = EventFactory(on_day=True, day=dt.date(2019, 10, 17))
    session(past, "CV", 9, 10)
    assert "data-star" not in text_of(client.get(f"{past.get_absolute_url()}programme/"))


def mine(client, event, *keys, **headers):
    query = "&".join(f"s={key}" for key in keys)
    return client.get(f"{event.get_absolute_url()}programme/mon-programme/?{query}", headers=headers)


def test_clashes_are_said_in_words(client, event):
    first, second = session(event, "CV", 9, 11), session(event, "Débat", 10, 12)
    third = session(event, "Après", 11, 13)
    other_day = session(event, "Demain", 9, 11, day_number=2)
    said = "« CV » et « Débat » ont lieu en même temps."
    text = text_of(mine(client, event, first.pk, second.pk, other_day.pk))
    assert said in text
    assert "1 chevauchement" in text
    assert "Débat » et « Après » ont lieu en même temps." in text_of(mine(client, event, second.pk, third.pk))
    # One ends when the other begins.
    assert "en même temps" not in text_of(mine(client, event, first.pk, third.pk, other_day.pk))
    second.is_cancelled = True
    second.save()
    assert said not in text_of(mine(client, event, first.pk, second.pk))


@pytest.mark.parametrize(
    "query", ["", "s=", "s=abc", "s=-1", "s=99999999999999999999", "s=٣", "s=1%20OR%201", "s=" + "9" * 5000]
)
def test_what_is_not_well_formed_chooses_nothing(client, event, query):
    session(event, "CV", 9, 10)
    response = client.get(f"{event.get_absolute_url()}programme/mon-programme/?{query}")
    assert "Aucune séance choisie" in text_of(response)
    address = f"{event.get_absolute_url()}programme/mon-programme.ics?{query}"
    assert client.get(address).status_code == 404


def test_a_choice_is_bounded_and_of_one_meeting(client, event):
    elsewhere = session(soon(), "Ailleurs", 9, 10)
    here = session(event, "Ici", 9, 10)
    text = text_of(mine(client, event, here.pk, elsewhere.pk, here.pk))
    assert ("1 séance" in text, "Ailleurs" in text) == (True, False)
    assert "Aucune séance choisie" in text_of(mine(client, event, *[1_000_000] * 80, here.pk))


def test_nobody_keeps_the_choice(client, event):
    one = session(event, "CV", 9, 10)
    response = mine(client, event, one.pk)
    assert not response.cookies
    assert response["X-Robots-Tag"] == "noindex"
    fragment = mine(client, event, one.pk, **{"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in response.content.decode()


def test_it_goes_into_a_calendar(client, settings):
    event = EventFactory(title="Forum", venue=VenueFactory(name="Halle"))
    room = RoomFactory(venue=event.venue, name="Salle Cèdre", level="Étage")
    one = session(event, "CV", 9, 10, room=room)
    two = SessionFactory(event=event, title="Sans heure", day_number=2)
    session(event, "Pas choisie", 14, 15)
    address = f"{event.get_absolute_url()}programme/mon-programme.ics?s={one.pk}&s={two.pk}"
    response = client.get(address)
    assert response["Content-Disposition"] == f'attachment; filename="mon-programme-{event.slug}.ics"'
    calendar = Calendar.from_ical(response.content)
    items = {str(item["summary"]): item for item in calendar.walk("VEVENT")}
    assert set(items) == {"CV", "Sans heure"}
    assert items["CV"].decoded("dtstart") == dt.datetime(2026, 12, 10, 8, tzinfo=dt.UTC)
    assert str(items["CV"]["uid"]).startswith(f"seance-{one.pk}@")
    assert str(items["CV"]["location"]) == "Salle Cèdre, Étage, Halle"
    assert str(items["CV"]["url"]).endswith(f"/agenda/{event.slug}/programme/#seance-{one.pk}")
    assert items["Sans heure"].decoded("dtstart") == dt.date(2026, 12, 11)
    assert str(calendar["x-wr-calname"]) == "Mon programme – Forum"


def test_a_meeting_without_day_has_no_calendar(client):
    event = EventFactory(undated=True)
    one = session(event, "CV", 9, 10)
    assert "mon-programme.ics" not in text_of(mine(client, event, one.pk))
    address = f"{event.get_absolute_url()}programme/mon-programme.ics?s={one.pk}"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("below", ["programme/mon-programme/", "programme/mon-programme.ics"])
def test_a_draft_tells_nothing(client, below):
    draft = soon(state="draft", published_at=None)
    one = session(draft, "CV", 9, 10)
    assert client.get(f"{draft.get_absolute_url()}{below}?s={one.pk}").status_code == 404


def test_the_grid_says_when_it_opens_only_where_the_day_is_known(client):
    event = EventFactory()
    session(event, "CV", 9, 10)
    assert 'data-opens="2026-12-10T08:00:00+00:00"' in text_of(
        client.get(f"{event.get_absolute_url()}programme/")
    )
    undated = EventFactory(undated=True)
    session(undated, "CV", 9, 10)
    assert "data-opens" not in text_of(client.get(f"{undated.get_absolute_url()}programme/"))


@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_my_programme(client, event, django_assert_num_queries, times):
    keys = []
    for number in range(times):
        one = session(event, f"S{number}", 9 + number, 10 + number, room=RoomFactory(venue=event.venue))
        one.audiences.add(Audience.objects.create(name=f"p{number}", slug=f"p{number}"))
        keys.append(one.pk)
    with django_assert_num_queries(4):
        mine(client, event, *keys)

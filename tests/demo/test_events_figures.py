"""What the demonstration's meetings must say: the figures of the publications, counted on our rows."""

import datetime as dt

import pytest
from django.utils import timezone

from events.enums import EventPrecision, SpeakerRole
from events.models import Attendance, Event, EventSeries, HostBid, HostCall, Speaker
from events.services.reporting import compute_report
from events.wording import when_text
from networks.enums import Stage
from networks.services import figures_of
from talents.models import Edition

pytestmark = pytest.mark.usefixtures("demo")


def told(slug: str) -> dict[str, tuple[str, str]]:
    """Key → value and note of the figures of a meeting."""
    return {pair.key: (pair.value, pair.note) for pair in figures_of(Event.objects.get(slug=slug))}


def test_the_second_evening_of_the_printemps_is_in_2019_and_no_day_is_invented():
    evening = Event.objects.get(slug="printemps-des-talents-2019")
    assert when_text(evening) == "2019"
    assert {str(speaker) for speaker in Speaker.objects.filter(session__event=evening)} == {
        "Olivier Bianchi",
        "Anne-Gaëlle Baudouin",
    }
    assert Edition.objects.get(slug="printemps-des-talents-2019").ceremony_id == evening.pk
    assert told("printemps-des-talents-2019") == {"fields": ("5", "")}


def test_twenty_partner_structures_of_the_printemps():
    series = EventSeries.objects.get(slug="printemps-des-talents")
    assert {pair.key: pair.value for pair in figures_of(series)}["partner-structures"] == "20"


def test_eighteen_territories_declared_and_seventeen_named_at_their_stage_of_that_day():
    meeting = Event.objects.get(slug="rencontre-regionale-2019")
    assert when_text(meeting) == "Jeudi 17 octobre 2019"
    presence = compute_report(meeting)
    assert {group.stage: len(group.territories) for group in presence.groups} == {
        Stage.ACCREDITED: 1,
        Stage.EMERGING: 9,
        Stage.INTERESTED: 7,
    }
    assert [place.title for place in presence.at_stage(Stage.ACCREDITED)] == ["Villeurbanne"]
    figures = told("rencontre-regionale-2019")
    assert figures["people"] == ("80", "")
    assert figures["territories"] == ("18", "17 nommés sur 18 annoncés")
    assert figures["emerging"] == ("10", "9 nommés sur 10 annoncés")
    assert figures["interested"] == ("7", "")
    assert figures["accredited"] == ("1", "")
    assert figures["exchange-themes"] == ("4", "")
    assert meeting.sessions.filter(kind="exchange").count() == 4
    assert meeting.themes.count() == 4
    assert Attendance.objects.filter(event=meeting).count() == 17


def test_the_next_meeting_is_in_february_2020_in_lyon_and_the_mobilisation_has_a_derived_year():
    following = Event.objects.get(previous__slug="rencontre-regionale-2019")
    assert (when_text(following), following.territory.title) == ("Février 2020", "Lyon")
    strike = Event.objects.get(slug="greve-du-chomage-2019")
    assert (strike.day, strike.year_derived) == (dt.date(2019, 11, 7), True)


def test_forty_cities_from_twenty_three_countries():
    assert {key: value for key, (value, _note) in told("rencontres-villes-michelin-2017").items()} == {
        "cities": "40",
        "countries": "23",
        "delegates": "400",
        "initiatives": "35",
        "themes": "9",
        "days": "3",
        "preparation": "2\u00a0ans",
    }
    meeting = Event.objects.get(slug="rencontres-villes-michelin-2017")
    assert meeting.precision == EventPrecision.MONTH
    partners = meeting.partnerships.select_related("structure")
    assert partners.filter(role="partner").count() == 10
    assert [str(partner.structure) for partner in partners.filter(role="support")] == ["Michelin"]


def test_two_imaginary_bids_and_a_vote_in_the_spring_of_2018():
    call = HostCall.objects.get()
    assert (str(call.vote_date), call.hosted_event.slug) == (
        "printemps 2018",
        "rencontres-villes-michelin-2019",
    )
    assert list(HostBid.objects.values_list("is_demo", "territory")) == [(True, None), (True, None)]


def test_innov_insertion_has_no_date_twelve_workshops_twelve_stands_and_its_voices():
    forum = Event.objects.get(slug="innov-insertion")
    assert (forum.day, forum.date_note, forum.is_over) == (None, "un mardi", True)
    assert forum.sessions.filter(kind__in=["workshop", "recruitment", "immersion"]).count() == 12
    assert told("innov-insertion")["workshops"] == ("une douzaine", "")
    assert forum.stands.count() == 12
    assert set(forum.stands.values_list("level", flat=True)) == {"Rez-de-jardin", "Rez-de-chaussée"}
    assert set(forum.venue.rooms.values_list("level", flat=True)) == {"Rez-de-jardin", "Rez-de-chaussée", ""}
    assert forum.sessions.get(kind="conference").start_time == dt.time(17)
    panel = Speaker.objects.filter(session__event=forum, session__kind="panel")
    assert panel.filter(role=SpeakerRole.PANELLIST).count() == 6
    assert [str(speaker) for speaker in panel.filter(role=SpeakerRole.MODERATOR)] == ["Justine Journaix"]
    assert Speaker.objects.filter(session__event=forum, role=SpeakerRole.WITNESS).count() == 5
    opening = Speaker.objects.get(session__event=forum, role=SpeakerRole.OPENING)
    assert str(opening) == "David Marti"
    assert forum.sessions.in_order().last().title == "Verre de l’amitié"
    assert set(forum.audiences.values_list("slug", flat=True)) == {
        "jeunes-travailleurs",
        "beneficiaires-du-rsa",
        "demandeurs-d-emploi",
    }


def test_the_summit_is_a_16_may_of_no_known_year():
    summit = Event.objects.get(slug="sommet-mesure-impact")
    assert (summit.day, summit.territory.title, summit.previous.slug) == (None, "Paris", "innov-insertion")
    assert "16 mai" in when_text(summit)


def test_each_series_has_an_imaginary_meeting_to_come_that_takes_registrations():
    at = timezone.now()
    for series in EventSeries.objects.all():
        coming = series.events.upcoming(at=at).get()
        assert coming.is_demo
        assert coming.takes_registrations(at=at)
        assert coming.sessions.count() >= 5
    breakfast = Event.objects.get(slug="petit-dejeuner-du-club-a-venir")
    assert (breakfast.capacity, breakfast.takes_registrations(at=at)) == (8, True)
    assert Event.objects.get(slug="innov-insertion-a-venir").capacity == 400


def test_what_is_imaginary_says_so_and_what_is_told_by_the_publications_does_not():
    at = timezone.now()
    assert not Event.objects.past(at=at).filter(is_demo=True).exists()
    assert not Event.objects.upcoming(at=at).filter(is_demo=False).exists()


@pytest.mark.parametrize("below", ["", "programme/", "stands/", "compte-rendu/"])
def test_every_page_of_every_meeting_opens(client, below):
    for slug in Event.objects.values_list("slug", flat=True):
        response = client.get(f"/agenda/{slug}/{below}")
        assert response.status_code == 200 or (below == "compte-rendu/" and response.status_code == 302)

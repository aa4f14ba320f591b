"""Narrowing the agenda, seeing it on a map, and receiving exactly what is shown."""

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.models import Event
from events.services.scheduling import cancel_event
from networks.services import add_partner
from tests.events.test_pages import listed, soon, text_of
from tests.factories.events import EventFactory, SeriesFactory, StandFactory, VenueFactory
from tests.factories.labels import LabelAwardFactory, LabelFactory
from tests.factories.networks import NetworkFactory, StructureFactory, TerritoryFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

NO_HOUR = {"starts_at": None, "ends_at": None}


def counts(client, query: str = "") -> dict[str, dict[str, int]]:
    facets = client.get(f"/agenda/?{query}").context["facets"]
    return {facet.name: {option.value: option.count for option in facet.options} for facet in facets}


def test_two_dates_say_enough_by_themselves(client):
    EventFactory(title="Avant", on_day=True, day=dt.date(2019, 10, 1))
    EventFactory(title="Dedans", on_day=True, day=dt.date(2019, 10, 17))
    EventFactory(
        title="En octobre", precision="month", day=dt.date(2019, 10, 1), starts_at=None, ends_at=None
    )
    soon(title="Plus tard")
    assert listed(client, "du=2019-10-10&au=2019-10-20") == {"Dedans", "En octobre"}
    assert listed(client, "du=2019-10-10&au=2019-10-20&quand=a-venir") == {"Dedans", "En octobre"}
    assert listed(client, "du=2019-10-10&quand=passes") == {"Dedans", "En octobre"}
    assert listed(client, "du=2019-10-10") == {"Dedans", "En octobre", "Plus tard"}
    assert listed(client, "du=hier&au=0") == {"Plus tard"}


def test_free_places_are_those_that_the_page_of_a_meeting_counts(client):
    opened = {"registration_opens_at": timezone.now() - dt.timedelta(days=1)}
    soon(title="Libre", capacity=2, **opened)
    full = soon(title="Complète", capacity=1, **opened)
    RegistrationFactory(event=full)
    soon(title="Fermée", capacity=2, registration_closes_at=timezone.now() - dt.timedelta(hours=1), **opened)
    soon(title="Sur invitation", visibility="invited", **opened)
    soon(title="Sans inscription")
    cancel_event(soon(title="Annulée", **opened), reason="", by=None, at=timezone.now())
    assert listed(client, "places=libres") == {"Libre"}
    assert counts(client)["places"] == {"libres": 1}
    assert len(listed(client, "places=n-importe-quoi")) == 6


def test_all_that_is_asked_of_a_venue_is_asked_together(client):
    soon(title="Tout", venue=VenueFactory(step_free=True, hearing_loop=True))
    soon(title="Plain-pied", venue=VenueFactory(step_free=True))
    soon(title="On ne sait pas", venue=VenueFactory())
    assert listed(client, "acces=plain-pied") == {"Tout", "Plain-pied"}
    assert listed(client, "acces=plain-pied&acces=boucle") == {"Tout"}
    assert counts(client)["acces"] == {"plain-pied": 2, "boucle": 1}
    assert counts(client, "acces=boucle")["acces"] == {"plain-pied": 1, "boucle": 1}


def test_filters_combine_and_each_can_be_taken_back(client):
    series = SeriesFactory(slug="s1", title="Printemps")
    soon(title="Une", series=series, venue=VenueFactory(step_free=True))
    soon(title="Deux", series=series)
    response = client.get("/agenda/?serie=s1&acces=plain-pied&vue=carte")
    chips = {chip["label"]: chip["url"] for chip in response.context["chips"]}
    assert chips == {
        "Printemps": "/agenda/?acces=plain-pied&vue=carte",
        "Accès sans marche": "/agenda/?serie=s1&vue=carte",
    }
    assert response.context["count"] == "1 événement"


def test_nothing_found_says_what_to_loosen(client):
    soon(title="Une", series=SeriesFactory(slug="s1", title="Printemps"))
    soon(title="Deux", venue=VenueFactory(step_free=True))
    response = client.get("/agenda/?serie=s1&acces=plain-pied")
    assert {(way["label"], way["url"], way["count"]) for way in response.context["loosen"]} == {
        ("Sans «\u00a0Printemps\u00a0»", "/agenda/?acces=plain-pied", "1 événement"),
        ("Sans «\u00a0accès sans marche\u00a0»", "/agenda/?serie=s1", "1 événement"),
    }
    ways = client.get("/agenda/?quand=passes").context["loosen"]
    assert [(way["url"], way["count"]) for way in ways] == [("/agenda/", "2 événements")]
    # Two wrong choices at once: no way out by one of them, so none is offered.
    assert client.get("/agenda/?serie=rien&theme=rien").context["loosen"] == []


def test_an_empty_month_leads_to_the_next_one_with_something(client):
    series = SeriesFactory(slug="s1")
    EventFactory(on_day=True, day=dt.date(2027, 5, 4), series=series)
    EventFactory(on_day=True, day=dt.date(2027, 3, 4))
    response = client.get("/agenda/?vue=mois&mois=2027-02&serie=s1")
    assert response.context["soonest_url"] == "/agenda/?serie=s1&vue=mois&mois=2027-05"
    assert "Rien ce mois-là" in text_of(response)


def test_the_boxes_of_a_month_count_that_month(client):
    series = SeriesFactory(slug="s1")
    EventFactory(on_day=True, day=dt.date(2019, 10, 17), series=series)
    soon(series=series)
    found = counts(client, "vue=mois&mois=2019-10")
    assert found["serie"] == {"s1": 1}
    assert "quand" not in found


def test_the_map_numbers_towns_as_its_list_does(client):
    clermont = TerritoryFactory(title="Clermont", latitude="45.777", longitude="3.087")
    lyon = TerritoryFactory(title="Lyon", latitude="45.764", longitude="4.836")
    soon(3, title="Une", territory=clermont)
    soon(1, title="Deux", venue=VenueFactory(territory=lyon))
    soon(5, title="Trois", territory=lyon)
    soon(2, title="Sans point", territory=TerritoryFactory(title="Ailleurs"))
    soon(4, title="Sans lieu")
    response = client.get("/agenda/?vue=carte")
    context = response.context
    towns = {town.name: (town.number, [row.title for row in town.rows]) for town in context["towns"]}
    assert towns == {
        "Lyon": (1, ["Deux", "Trois"]),
        "Ailleurs": (None, ["Sans point"]),
        "Clermont": (2, ["Une"]),
    }
    assert [(point.number, point.label) for point in context["map"].points] == [(1, "Lyon"), (2, "Clermont")]
    assert [row.title for row in context["elsewhere"]] == ["Sans lieu"]
    assert "<svg" in text_of(response)
    # A sign leads to the heading of its town.
    assert [point.url for point in context["map"].points] == ["#lieu-1", "#lieu-2"]
    assert 'id="lieu-2"' in text_of(response)
    # A single town is seen in its region; a town without a point draws no map.
    alone = client.get("/agenda/?vue=carte&territoire=lyon").context["map"]
    assert [panel.key for panel in alone.panels] == ["84"]
    assert client.get("/agenda/?vue=carte&territoire=ailleurs").context["map"] is None


def test_every_town_of_a_crowded_map_has_its_sign_and_the_count_is_true(client, monkeypatch):
    monkeypatch.setattr("networks.views.places.ROWS_ON_A_PAGE", 3)
    clermont = TerritoryFactory(title="Clermont", latitude="45.777", longitude="3.087")
    lyon = TerritoryFactory(title="Lyon", latitude="45.764", longitude="4.836")
    for number in range(4):
        soon(number, title=f"Rencontre {number}", territory=clermont)
    soon(9, title="À Lyon", territory=lyon)
    soon(10, title="Sans lieu")
    first = client.get("/agenda/?vue=carte&quand=a-venir")
    assert first.context["count"] == "6 événements"
    assert [(town.name, len(town.rows)) for town in first.context["towns"]] == [("Clermont", 3)]
    assert [point.url for point in first.context["map"].points] == [
        "#lieu-1",
        "?vue=carte&quand=a-venir&page=2#lieu-2",
    ]
    second = client.get("/agenda/?vue=carte&page=2")
    assert [(town.name, town.number, len(town.rows)) for town in second.context["towns"]] == [
        ("Clermont", 1, 1),
        ("Lyon", 2, 1),
    ]
    assert [row.title for row in second.context["elsewhere"]] == ["Sans lieu"]
    assert second.context["map"].points[0].url == "?vue=carte&page=1#lieu-1"
    part = client.get("/agenda/?vue=carte&page=2", headers={"HX-Request": "true"})
    assert part.content.decode().strip() in second.content.decode()


def test_a_crowded_day_leads_to_itself_in_the_list(client):
    series = SeriesFactory(slug="s1")
    day = dt.date(2027, 3, 17)
    for number in range(7):
        EventFactory(title=f"Atelier {number}", on_day=True, day=day, series=series)
    for number in range(6):
        EventFactory(title=f"Le 18, {number}", on_day=True, day=dt.date(2027, 3, 18), series=series)
    response = client.get("/agenda/?vue=mois&mois=2027-03&serie=s1")
    days = {one.date: one for week in response.context["month"].weeks for one in week if one.items}
    assert (len(days[day].items), days[day].more) == (5, 2)
    assert (len(days[dt.date(2027, 3, 18)].items), days[dt.date(2027, 3, 18)].more) == (6, 0)
    assert days[day].more_url == "/agenda/?serie=s1&du=2027-03-17&au=2027-03-17"
    text = text_of(response)
    assert "+ 2 autres" in text
    assert "mercredi 17 mars" in text.split("+ 2 autres")[1][:80]
    assert response.context["count"] == "13 événements"
    assert len(listed(client, "serie=s1&du=2027-03-17&au=2027-03-17")) == 7


def test_a_month_full_of_unsettled_dates_leads_to_the_list(client):
    for number in range(13):
        EventFactory(title=f"En mars {number}", precision="month", day=dt.date(2027, 3, 1), **NO_HOUR)
    response = client.get("/agenda/?vue=mois&mois=2027-03")
    assert len(response.context["unsettled"]) == 12
    assert "Tout le mois, en liste" in text_of(response)
    assert len(listed(client, "du=2027-03-01&au=2027-03-31")) == 13
    Event.objects.filter(title="En mars 3").delete()
    assert client.get("/agenda/?vue=mois&mois=2027-03").context["whole_url"] == ""


def test_many_meetings_come_by_pages(client):
    for number in range(30):
        soon(number, title=f"Rencontre {number}")
    assert len(listed(client)) == 24
    assert len(listed(client, "page=2")) == 6


# Receiving


def feed(client, query: str = "") -> tuple[Calendar, set[str]]:
    response = client.get(f"/agenda.ics?{query}")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    return calendar, {str(item["summary"]) for item in calendar.walk("VEVENT")}


@pytest.mark.parametrize(
    "query",
    ["", "serie=s1", "reseau=r1", "structure=agire", "places=libres", "acces=plain-pied", "du=2030-01-01"],
)
def test_the_feed_holds_exactly_what_is_shown(client, query):
    structure = StructureFactory(title="Agire", slug="agire")
    opened = {"registration_opens_at": timezone.now() - dt.timedelta(days=1)}
    one = soon(title="Une", series=SeriesFactory(slug="s1"), venue=VenueFactory(step_free=True), **opened)
    two = soon(title="Deux", network=NetworkFactory(slug="r1"))
    add_partner(entry=one, partner=structure, by=None, at=timezone.now())
    StandFactory(event=two, structure=structure)
    soon(title="Trois")
    _calendar, titles = feed(client, query)
    assert titles == listed(client, query)
    assert client.get(f"/agenda/?{query}").context["feed_url"] == f"/agenda.ics{'?' if query else ''}{query}"


def test_the_feed_names_itself_and_leads_back(client, settings):
    event = soon(series=SeriesFactory(slug="s1", title="Printemps"))
    calendar, _titles = feed(client, "serie=s1")
    assert str(calendar["x-wr-calname"]) == "Agenda Vivier – Printemps"
    assert str(calendar["x-published-ttl"]) == "PT6H"
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"
    assert str(calendar["url"]) == f"{settings.PUBLIC_BASE_URL}/agenda/?serie=s1"
    first = calendar.walk("VEVENT")[0]
    assert str(first["url"]) == f"{settings.PUBLIC_BASE_URL}/agenda/{event.slug}/"
    again = feed(client)[0].walk("VEVENT")[0]
    assert first["uid"] == again["uid"]


def test_a_label_leads_to_the_meetings_of_those_who_hold_it(client):
    network, structure = NetworkFactory(), StructureFactory()
    label = LabelFactory(slug="label-talents", title="Label Talents")
    LabelAwardFactory(label=label, holder=network.entry_ptr)
    LabelAwardFactory(label=label, holder=structure.entry_ptr)
    soon(title="Du réseau", network=network)
    add_partner(entry=soon(title="De la structure"), partner=structure, by=None, at=timezone.now())
    soon(title="D’ailleurs")
    assert listed(client, "label=label-talents") == {"Du réseau", "De la structure"}
    assert feed(client, "label=label-talents")[1] == {"Du réseau", "De la structure"}
    page = client.get(label.get_absolute_url()).content.decode()
    assert "/agenda.ics?label=label-talents" in page
    assert "Les rencontres de qui le porte" in page


def test_each_page_offers_its_own_feed(client):
    network, series, structure = NetworkFactory(), SeriesFactory(), StructureFactory()
    event = soon(network=network, series=series)
    StandFactory(event=event, structure=structure)
    for page, query in (
        (network, f"reseau={network.slug}"),
        (series, f"serie={series.slug}"),
        (structure, f"structure={structure.slug}"),
    ):
        text = text_of(client.get(page.get_absolute_url()))
        assert f"webcal://vivier.example/agenda.ics?{query}" in text
        assert f"https://vivier.example/agenda.ics?{query}" in text


def test_a_calendar_opens_on_a_month_in_which_something_happens(client, time_machine):
    time_machine.move_to(dt.datetime(2027, 2, 10, 12, tzinfo=dt.UTC), tick=False)
    # Nothing is announced: the month of today.
    assert client.get("/agenda/?vue=mois").context["month"].label == "Février 2027"
    EventFactory(title="En mai", on_day=True, day=dt.date(2027, 5, 20))
    EventFactory(title="En juin", on_day=True, day=dt.date(2027, 6, 20), series=SeriesFactory(slug="s1"))
    opened = client.get("/agenda/?vue=mois")
    assert opened.context["month"].label == "Mai 2027"
    assert "En mai" in opened.content.decode()
    assert client.get("/agenda/?vue=mois&serie=s1").context["month"].label == "Juin 2027"
    # Who asks for a month has it, empty or not.
    asked = client.get("/agenda/?vue=mois&mois=2027-02")
    assert asked.context["month"].label == "Février 2027"
    assert asked.context["soonest_url"] == "/agenda/?vue=mois&mois=2027-05"
    EventFactory(title="En février", on_day=True, day=dt.date(2027, 2, 1))
    assert client.get("/agenda/?vue=mois").context["month"].label == "Février 2027"


def test_a_season_is_told_after_the_month_it_begins_in(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False)
    spring = dt.date(2027, 3, 1)
    EventFactory(title="Au printemps", precision="season", day=spring, **NO_HOUR)
    EventFactory(title="En mars", precision="month", day=spring, **NO_HOUR)
    EventFactory(title="Le 31 mars", on_day=True, day=dt.date(2027, 3, 31))
    EventFactory(title="Le 1er avril", on_day=True, day=dt.date(2027, 4, 1))
    EventFactory(title="En 2027", precision="year", day=dt.date(2027, 1, 1), **NO_HOUR)
    EventFactory(title="Le 20 janvier", on_day=True, day=dt.date(2027, 1, 20))
    headings = [group.heading for group in client.get("/agenda/").context["groups"]]
    assert headings == ["Janvier 2027", "2027", "Mars 2027", "Printemps 2027", "Avril 2027"]
    time_machine.move_to(dt.datetime(2028, 11, 22, 12, tzinfo=dt.UTC), tick=False)
    headings = [group.heading for group in client.get("/agenda/?quand=passes").context["groups"]]
    assert headings == ["Avril 2027", "Mars 2027", "Printemps 2027", "Janvier 2027", "2027"]


@pytest.mark.parametrize(("month", "titles"), [("2027-02", ["En 2027"]), ("2027-05", ["En 2027", "Sortie"])])
def test_a_month_says_the_seasons_and_years_it_may_hold(client, month, titles):
    EventFactory(title="Sortie", precision="season", day=dt.date(2027, 3, 1), **NO_HOUR)
    EventFactory(title="En 2027", precision="year", day=dt.date(2027, 1, 1), **NO_HOUR)
    response = client.get(f"/agenda/?vue=mois&mois={month}")
    assert [row.title for row in response.context["wider"]] == titles
    assert response.context["unsettled"] == []
    text = text_of(response)
    assert "Date à préciser" in text
    assert "Rien ce mois-là" not in text
    if "Sortie" in titles:
        assert "Printemps 2027" in text


def test_what_may_fall_in_a_month_does_not_open_the_calendar_on_it(client, time_machine):
    time_machine.move_to(dt.datetime(2027, 2, 10, 12, tzinfo=dt.UTC), tick=False)
    EventFactory(precision="year", day=dt.date(2027, 1, 1), **NO_HOUR)
    EventFactory(on_day=True, day=dt.date(2027, 6, 20))
    assert client.get("/agenda/?vue=mois").context["month"].label == "Juin 2027"


def test_a_series_does_not_claim_that_what_was_announced_was_held(client):
    series = SeriesFactory()
    EventFactory(series=series, on_day=True, day=dt.date(2019, 10, 17))
    text = text_of(client.get(series.get_absolute_url()))
    assert "Dates passées" in text
    assert "Déjà tenus" not in text

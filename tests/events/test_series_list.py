"""The list of series: the next meeting of each, how many there were, facets, a map, the same price."""

import datetime as dt
import html
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.factories.events import EventFactory, SeriesFactory, VenueFactory
from tests.factories.networks import NetworkFactory, TerritoryFactory, ThemeFactory

pytestmark = pytest.mark.django_db

LYON = {"latitude": "45.76", "longitude": "4.84"}
CLERMONT = {"latitude": "45.78", "longitude": "3.08"}


def soon(days: int, **values):
    """A meeting of two hours, so many days from today."""
    day = timezone.localdate() + dt.timedelta(days=days)
    starts = dt.datetime.combine(day, dt.time(9), tzinfo=ZoneInfo("Europe/Paris"))
    return EventFactory(day=day, starts_at=starts, ends_at=starts + dt.timedelta(hours=2), **values)


def rows(response) -> dict:
    return {row.title: row for row in response.context["items"]}


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def test_each_series_is_told_by_its_next_meeting_and_their_number(client):
    series = SeriesFactory(title="Printemps", network=NetworkFactory(title="Club"))
    soon(40, series=series, territory=TerritoryFactory(title="Plus tard"))
    following = soon(10, series=series, territory=TerritoryFactory(title="Lyon"))
    soon(-10, series=series)
    soon(5, series=series, state="draft")
    soon(5, series=series, visibility="unlisted")
    SeriesFactory(title="Sans date")
    found = rows(client.get("/series/"))
    assert found["Printemps"].datetime == following.local_start.isoformat(timespec="minutes")
    assert [note.text for note in found["Printemps"].tags] == ["Lyon", "Club", "3 rencontres"]
    assert found["Sans date"].lead_note == "Pas de date annoncée"
    assert not found["Sans date"].tags


def test_what_is_not_public_is_not_told(client):
    SeriesFactory(title="Brouillon", state="draft")
    SeriesFactory(title="Publiée", network=NetworkFactory(title="Secret", slug="secret", state="draft"))
    response = client.get("/series/")
    assert set(rows(response)) == {"Publiée"}
    assert "Secret" not in text_of(response)
    assert not rows(client.get("/series/?reseau=secret"))


def test_words_and_facets_narrow_it(client):
    club = NetworkFactory(title="Club", slug="club")
    SeriesFactory(title="Printemps", network=club)
    other = SeriesFactory(title="Rencontres de grappe")
    ThemeFactory(name="Emploi", slug="emploi").entries.add(other)
    assert set(rows(client.get("/series/?reseau=club"))) == {"Printemps"}
    assert set(rows(client.get("/series/?theme=emploi"))) == {"Rencontres de grappe"}
    assert set(rows(client.get("/series/?q=grappe"))) == {"Rencontres de grappe"}
    facets = {
        facet.name: [(o.label, o.count) for o in facet.options]
        for facet in client.get("/series/").context["facets"]
    }
    assert facets == {"reseau": [("Club", 1)], "theme": [("Emploi", 1)]}


def test_the_map_puts_a_series_where_it_is_next_held_else_where_it_was(client):
    lyon, clermont = TerritoryFactory(title="Lyon", **LYON), TerritoryFactory(title="Clermont", **CLERMONT)
    moving, held = SeriesFactory(title="Tourne"), SeriesFactory(title="Finie")
    anchored = SeriesFactory(title="Ancrée", network=NetworkFactory(territory=clermont))
    soon(-10, series=moving, territory=clermont)
    soon(10, series=moving, territory=lyon)
    soon(-10, series=held, venue=VenueFactory(territory=lyon))
    SeriesFactory(title="Nulle part")
    response = client.get("/series/?vue=carte")
    drawn = response.context["drawn"]
    places = {here.name: [row.title for row in here.rows] for here in drawn.places}
    assert places == {"Lyon": ["Finie", "Tourne"], "Clermont": [anchored.title]}
    assert [row.title for row in drawn.elsewhere] == ["Nulle part"]
    assert "<svg viewBox" in text_of(response)


@pytest.mark.parametrize("view", ["", "?vue=carte"])
def test_htmx_is_given_that_part_of_the_page(client, view):
    soon(10, series=SeriesFactory(), territory=TerritoryFactory(**LYON))
    page, fragment = (
        client.get(f"/series/{view}"),
        client.get(f"/series/{view}", headers={"HX-Request": "true"}),
    )
    assert fragment.content.decode().strip() in page.content.decode()
    assert "HX-Request" in fragment["Vary"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("view", ["", "?vue=carte"])
def test_the_price_does_not_grow(client, count, view, django_assert_num_queries):
    for _ in range(count):
        series = SeriesFactory(network=NetworkFactory(territory=TerritoryFactory(**LYON)))
        ThemeFactory().entries.add(series)
        for days in (-20, -10, 10, 20):
            soon(days, series=series, territory=TerritoryFactory(**CLERMONT))
    with django_assert_num_queries(7):
        client.get(f"/series/{view}")


def test_it_is_found_from_its_pages_the_plan_and_the_foot(client):
    series = SeriesFactory(title="Printemps")
    assert 'href="/series/"' in text_of(client.get(series.get_absolute_url()))
    assert 'href="/series/"' in text_of(client.get("/plan-du-site/"))
    assert 'href="/series/"' in text_of(client.get("/agenda/"))
    assert "/series/</loc>" in b"".join(client.get("/sitemap-rubriques.xml")).decode()

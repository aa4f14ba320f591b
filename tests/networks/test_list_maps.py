"""A list seen as a map: the same filters, each entry under the number of its sign, the same price."""

import html
import re

import pytest

from networks import services
from networks.views import places
from tests.factories.networks import (
    InitiativeFactory,
    NetworkFactory,
    StructureFactory,
    TerritoryFactory,
    ThemeFactory,
)

from .test_pages import KINDS, MEETING, listing, text

pytestmark = pytest.mark.django_db

CLERMONT = {"latitude": "45.78", "longitude": "3.08"}
CHAMALIERES = {"latitude": "45.77", "longitude": "3.06"}
LYON = {"latitude": "45.76", "longitude": "4.84"}


def seen(client, kind, query="", **headers):
    return client.get(f"{listing(kind)}?vue=carte{query}", headers=headers)


def lines(response) -> dict[str, list[str]]:
    """What stands under each heading of the list."""
    drawn = response.context["drawn"]
    return {f"{here.number} {here.name}": [row.title for row in here.rows] for here in drawn.places}


def test_entries_are_gathered_by_place_and_numbered_as_on_the_map(client):
    clermont = TerritoryFactory(title="Clermont", **CLERMONT)
    lyon = TerritoryFactory(title="Lyon", **LYON)
    StructureFactory(title="Une", territory=lyon)
    StructureFactory(title="Deux", territory=clermont)
    StructureFactory(title="Trois", territory=clermont)
    StructureFactory(title="Ailleurs", territory=None)
    response = seen(client, "structure")
    assert lines(response) == {"1 Clermont": ["Deux", "Trois"], "2 Lyon": ["Une"]}
    page = text(response)
    points = response.context["drawn"].sketch.points
    assert [(point.number, point.url) for point in points] == [(1, "#lieu-1"), (2, "#lieu-2")]
    for point in points:
        assert f'href="{point.url}" tabindex="-1"' in page
        assert f'id="{point.url[1:]}"' in page
    elsewhere = page[page.index("Sans point sur la carte") :]
    assert "Ailleurs" in elsewhere
    assert "Deux" not in elsewhere


def test_towns_that_would_hide_one_another_share_a_sign_that_says_so(client):
    TerritoryFactory(title="Clermont", **CLERMONT)
    TerritoryFactory(title="Chamalières", **CHAMALIERES)
    TerritoryFactory(title="Aubière", latitude="45.75", longitude="3.11")
    assert lines(seen(client, "territory")) == {
        "1 Clermont et alentours": ["Aubière", "Chamalières", "Clermont"]
    }


def test_a_structure_stands_at_its_own_point(client):
    clermont = TerritoryFactory(title="Clermont", **CLERMONT)
    StructureFactory(title="Une", territory=clermont)
    StructureFactory(title="Deux", territory=clermont, **LYON)
    assert len(seen(client, "structure").context["drawn"].sketch.points) == 2


def test_a_territory_that_is_not_shown_lends_its_point_and_not_its_name(client):
    hidden = TerritoryFactory(title="Secret", state="draft", **CLERMONT)
    InitiativeFactory(title="Un jardin", territory=hidden)
    response = seen(client, "initiative")
    assert lines(response) == {"1 Un jardin": ["Un jardin"]}
    assert "Secret" not in text(response)


@pytest.mark.parametrize("kind", KINDS)
def test_the_map_keeps_what_was_chosen_and_gives_the_way_back(client, kind):
    theme = ThemeFactory(name="Emploi", slug="emploi")
    place = CLERMONT if kind == "territory" else {"territory": TerritoryFactory(**CLERMONT)}
    kept, left = KINDS[kind](title="Gardé", **place), KINDS[kind](title="Laissé")
    theme.entries.add(kept)
    response = seen(client, kind, "&theme=emploi")
    page = html.unescape(text(response))
    assert "Gardé" in page
    assert left.title not in page
    assert 'href="' + listing(kind) + '?theme=emploi"' in page, "the list, with the same choice"
    assert page.count('<input type="hidden" name="vue" value="carte">') == 2, "search and facets keep the map"
    assert re.search(r'vue=carte" aria-current="true"', page)
    # And from the list to the map.
    back = html.unescape(text(client.get(f"{listing(kind)}?theme=emploi&q=garde")))
    assert "?q=garde&theme=emploi&vue=carte" in back


@pytest.mark.parametrize("kind", KINDS)
def test_htmx_is_given_that_part_of_the_page(client, kind):
    KINDS[kind](**(CLERMONT if kind == "territory" else {"territory": TerritoryFactory(**CLERMONT)}))
    page, response = text(seen(client, kind)), seen(client, kind, **{"HX-Request": "true"})
    assert text(response).strip() in page
    assert "<svg viewBox" in text(response)


def test_an_empty_map_says_what_to_loosen(client):
    page = text(seen(client, "structure", "&q=introuvable"))
    assert "Rien ne correspond" in page
    assert 'href="/structures/?vue=carte"' in page
    assert "Cette liste se remplit" in text(seen(client, "structure"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_has_its_sign_while_the_rows_come_by_pages(client, kind, monkeypatch):
    monkeypatch.setattr(places, "ROWS_ON_A_PAGE", 2)
    if kind == "territory":
        for number, where in enumerate((CLERMONT, CLERMONT, CLERMONT, LYON)):
            TerritoryFactory(title=f"Lieu {number}", **where)
        total = 4
    else:
        clermont = TerritoryFactory(title="Clermont", **CLERMONT)
        lyon = TerritoryFactory(title="Lyon", **LYON)
        for number, town in enumerate((clermont, clermont, clermont, lyon, None)):
            KINDS[kind](title=f"Entrée {number}", territory=town)
        total = 5
    first, second = seen(client, kind), seen(client, kind, "&page=2")
    for response in (first, second):
        assert text(response).count(f"{total} ") >= 1
        assert response.context["count"].startswith(f"{total} ")
        assert len(response.context["drawn"].sketch.points) == 2
    # A place that does not hold on a page goes on on the next; its sign leads to where it begins.
    assert [
        [len(here.rows) for here in response.context["drawn"].places] for response in (first, second)
    ] == [
        [2],
        [1, 1],
    ]
    urls = [[point.url for point in one.context["drawn"].sketch.points] for one in (first, second)]
    assert urls[0] == ["#lieu-1", "?vue=carte&page=2#lieu-2"]
    assert urls[1] == ["?vue=carte&page=1#lieu-1", "#lieu-2"]
    assert 'href="?vue=carte&amp;page=2"' in text(first)
    if kind != "territory":
        third = text(seen(client, kind, "&page=3"))
        assert "Entrée 4" in third[third.index("Sans point sur la carte") :]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("kind", "queries"), [("network", 6), ("territory", 8), ("structure", 7), ("initiative", 5)]
)
def test_the_price_of_a_map_does_not_grow(client, at, kind, queries, count, django_assert_num_queries):
    network = NetworkFactory() if kind == "territory" else None
    for _ in range(count):
        place = CLERMONT if kind == "territory" else {"territory": TerritoryFactory(**LYON)}
        entry = KINDS[kind](**place)
        ThemeFactory().entries.add(entry)
        if network:
            services.declare_stage(
                territory=entry, network=network, stage="emerging", since=MEETING, by=None, at=at
            )
    with django_assert_num_queries(queries):
        seen(client, kind)


def test_the_page_of_a_place_shows_where_it_is(client):
    clermont = TerritoryFactory(title="Clermont", **CLERMONT)
    page = text(client.get(clermont.get_absolute_url()))
    assert "Auvergne-Rhône-Alpes" in page
    assert 'class="locator' in page
    structure = StructureFactory(territory=clermont)
    assert 'class="locator' in text(client.get(structure.get_absolute_url()))
    nowhere = TerritoryFactory(title="Sans point")
    assert 'class="locator' not in text(client.get(nowhere.get_absolute_url()))


def test_a_name_that_somebody_typed_stays_text(client):
    TerritoryFactory(title="<script>alert(1)</script>", **CLERMONT)
    assert "<script>alert" not in text(seen(client, "territory"))

"""Narrowing the wall of labels: each facet, what it counts, and the way out of an empty wall."""

import datetime as dt
import re

import pytest

from labels.enums import AwardState, Direction
from portal.core import services as entries
from tests.factories.labels import LabelAwardFactory, LabelFactory
from tests.factories.networks import StructureFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall():
    """One label announced to a town, one given here to a house of that town, one that nobody holds yet."""
    town = TerritoryFactory(title="Riom", slug="riom")
    LabelAwardFactory(
        label=LabelFactory(title="Annoncé"),
        holder=town,
        state=AwardState.ANNOUNCED,
        announced_on=dt.date(2019, 2, 27),
        announced_on_precision="day",
    )
    LabelAwardFactory(
        label=LabelFactory(title="Donné", direction=Direction.GIVEN),
        holder=StructureFactory(title="La Fabrique", territory=town),
        held_from=dt.date(2024, 1, 1),
        held_from_precision="year",
    )
    LabelFactory(title="Rêvé", direction=Direction.AIMED)
    return town


def shown(client, query: str) -> set[str]:
    return {item["label"].title for item in client.get(f"/labels/?{query}").context["items"]}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Annoncé", "Donné", "Rêvé"}),
        ("q=reve", {"Rêvé"}),
        ("situation=given", {"Donné"}),
        ("situation=given&situation=aimed", {"Donné", "Rêvé"}),
        ("etat=announced", {"Annoncé"}),
        ("porteur=structure", {"Donné"}),
        ("annee=2019", {"Annoncé"}),
        ("annee=2019&annee=2024", {"Annoncé", "Donné"}),
        ("territoire=riom", {"Annoncé", "Donné"}),
        ("territoire=riom&porteur=territory", {"Annoncé"}),
        ("annee=inconnue", set()),
    ],
)
def test_facets_combine(client, wall, query, titles):
    assert shown(client, query) == titles


def test_counts_are_made_with_the_other_facets_applied(client, wall):
    counts = {
        facet.name: {option.value: (option.count, option.checked) for option in facet.options}
        for facet in client.get("/labels/?porteur=structure").context["facets"]
    }
    assert counts == {
        "situation": {"given": (1, False)},
        "etat": {"held": (1, False)},
        "porteur": {"structure": (1, True), "territory": (1, False)},
        "annee": {"2024": (1, False)},
        "territoire": {"riom": (1, False)},
    }


def test_a_town_that_is_not_public_is_no_choice(client, wall, at):
    entries.back_to_draft(wall, by=None, at=at)
    assert "Riom" not in client.get("/labels/").content.decode()
    assert shown(client, "territoire=riom") == set()


def test_an_empty_wall_says_what_to_loosen(client, wall):
    page = client.get("/labels/?situation=given&annee=2019").content.decode()
    ways = re.findall(r'<a class="row" href="([^"]+)"><span>([^<]+)</span><small>([^<]+)</small>', page)
    assert ways == [
        ("/labels/?annee=2019", "Sans «\u00a0Donné ici\u00a0»", "1 label"),
        ("/labels/?situation=given", "Sans «\u00a02019\u00a0»", "1 label"),
    ]


@pytest.mark.parametrize("view", ["", "&vue=carte"])
def test_htmx_is_given_that_part_of_the_page(client, wall, view):
    page = client.get(f"/labels/?territoire=riom{view}")
    part = client.get(f"/labels/?territoire=riom{view}", headers={"HX-Request": "true"})
    assert 'id="resultats"' in part.content.decode()
    assert part.content.decode().strip() in page.content.decode()
    assert "<main" not in part.content.decode()
    assert "HX-Request" in part["Vary"]

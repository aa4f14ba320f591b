"""The wall and the pages of talents, as somebody uses them: with a mouse, a phone, a keyboard, a screen reader."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.factories.networks import MembershipFactory, NetworkFactory, TerritoryFactory
from tests.factories.talents import (
    EditionFactory,
    LaureateFactory,
    PathStepFactory,
    SchemeFactory,
    TalentFactFactory,
    TalentFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wall(transactional_db):
    """Nine talents, one of them whole."""
    riom = TerritoryFactory(title="Riom")
    club = NetworkFactory(title="Club des Talents")
    ada = TalentFactory(
        first_name="Ada",
        last_name="Belkacem",
        agreement="f",
        territory=riom,
        published=True,
        drawn=True,
        body="Un atelier, puis deux.",
        quote="Rien ne se jette.",
        meeting="Le lundi.",
    )
    edition = EditionFactory(slug="printemps-2019", title="Printemps 2019", number=2)
    LaureateFactory(talent=ada, edition=edition, scheme=SchemeFactory(parent=edition.scheme))
    EditionFactory(scheme=edition.scheme, number=1, year=2018)
    MembershipFactory(
        network=club, structure=None, talent_id=ada.pk, since=dt.date(2019, 1, 1), since_precision="year"
    )
    PathStepFactory(talent=ada)
    TalentFactFactory(talent=ada)
    for hue in ("eco", "soc", "cul", "num", "spo", "soc", "cul", "num"):
        TalentFactory(hue_of_field=hue, published=True, drawn=hue != "num", territory=riom)
    return ada


def test_boxes_words_and_back(open_page, wall):
    page = open_page("/talents/")
    count = page.get_by_role("status")
    expect(count).to_have_text("9 talents")
    page.get_by_label("Économique").check()
    expect(count).to_have_text("2 talents")
    assert page.url.endswith("/talents/?q=&domaine=economique") or page.url.endswith("?domaine=economique")
    # The box that was just ticked keeps the focus, although the list around it is new.
    expect(page.get_by_label("Économique")).to_be_focused()
    page.get_by_label("Chercher un talent").press_sequentially("belkasem")
    expect(count).to_have_text("1 talent")
    expect(page.get_by_label("Chercher un talent")).to_be_focused()
    assert "domaine=economique" in page.url
    assert "q=belkasem" in page.url
    page.get_by_role("link", name="Retirer le filtre « belkasem »").click()
    expect(count).to_have_text("2 talents")
    page.go_back()
    expect(count).to_have_text("1 talent")


def test_the_drawer_of_filters_stays_open_on_a_phone(open_page, wall):
    page = open_page("/talents/", width=360)
    page.get_by_text("Filtrer les talents").click()
    page.get_by_label("Club des Talents").check()
    expect(page.get_by_role("status")).to_have_text("1 talent")
    expect(page.get_by_label("Club des Talents")).to_be_visible()


def test_without_scripts_the_same_form_works(open_page, wall):
    page = open_page("/talents/", java_script_enabled=False)
    page.get_by_label("Économique").check()
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("status")).to_have_text("2 talents")
    page.get_by_label("Chercher un talent").fill("belkacem")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("status")).to_have_text("1 talent")
    expect(page.get_by_label("Économique")).to_be_checked()


@pytest.mark.parametrize(
    "path",
    [
        "/talents/",
        "/talents/?commune=riom&domaine=sportif&q=xyz",
        "/talents/ada-belkacem/",
        "/editions/printemps-2019/",
    ],
)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_pages_are_accessible_and_hold_in_their_window(
    open_page, violations, too_wide, wall, path, theme, width
):
    page = open_page(path, theme=theme, width=width)
    assert violations(page) == []
    assert too_wide(page) <= 0


def test_an_enormous_name_is_never_cut(open_page, wall):
    page = open_page("/talents/ada-belkacem/", width=1440)
    lines = page.locator("h1 span").all()
    assert [line.inner_text().strip() for line in lines] == ["Ada", "Belkacem"]
    heights = [line.bounding_box()["height"] for line in lines]
    assert heights[0] == pytest.approx(heights[1], abs=1)

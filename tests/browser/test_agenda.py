"""The agenda as somebody uses it: boxes, dates, views, a month in which no word is cut."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.events import EventFactory, SeriesFactory, VenueFactory
from tests.factories.networks import TerritoryFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agenda(transactional_db):
    """Four meetings of the next month, in two towns."""
    first = (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    series = SeriesFactory(title="Innov’insertion", slug="innov")
    towns = [
        TerritoryFactory(title="Clermont", latitude="45.777", longitude="3.087"),
        TerritoryFactory(title="Lyon", latitude="45.764", longitude="4.836"),
    ]
    for number, title in enumerate(("Innov’insertion", "Intercommunalités en fête", "Débat", "Sortie")):
        EventFactory(
            title=title,
            on_day=True,
            day=first + dt.timedelta(days=3 * number),
            series=series if number == 0 else None,
            territory=towns[number % 2],
            venue=VenueFactory(step_free=number < 2),
        )
    return first


def test_boxes_dates_chips_and_back(open_page, agenda):
    page = open_page("/agenda/")
    count = page.get_by_role("status")
    expect(count).to_contain_text("4 événements")
    page.get_by_label("Accès sans marche").check()
    expect(count).to_contain_text("2 événements")
    expect(page.get_by_label("Accès sans marche")).to_be_focused()
    page.get_by_label("Innov’insertion").check()
    expect(count).to_contain_text("1 événement")
    page.get_by_role("link", name="Retirer le filtre Accès sans marche").click()
    expect(count).to_contain_text("1 événement")
    expect(page.get_by_label("Accès sans marche")).not_to_be_checked()
    page.go_back()
    expect(page.get_by_label("Accès sans marche")).to_be_checked()
    page.get_by_label("Du", exact=True).fill("2040-01-01")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", name="Rien à cet endroit de l’agenda")).to_be_visible()


@pytest.mark.parametrize("width", [360, 820, 1100, 1440])
def test_no_word_is_cut_in_a_month(open_page, agenda, too_wide, width):
    page = open_page(f"/agenda/?vue=mois&mois={agenda:%Y-%m}", width=width)
    assert too_wide(page) <= 0
    titles = page.locator(".month-title")
    expect(titles).to_have_count(4)
    for title in titles.all():
        inside = title.evaluate("title => title.parentElement.scrollWidth <= title.parentElement.clientWidth")
        assert inside, title.inner_text()


@pytest.mark.parametrize("query", ["", "?vue=mois", "?vue=carte", "?serie=innov&territoire=lyon"])
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_pages_are_accessible_and_hold_in_their_window(
    open_page, violations, too_wide, agenda, query, theme, width
):
    page = open_page(f"/agenda/{query}", theme=theme, width=width)
    assert violations(page) == []
    assert too_wide(page) <= 0

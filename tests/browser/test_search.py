"""The search field with a keyboard: its key, its propositions."""

import re

import pytest

from tests.factories.networks import TerritoryFactory
from tests.factories.talents import TalentFactory

pytestmark = pytest.mark.django_db(transaction=True)

FOCUSED = "document.activeElement.id"


@pytest.fixture
def pages(transactional_db) -> None:
    TalentFactory(published=True, first_name="Rosa", last_name="Teixeira")
    TerritoryFactory(title="Rosières", slug="rosieres")


def test_propositions_are_walked_with_the_arrows_and_told(pages, open_page, violations):
    page = open_page("/")
    field = page.locator("#q")
    field.press_sequentially("ros")
    page.wait_for_selector("[role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    assert page.locator(".search-form [role=status]").inner_text() == "2 propositions"
    assert violations(page) == []
    field.press("ArrowDown")
    active = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    address = active.get_attribute("data-url")
    field.press("Enter")
    page.wait_for_url(re.compile(re.escape(address)))


def test_escape_closes_the_propositions_and_enter_still_searches(pages, open_page):
    page = open_page("/")
    field = page.locator("#q")
    field.press_sequentially("rosi")
    page.wait_for_selector("[role=option]")
    field.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("rosi")
    field.press("Enter")
    page.wait_for_url(re.compile(r"/recherche/\?q=rosi"))


def test_the_slash_leads_to_the_field_but_can_be_written_and_switched_off(pages, open_page):
    page = open_page("/")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "q"
    page.keyboard.type("a/b")
    assert page.locator("#q").input_value() == "a/b"
    # A page without a search field: the key opens the page of the search.
    page.goto(page.url + "talents/rosa-teixeira/")
    page.keyboard.press("/")
    page.wait_for_url(re.compile("/recherche/"))
    page.locator("[data-search-key]").click()
    assert page.locator("[data-search-key]").inner_text() == "Rétablir ce raccourci"
    page.reload()
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) != "q"


def test_without_scripts_the_field_is_a_plain_search(pages, open_page):
    page = open_page("/", java_script_enabled=False)
    assert page.locator("#q").get_attribute("role") is None
    assert page.locator("kbd.search-key").is_hidden()
    page.locator("#q").fill("rosières")
    page.locator(".search-form button").click()
    assert page.locator("main mark").first.inner_text() == "Rosières"

"""The components, looked at by a real browser."""

import pytest

GALLERY = "/composants/"


@pytest.fixture(autouse=True)
def _debug(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(open_page, violations, width, theme):
    page = open_page(GALLERY, width=width, theme=theme)
    # Closed drawers hide their content from the checks.
    page.evaluate("document.querySelectorAll('details').forEach(drawer => drawer.open = true)")
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1920])
def test_nothing_is_wider_than_the_window(open_page, too_wide, width):
    assert too_wide(open_page(GALLERY, width=width)) <= 0


def test_text_twice_as_large_fits(open_page, too_wide):
    page = open_page(GALLERY, width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert too_wide(page) <= 0


def test_a_refused_form_gives_the_focus_to_its_summary(open_page):
    page = open_page(GALLERY)
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.get_by_role("link", name="Il manque la fin de l’adresse").click()
    assert page.evaluate("document.activeElement.name") == "email"


def test_the_menu_closes_with_escape(open_page):
    page = open_page(GALLERY, width=360)
    button = page.locator(".facets > summary")
    button.click()
    assert page.locator(".facets").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator(".facets").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_link_is_copied_and_the_button_says_so(open_page):
    page = open_page(GALLERY, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier le lien").click()
    page.get_by_role("button", name="Lien copié").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "https://exemple.fr/talents/aissatou-balde/"


def test_without_scripts_what_needs_one_is_not_shown(open_page):
    page = open_page(GALLERY, java_script_enabled=False)
    assert page.get_by_role("link", name="Envoyer par courriel").is_visible()
    assert not page.get_by_text("Copier le lien").is_visible()


def test_the_programme_is_a_grid_on_a_wide_screen_and_a_list_on_a_phone(open_page):
    """Both keep the order of the hours; only the wide one shows rooms across."""
    wide, narrow = open_page(GALLERY, width=1280), open_page(GALLERY, width=360)
    sessions = (
        "[...document.querySelectorAll('.session')].map(s => Math.round(s.getBoundingClientRect().left))"
    )
    assert len(set(wide.evaluate(sessions))) > 2
    assert len(set(narrow.evaluate(sessions))) == 1
    assert wide.locator(".programme-rooms").is_visible()
    assert not narrow.locator(".programme-rooms").is_visible()


def test_long_names_are_never_cut(open_page):
    """No word of a poster's name is wider than the poster."""
    page = open_page(GALLERY, width=320)
    too_long = page.evaluate(
        "[...document.querySelectorAll('.poster-name')]"
        ".filter(name => name.scrollWidth > name.clientWidth + 1).map(name => name.innerText)"
    )
    assert too_long == []


def test_the_fonts_are_ours(open_page):
    page = open_page(GALLERY)
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert set(loaded) >= {"Bricolage", "Atkinson"}

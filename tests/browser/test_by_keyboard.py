"""Without a mouse: five journeys without scripts, and the order in which Tab goes through a page.

The demonstration is loaded once for all of them. Nothing here clicks: a link is reached with Tab and opened with Enter,
a box is ticked with the space bar, as somebody who holds no mouse does.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from events.models import Registration
from tests.browser.demo_site import demo_site

__all__ = ["demo_site"]

pytestmark = pytest.mark.django_db

# What has the focus: its words (its label's for a field), where it stands, whether it is seen.
HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const box = here.getBoundingClientRect();
  const spoken = here.getAttribute('aria-label') || (here.labels && here.labels[0] || here).innerText
    || (here.querySelector('[aria-label]') || here).getAttribute('aria-label') || here.value || '';
  // A field without an edge of its own is ringed with its form, a line that is one link with the whole line or poster.
  const around = ['.search-form', 'label', 'li, article'].map(part => here.closest(part));
  const parts = [here, ...around].filter(Boolean);
  const rings = [...parts.map(part => getComputedStyle(part)), getComputedStyle(here, '::after')];
  const ringed = rings.some(ring => ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2);
  return {
    place: [...document.querySelectorAll('*')].indexOf(here),
    words: spoken.replace(/\\s+/g, ' ').trim(),
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    ringed,
    html: here.outerHTML.slice(0, 110),
  };
}"""
# All that Tab must reach: what is drawn, is not switched off, and is not one of a radio group already counted.
REACHABLE = """() => {
  const groups = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(part => part.tabIndex >= 0 && !part.disabled && part.type !== 'hidden')
    .filter(part => part.checkVisibility({contentVisibilityAuto: false, visibilityProperty: true}))
    .filter(part => !part.closest('details:not([open])') || part.matches('summary')
      || part.getBoundingClientRect().height > 0)
    .filter(part => {
      if (part.type !== 'radio') return true;
      const group = `${part.name}|${part.form && part.form.id}`;
      if (groups.has(group)) return false;
      groups.add(group);
      return true;
    }).length;
}"""


@pytest.fixture
def reader(browser, demo_site):
    contexts = []

    def opened(*, width: int = 1280, scripts: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="fr-FR",
            reduced_motion="reduce",
            base_url=demo_site.url,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def reach(page: Page, words: str, *, within: str = "", presses: int = 150) -> None:
    """Presses Tab until what has the focus says these words (an expression), inside this part of the page."""
    heard = []
    for _press in range(presses):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            continue
        heard.append(here["words"])
        inside = not within or page.evaluate("part => !!document.activeElement.closest(part)", within)
        if inside and re.search(words, here["words"]):
            return
    raise AssertionError(f"{words!r} was not reached on {page.url}: {heard}")


def follow(page: Page, words: str, **where: str) -> None:
    reach(page, words, **where)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tick(page: Page, words: str) -> None:
    reach(page, words)
    page.keyboard.press("Space")


def title_of(page: Page) -> str:
    return " ".join(page.locator("h1").first.inner_text().split())


def test_somebody_finds_a_laureate_by_a_box_and_opens_her_page(reader):
    page = reader()
    page.goto("/")
    follow(page, "^Talents$", within="header")
    before = page.get_by_role("status").first.inner_text()
    tick(page, "^Sportif")
    follow(page, "^Appliquer$")
    assert "domaine=sportif" in page.url
    assert page.get_by_role("status").first.inner_text() != before
    tick(page, "2e édition, 2019")
    follow(page, "^Appliquer$")
    assert "domaine=sportif" in page.url
    assert "edition=printemps-des-talents-2019" in page.url
    card = page.locator("#resultats .poster a[href^='/talents/']").first
    name, address = card.inner_text().split("\n")[0].strip(), card.get_attribute("href")
    follow(page, re.escape(name), within="#resultats")
    assert page.url.endswith(address)
    for word in name.split():
        assert word.casefold() in title_of(page).casefold()
    expect(page.get_by_text("2e édition").or_(page.get_by_text("2019")).first).to_be_visible()


def test_somebody_searches_with_a_fault_and_opens_what_was_meant(reader):
    page = reader()
    page.goto("/")
    follow(page, "^Rechercher$", within="header")
    assert page.url.endswith("/recherche/")
    reach(page, "Un nom, un métier", within="main")
    page.keyboard.type("belkasem")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=belkasem" in page.url
    follow(page, "Yanis Belkacem", within="#resultats")
    assert page.url.endswith("/talents/yanis-belkacem/")
    assert title_of(page).casefold() == "yanis belkacem"


def test_somebody_narrows_the_agenda_and_registers(reader):
    page = reader()
    page.goto("/")
    follow(page, "^Événements$", within="header")
    tick(page, "^Innov’insertion")
    follow(page, "^Appliquer$")
    assert "serie=innov-insertion" in page.url
    expect(page.get_by_role("status").first).to_contain_text("1 événement")
    follow(page, "Innov’insertion", within=".rows")
    follow(page, "^M’inscrire$")
    reach(page, "^Prénom$")
    # Tab alone goes from a field to the next.
    for typed in ("Zélie", "Chambon-Essai", "zelie.chambon@exemple.fr"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    # Who fills a form in less than two seconds is a machine.
    page.wait_for_timeout(2_100)
    for _step in range(4):
        if page.get_by_role("button", name="Recevoir mon billet").count():
            break
        follow(page, "^Continuer$")
    tick(page, "J’accepte")
    page.wait_for_timeout(2_100)
    follow(page, "^Recevoir mon billet$")
    booked = Registration.objects.get(email="zelie.chambon@exemple.fr")
    assert booked.last_name == "Chambon-Essai"
    assert "/inscription/envoyee/" in page.url


def test_somebody_reads_a_programme_and_keeps_the_workshops_alone(reader):
    page = reader()
    page.goto("/agenda/innov-insertion-a-venir/")
    follow(page, "^Programme détaillé")
    whole = page.get_by_role("article").count()
    reach(page, "^Type de séance")
    # A closed list: the first letters choose.
    page.keyboard.type("Atelier")
    follow(page, "^Filtrer$")
    assert "type=workshop" in page.url
    assert 0 < page.get_by_role("article").count() < whole
    expect(page.get_by_label("Type de séance")).to_have_value("workshop")
    # What only a script does is not proposed.
    expect(page.locator(".needs-js").first).to_be_hidden()


def test_somebody_finds_a_label_its_proof_and_who_bears_it(reader):
    page = reader()
    page.goto("/")
    follow(page, "^Labels$", within="header")
    follow(page, "^French Impact$", within="main")
    assert title_of(page) == "French Impact"
    proof = page.locator(".label-terms div", has_text="Source")
    expect(proof).to_contain_text("27 février 2019")
    reach(page, "^Tous les relevés$")
    table = page.locator("figure table").first
    expect(table).to_be_hidden()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    page.goto("/labels/french-impact/")
    follow(page, "^Clermont Auvergne Métropole$", within="main")
    assert "/territoires/clermont-auvergne-metropole/" in page.url
    expect(page.get_by_role("link", name="French Impact").first).to_be_visible()


# One page of each way to lay things out.
WALKED = (
    "/",
    "/talents/?domaine=sportif",
    "/agenda/",
    "/agenda/innov-insertion-a-venir/programme/",
    "/agenda/innov-insertion-a-venir/inscription/",
    "/labels/french-impact/",
    "/recherche/?q=clermont",
    "/accessibilite/",
    "/comptes/connexion/",
)


@pytest.mark.parametrize("width", [360, 1280])
def test_tab_goes_through_everything_in_the_order_of_reading_and_is_always_seen(reader, width):
    page, wrong = reader(width=width, scripts=True), {}
    for path in WALKED:
        page.goto(path, wait_until="load")
        expected, walked = page.evaluate(REACHABLE), []
        for _press in range(expected + 12):
            page.keyboard.press("Tab")
            here = page.evaluate(HERE)
            if here is None or (walked and here == walked[0]):
                break  # past the end: nothing holds the focus, or the page begins again
            # The day, the month and the year of a date are one field.
            if walked and 'type="date"' in here["html"] and here["place"] == walked[-1]["place"]:
                continue
            walked.append(here)
        places = [here["place"] for here in walked]
        faults = [here["html"] for here in walked if not here["shown"] or not here["ringed"]]
        if walked[0]["words"] != "Aller au contenu":
            faults.append(f"starts at {walked[0]['html']}")
        if places != sorted(set(places)):
            late = [
                here["html"]
                for here, before in zip(walked[1:], places, strict=False)
                if here["place"] <= before
            ]
            faults.append(f"out of order or trapped: {late[:3]}")
        if len(walked) != expected:
            faults.append(f"{len(walked)} reached of {expected}")
        if faults:
            wrong[path] = faults[:6]
    assert wrong == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_a_phone_opens_leads_and_closes(reader, scripts):
    page = reader(width=360, scripts=scripts)
    page.goto("/")
    link = page.locator("header nav a", has_text="Agenda").or_(
        page.locator("header nav a", has_text="Événements")
    )
    expect(link.first).to_be_hidden()
    reach(page, "^Menu$", presses=5)
    page.keyboard.press("Enter")
    expect(link.first).to_be_visible()
    # Closed again by the key that opened it; the focus has not moved.
    page.keyboard.press("Enter")
    expect(link.first).to_be_hidden()
    assert page.evaluate(HERE)["words"] == "Menu"
    page.keyboard.press("Enter")
    follow(page, "^Événements$", within="header")
    assert page.url.endswith("/agenda/")


def test_the_first_link_skips_to_the_content(reader):
    page = reader(scripts=False)
    page.goto("/talents/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")

"""Every kind of public page, on the demonstration's rows: axe, widths, other hosts, cookies, weight."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.demo_site import FAULTS, demo_site, show_faults

__all__ = ["demo_site"]

pytestmark = pytest.mark.django_db

# WCAG 2.2's own rule is not run unless it is asked for; best practices are.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.fixture
def reader(browser, demo_site):
    """Opens a context: somebody with a screen, a theme, and no script if so asked."""
    contexts = []

    def opened(width: int = 1280, theme: str = "light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale="fr-FR",
            reduced_motion="reduce",
            base_url=demo_site.url,
            **options,
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def every_page(demo_site, page):
    """Goes to each, and says where it is."""
    show_faults(page)
    for path in [*demo_site.pages, *(f"/faute-{number}" for number in FAULTS)]:
        page.goto(path, wait_until="load")
        yield path


def violations(page) -> list[str]:
    # Closed drawers hide their content from the checks.
    page.evaluate("document.querySelectorAll('main details').forEach(drawer => drawer.open = true)")
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:140]} ({node.get('failureSummary', '')[:240]})"
        for rule in found
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing(demo_site, reader, width, theme):
    page, wrong = reader(width, theme), {}
    for path in every_page(demo_site, page):
        found = violations(page)
        if found:
            wrong[path] = found
    assert wrong == {}


def test_axe_finds_nothing_in_other_guises_of_these_pages_on_a_phone_held_sideways(demo_site, reader):
    page, wrong = reader(740), {}
    page.set_viewport_size({"width": 740, "height": 360})
    statuses = {}
    for path in demo_site.guises:
        statuses[path] = page.goto(path, wait_until="load").status
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append("wider than the window")
        if found:
            wrong[path] = found
    assert wrong == {}
    assert sorted(set(statuses.values())) == [200, 410], statuses


def test_nothing_is_wider_than_a_small_phone_nor_than_the_window_when_letters_double(demo_site, reader):
    page, wrong = reader(320), {}
    too_wide = "document.documentElement.scrollWidth - window.innerWidth"
    for path in every_page(demo_site, page):
        page.set_viewport_size({"width": 320, "height": 800})
        narrow = page.evaluate(too_wide)
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        doubled = page.evaluate(too_wide)
        if narrow > 0 or doubled > 0:
            wrong[path] = (narrow, doubled)
    assert wrong == {}


def test_no_other_host_is_called_no_cookie_is_left_and_pages_are_light(demo_site, reader):
    """The budget of the house: 120 kB and 12 requests without the pictures, 30 kB of scripts, all compressed.

    A test server does not compress; what it sends is compressed here as the site's own server does (gzip, which
    is heavier than brotli).
    """
    page, received, wrong, files = reader(), [], {}, {}

    def body_of(url: str) -> bytes:
        """Asked again, since a browser forgets what it took from its cache; a file is asked once."""
        if url not in files:
            files[url] = page.request.get(url).body()
        return files[url]

    page.on("response", lambda response: received.append(response))
    forms = {"/comptes/connexion/", "/comptes/mot-de-passe/oublie/"}
    for path in demo_site.pages:
        received.clear()
        page.context.clear_cookies()
        page.goto(path, wait_until="networkidle")
        strangers = [one.url for one in received if not one.url.startswith((demo_site.url, "data:"))]
        # A drawn portrait, a photograph, an icon of the browser's own tab: told apart by what they are for.
        parts = [one for one in received if one.request.resource_type not in ("image", "other", "manifest")]
        sizes = {one.url: len(gzip.compress(body_of(one.url))) for one in parts if one.status == 200}
        fonts = {one.url: len(body_of(one.url)) for one in parts if one.request.resource_type == "font"}
        weight = sum(sizes.values())
        scripts = sum(size for url, size in sizes.items() if url.partition("?")[0].endswith(".js"))
        holds_form = path in forms or "/inscription" in path
        cookies = [] if holds_form else page.context.cookies()
        if strangers or cookies or weight > 120_000 or len(parts) > 12 or scripts > 30_000:
            wrong[path] = (strangers, cookies, weight, len(parts), scripts)
        assert sum(fonts.values()) < 60_000
    assert wrong == {}


# What a small screen must not lose


def bottom_of(page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("width", [360, 740])
def test_the_menu_opens_and_closes_under_the_same_finger(reader, width):
    page = reader(width)
    page.goto("/agenda/")
    button = page.locator(".menu summary")
    before = button.bounding_box()
    height = page.evaluate("document.querySelector('main').getBoundingClientRect().top")
    button.click()
    assert button.bounding_box() == before
    assert page.locator(".menu nav a").first.is_visible()
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().top") == height
    # It lies over the page: its last line can be reached and is what one touches there.
    last = page.locator(".menu nav a").last
    last.click(trial=True)
    box = last.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    button.click()
    assert not last.is_visible()


def test_a_phone_held_sideways_shows_when_and_where_and_whose_face(demo_site, reader):
    page = reader(740)
    page.set_viewport_size({"width": 740, "height": 360})
    for path in (demo_site.meeting[0], demo_site.long_named):
        page.goto(path)
        facts = page.locator(".event-poster .facts li")
        for icon in ("calendar", "map-pin"):
            fact = facts.filter(has=page.locator(f"use[href$='#i-{icon}']"))
            assert bottom_of(fact, "span") <= 360, (path, icon)
    page.goto(demo_site.entries["talent"])
    face = page.locator(".opening img:not(.cover)").bounding_box()
    assert face["y"] < 160, "the face stands beside the name"
    page.goto("/")
    assert page.locator(".wall").bounding_box()["y"] < 200


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (960, 700), (360, 800)])
def test_a_long_title_neither_beheads_the_portrait_nor_touches_what_follows(demo_site, reader, width, height):
    page = reader(width)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(demo_site.long_named)
    face = page.locator(".perch > img").bounding_box()
    poster = page.locator(".event-poster").bounding_box()
    assert face["y"] >= poster["y"], "under the header, whole"
    title = page.locator(".event-poster h1").bounding_box()
    assert bottom_of(page, ".event-poster h1") + 10 <= page.locator(".event-poster .lead").bounding_box()["y"]
    # Beside the title or beneath it, never on it.
    words = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNode(document.querySelector('.event-poster h1 span').firstChild);
          return Math.max(...[...range.getClientRects()].map((one) => one.right));
        }"""
    )
    assert face["x"] >= words or face["y"] >= title["y"] + title["height"]

"""« Mon programme »: chosen with stars, kept by the browser, told by the server."""

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from tests.factories.events import EventFactory, RoomFactory, SessionFactory, VenueFactory

pytestmark = pytest.mark.django_db(transaction=True)
HOURS = (("CV", 9, 11), ("Débat", 10, 12), ("Repas", 12, 13))


@pytest.fixture
def forum(transactional_db):
    venue = VenueFactory(name="Halle")
    day = timezone.localdate() + dt.timedelta(days=20)
    event = EventFactory(title="Forum", slug="forum", on_day=True, day=day, venue=venue)
    for position, (title, start, end) in enumerate(HOURS):
        SessionFactory(
            event=event,
            title=title,
            kind="break" if title == "Repas" else "workshop",
            room=RoomFactory(venue=venue, name=f"Salle {position}", position=position),
            start_time=dt.time(start),
            end_time=dt.time(end),
        )
    return event


def star(page, title: str):
    return page.get_by_role("button", name=f"Dans mon programme\u00a0: {title}")


def test_stars_make_a_programme_that_says_its_clashes(open_page, violations, forum):
    page = open_page("/agenda/forum/programme/")
    star(page, "CV").click()
    expect(star(page, "CV")).to_have_attribute("aria-pressed", "true")
    mine = page.get_by_role("region", name="Mon programme")
    expect(mine).to_contain_text("1 séance")
    star(page, "Débat").click()
    expect(mine).to_contain_text("«\u00a0CV\u00a0» et «\u00a0Débat\u00a0» ont lieu en même temps.")
    expect(page.get_by_role("status").filter(has_text="chevauchement")).to_be_visible()
    assert violations(page) == []
    address = mine.get_by_role("link", name="Mettre dans mon agenda").get_attribute("href")
    calendar = Calendar.from_ical(page.request.get(f"{page.url.split('/agenda/')[0]}{address}").body())
    assert {str(item["summary"]) for item in calendar.walk("VEVENT")} == {"CV", "Débat"}
    # Kept by the browser alone: the next visit finds it, no cookie was set.
    page.reload()
    expect(mine).to_contain_text("2 séances")
    assert page.context.cookies() == []
    # A narrowed programme forgets nothing.
    page.get_by_label("Type de séance").select_option("break")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(mine).to_contain_text("2 séances")
    mine.get_by_role("button", name="Retirer CV").click()
    expect(mine).not_to_contain_text("en même temps")
    mine.get_by_role("button", name="Retirer Débat").click()
    expect(mine).to_have_count(0)


def test_without_scripts_nothing_is_missing_and_no_star_is_shown(open_page, forum):
    page = open_page("/agenda/forum/programme/", java_script_enabled=False)
    expect(star(page, "CV")).to_have_count(0)
    page.get_by_label("Type de séance").select_option("break")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_text("1 séance sur 3")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_hour_that_it_is_moves_along_the_day(open_page, forum, width):
    page = open_page("/agenda/", width=width)
    moment = dt.datetime.combine(forum.day, dt.time(10, 22, 30), tzinfo=forum.zone)
    page.clock.install(time=moment)
    page.goto(f"{page.url}forum/programme/")
    expect(page.locator("article:has(.session-now:visible) h3")).to_have_text(["CV", "Débat"])
    line = page.locator(".programme-now")
    if width > 1000:
        expect(line).to_be_visible()
        part = float(line.evaluate("line => line.style.getPropertyValue('--part')"))
        assert part == pytest.approx(0.5, abs=0.1)
    else:
        expect(line).to_be_hidden()
    page.clock.run_for(60 * 60 * 1000)
    expect(page.locator(".session-now:visible")).to_have_count(1)
    page.clock.run_for(3 * 60 * 60 * 1000)
    expect(page.locator(".session-now:visible")).to_have_count(0)
    expect(line).to_be_hidden()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
@pytest.mark.parametrize("below", ["", "programme/", "programme/mon-programme/?s=1"])
def test_pages_are_accessible_and_hold_in_their_window(
    open_page, violations, too_wide, forum, below, theme, width
):
    page = open_page(f"/agenda/forum/{below}", theme=theme, width=width)
    assert violations(page) == []
    assert too_wide(page) <= 0

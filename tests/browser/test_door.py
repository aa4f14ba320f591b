"""The door in a real browser: a list kept on the device, two devices, a ticket before the camera."""

import datetime as dt
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import expect

from events.enums import RegistrationState as S
from events.models import DoorAct, Registration
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.pages.roles import sync_roles
from tests.browser.camera import film_of
from tests.browser.conftest import _given_up
from tests.factories.events import SessionFactory
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/admin/accueil/la-rencontre/"

CONTROLLED = """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
    ?? new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done))).then(() => true)"""
COUNT = """(store) => new Promise((done) => {
    const asked = indexedDB.open("vivier-accueil");
    asked.onsuccess = () => {
        const all = asked.result.transaction(store).objectStore(store).count();
        all.onsuccess = () => { asked.result.close(); done(all.result); };
    };
})"""


@pytest.fixture
def event():
    start = timezone.now().replace(microsecond=0) - dt.timedelta(hours=1)
    return OpenEventFactory(
        slug="la-rencontre",
        title="La rencontre",
        day=start.date(),
        starts_at=start,
        ends_at=start + dt.timedelta(hours=8),
        capacity=60,
    )


@pytest.fixture
def people(event):
    names = [("Éloïse", "Cœur"), ("Bob", "Autre"), ("Chloé", "Dumas")]
    return [RegistrationFactory(event=event, first_name=first, last_name=last) for first, last in names]


@pytest.fixture
def cookies(live_server):
    """A session of somebody of the reception."""
    sync_roles()
    user = User.objects.create_user("accueil@exemple.fr", is_staff=True)
    user.groups.add(Group.objects.get(name=Role.RECEPTION))
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return [{"name": "sessionid", "value": session.session_key, "url": live_server.url}]


@pytest.fixture
def device(browser, live_server, cookies):
    """A telephone of the reception, the list on it. Its faults in the console fail the test, less what a lost network
    writes there by itself."""
    contexts, faults = [], []

    def taken(path: str = PAGE, **more):
        context = browser.new_context(
            viewport={"width": 390, "height": 800}, locale="fr-FR", has_touch=True, **more
        )
        contexts.append(context)
        context.add_cookies(cookies)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)) if not _given_up(str(error)) else None)
        page.goto(live_server.url + path)
        page.wait_for_selector("[data-door][data-ready]")
        return page

    yield taken
    for context in contexts:
        context.close()
    assert faults == []


def press(page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def wait_sent(page) -> None:
    expect(page.locator("[data-net]")).to_have_attribute("data-unsent", "0", timeout=20000)


def ready_offline(page) -> None:
    """The worker holds this page, and has kept all that it must."""
    page.evaluate(CONTROLLED)


def states() -> dict[str, str]:
    return dict(Registration.objects.values_list("first_name", "state"))


def test_two_people_come_without_a_network_and_the_page_opens_again(device, people, event):
    page = device()
    ready_offline(page)
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("eloise coeur")
    expect(page.locator("[data-person]")).to_have_count(1)
    press(page, "Présent : Éloïse Cœur")
    assert "Bienvenue" in page.locator("[data-verdict]").inner_text()
    page.get_by_role("searchbox").fill("")
    press(page, "Présent : Bob Autre")
    expect(page.locator("[data-net]")).to_have_attribute("data-unsent", "2")
    assert "2 pointages ne sont pas encore envoyés" in page.locator("[data-net]").inner_text()
    assert set(states().values()) == {S.CONFIRMED}

    page.reload()
    page.wait_for_selector("[data-door][data-ready]")
    assert page.locator("h1").inner_text() == "La rencontre"
    assert page.locator(".door-person.is-here").count() == 2
    assert page.locator("[data-present]").inner_text() == "2"
    press(page, "Annuler la présence de Bob Autre")
    press(page, "Présent : Chloé Dumas")
    page.locator("summary").click()
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Nom", exact=True).fill("Passante")
    press(page, "Inscrire et noter présente")
    expect(page.locator("[data-net]")).to_have_attribute("data-unsent", "5")

    page.context.set_offline(False)
    wait_sent(page)
    assert states() == {"Éloïse": S.PRESENT, "Bob": S.CONFIRMED, "Chloé": S.PRESENT, "Zoé": S.PRESENT}
    assert DoorAct.objects.count() == 5
    assert "Tout est envoyé" in page.locator("[data-net]").inner_text()
    assert page.locator("[data-present]").inner_text() == "3"


def test_two_devices_without_a_network_merge_and_the_first_wins(device, people, event):
    one, other = device(), device()
    for page in (one, other):
        page.context.set_offline(True)
    press(one, "Présent : Éloïse Cœur")
    one.wait_for_timeout(1100)
    press(other, "Présent : Éloïse Cœur")
    press(other, "Présent : Bob Autre")
    # The later act arrives first.
    other.context.set_offline(False)
    wait_sent(other)
    one.context.set_offline(False)
    wait_sent(one)
    assert (states()["Éloïse"], states()["Bob"]) == (S.PRESENT, S.PRESENT)
    eloise = Registration.objects.get(first_name="Éloïse")
    first, second = DoorAct.objects.filter(registration=eloise).order_by("done_at")
    assert eloise.checked_at == first.done_at < second.done_at
    assert first.received_at > second.received_at
    one.wait_for_selector("[data-person].is-here >> text=Bob Autre")


def test_signing_out_erases_the_list_and_warns_of_what_waits(device, people, event, live_server):
    page = device()
    ready_offline(page)
    assert page.evaluate(COUNT, "lists") == 1
    page.route("**/actes/", lambda route: route.abort())
    press(page, "Présent : Bob Autre")
    press(page, "Se déconnecter et effacer la liste d’ici")
    page.wait_for_selector("[data-out-said]:not([hidden])")
    assert page.evaluate(COUNT, "lists") == 1
    press(page, "Se déconnecter et effacer la liste d’ici")
    page.wait_for_url(live_server.url + "/")
    assert page.evaluate(COUNT, "lists") == 0
    # What waits is not lost: its account sends it when it is back.
    assert page.evaluate(COUNT, "queue") == 1


def test_signing_out_from_another_page_erases_the_list_too(device, people, event, live_server):
    page = device()
    page.goto(live_server.url + "/espace/")
    assert page.evaluate(COUNT, "lists") == 1
    press(page, "Se déconnecter")
    page.wait_for_url(live_server.url + "/")
    assert page.evaluate(COUNT, "lists") == 0


@pytest.mark.parametrize(
    "own_reader", [True, False], ids=["as the browser is", "without a reader of its own"]
)
def test_a_ticket_before_the_camera(
    browser_type, browser_type_launch_args, live_server, cookies, people, tmp_path, own_reader
):
    film = film_of(people[0].code, Path(tmp_path) / "billet.y4m")
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    args = browser_type_launch_args | {"args": [*browser_type_launch_args.get("args", []), *flags]}
    with_camera = browser_type.launch(**args)
    try:
        context = with_camera.new_context(locale="fr-FR", permissions=["camera"])
        context.add_cookies(cookies)
        page = context.new_page()
        if not own_reader:
            page.add_init_script("delete globalThis.BarcodeDetector")
        page.goto(live_server.url + PAGE)
        page.wait_for_selector("[data-door][data-ready]")
        press(page, "Scanner un billet")
        page.wait_for_selector("[data-verdict]:not([hidden]) >> text=Éloïse Cœur", timeout=20000)
        assert "Bienvenue" in page.locator("[data-verdict]").inner_text()
        wait_sent(page)
        assert states()["Éloïse"] == S.PRESENT
        press(page, "Fermer la caméra")
        assert not page.locator("[data-camera]").is_visible()
    finally:
        with_camera.close()


def test_five_hundred_people_are_drawn_as_one_scrolls(device, event):
    Registration.objects.bulk_create(
        RegistrationFactory.build(
            event=event,
            first_name=f"Prénom{n}",
            email="",
            origin="staff",
            link_nonce=n.to_bytes(16),
            link_digest=f"{n:064x}",
        )
        for n in range(500)
    )
    page = device()
    assert page.locator("[data-person]").count() < 120
    assert page.locator("[data-expected]").inner_text() == "500"
    page.get_by_role("searchbox").fill("prenom499")
    expect(page.locator("[data-person]")).to_have_count(1)
    page.get_by_role("searchbox").fill("")
    expect(page.locator("[data-person]").nth(30)).to_be_attached()
    page.locator("[data-list]").evaluate("(list) => list.lastElementChild.scrollIntoView()")
    expect(page.locator("[data-person]").nth(70)).to_be_attached()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(device, people, event, violations, too_wide, theme):
    SessionFactory(event=event, title="Plénière")
    waiting = RegistrationFactory(
        event=event,
        first_name="Wanda",
        state=S.WAITLISTED,
        confirmed_at=None,
        rank=1,
        waitlisted_at=timezone.now(),
    )
    page = device(color_scheme=theme)
    press(page, "Présent : Bob Autre")
    # What was decided is in sight, wherever the list was scrolled.
    for place in (0, 10000):
        page.evaluate("(place) => scrollTo(0, place)", place)
        expect(page.locator("[data-verdict]")).to_be_in_viewport(ratio=0.9)
    assert violations(page) == []
    page.get_by_role("searchbox").fill(waiting.code)
    expect(page.locator("[data-person]")).to_have_count(1)
    press(page, "Faire entrer Wanda Essai")
    wait_sent(page)
    page.locator("summary").click()
    assert violations(page) == []
    for width in (320, 360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert too_wide(page) <= 0, width
    assert states()["Wanda"] == S.PRESENT

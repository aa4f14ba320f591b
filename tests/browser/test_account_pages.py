"""The pages of sign-in and /espace/ in a real browser: axe, widths, and the whole way to a second factor."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.services import invite

PASSWORD = "un-mot-de-passe-correct"
OPEN = [
    "/comptes/connexion/",
    "/comptes/mot-de-passe/oublie/",
    "/comptes/ouvrir/",
]
CLOSED = [
    "/espace/",
    "/comptes/courriel/",
    "/comptes/mot-de-passe/changer/",
    "/comptes/double-verification/",
    "/comptes/double-verification/ajouter/",
    "/comptes/deconnexion/",
]


@pytest.fixture(autouse=True)
def noor(transactional_db) -> User:
    cache.clear()
    user = User.objects.create_user("noor@exemple.fr", PASSWORD, full_name="Noor Rahmani")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def sign_in(page) -> None:
    page.get_by_label("Courriel").fill("noor@exemple.fr")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/espace/")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_page(open_page, live_server, violations, too_wide, width, theme):
    page = open_page(OPEN[0], width=width, theme=theme)
    wrong = {}
    invited = invite(email="invitee@exemple.fr", roles=[], by=None, at=timezone.now())
    for path in [*OPEN, f"/comptes/invitation/{invited.invitations.get().link_token}/", *CLOSED]:
        if path == CLOSED[0]:
            page.goto(live_server.url + OPEN[0])
            sign_in(page)
        page.goto(live_server.url + path)
        if "/verification/" in page.url:
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{path}")
        page.wait_for_load_state("networkidle")
        found = violations(page)
        if found or too_wide(page) > 0:
            wrong[path] = (too_wide(page), found)
    assert wrong == {}


def test_a_second_factor_is_added_and_used(open_page, live_server):
    page = open_page(OPEN[0])
    sign_in(page)
    page.get_by_role("link", name="Double vérification").click()
    page.get_by_role("link", name="Relier une application").click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    picture = page.get_by_alt_text("Code à photographier", exact=False)
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator(".account-key").inner_text()
    page.get_by_label("Code affiché par l’application").fill(_code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes-de-secours/")
    page.wait_for_load_state("networkidle")
    assert page.locator(".account-codes li").count() == 10


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

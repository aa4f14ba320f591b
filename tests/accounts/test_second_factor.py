"""The second factor: required of staff where settings say so, sealed in the database, limited in tries."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from portal.accounts.enums import Role
from portal.accounts.forms import CODE_TRIES
from tests.accounts.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def with_app(user):
    TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def strict(settings):
    settings.STAFF_MFA_REQUIRED = True


@pytest.mark.parametrize("path", ["/admin/", "/espace/", "/comptes/codes-de-secours/", "/en/espace/"])
def test_staff_without_a_second_factor_reach_only_its_enrolment(client, make_user, strict, path):
    client.force_login(make_user("noor@exemple.fr", Role.EDITOR))
    response = client.get(path)
    assert response.status_code == 302
    assert response.url.endswith("comptes/double-verification/ajouter/")


def test_they_can_enrol_from_there(client, make_user, strict):
    user = make_user("noor@exemple.fr", Role.EDITOR)
    client.post("/comptes/connexion/", {"login": user.email, "password": PASSWORD})
    enrol = "/comptes/double-verification/ajouter/"
    again = client.get(enrol)
    assert again.url.startswith("/comptes/verification/")
    client.post(again.url, {"password": PASSWORD, "next": enrol})
    page = client.get(enrol)
    assert b"data:image/svg+xml" in page.content
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(enrol, {"code": code}).status_code == 302
    assert client.get("/espace/").status_code == 200


@pytest.mark.parametrize("path", ["/comptes/deconnexion/", "/comptes/verification/", "/comptes/courriel/"])
def test_what_the_way_to_it_needs_stays_open(client, make_user, strict, path):
    client.force_login(make_user("noor@exemple.fr", Role.EDITOR))
    assert client.get(path).status_code == 200


def test_partners_and_staff_with_a_second_factor_go_on(make_user, strict):
    for user in (
        make_user("partenaire@exemple.fr", Role.PARTNER),
        with_app(make_user("noor@exemple.fr", Role.EDITOR)),
    ):
        client = Client()
        client.force_login(user)
        assert client.get("/espace/").status_code == 200


def test_nothing_is_asked_where_settings_do_not(client, make_user):
    client.force_login(make_user("noor@exemple.fr", Role.EDITOR))
    assert client.get("/espace/").status_code == 200


def test_a_password_alone_no_longer_opens_the_account(client, make_user):
    user = with_app(make_user("noor@exemple.fr", Role.EDITOR))
    response = client.post("/comptes/connexion/", {"login": user.email, "password": PASSWORD})
    assert response.url == "/comptes/double-verification/code/"
    assert "_auth_user_id" not in client.session
    assert client.post(response.url, {"code": code_now()}).url == "/espace/"
    assert "_auth_user_id" in client.session


def test_codes_cannot_be_guessed_for_ever_even_without_the_cache(make_user, settings):
    from tests.accounts.test_sign_in import DEAD_CACHE

    settings.CACHES = DEAD_CACHE
    user = with_app(make_user("noor@exemple.fr", Role.EDITOR))
    client = Client()
    client.post("/comptes/connexion/", {"login": user.email, "password": PASSWORD})
    for _try in range(CODE_TRIES):
        client.post("/comptes/double-verification/code/", {"code": "000000"})
    client.post("/comptes/double-verification/code/", {"code": code_now()})
    assert "_auth_user_id" not in client.session


def test_the_secret_is_sealed_and_survives_a_rotation_of_the_key(make_user, settings):
    user = with_app(make_user("noor@exemple.fr", Role.EDITOR))
    row = Authenticator.objects.get(user=user)
    assert SECRET not in str(row.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert row.wrap().validate_code(code_now())

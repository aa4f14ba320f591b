"""Signing in: one answer for who is not let in, and limits that hold without the cache."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from portal.accounts.adapter import RESET_MAILS, SIGN_IN_TRIES_BY_ADDRESS
from portal.accounts.enums import Role
from tests.accounts.conftest import PASSWORD

SIGN_IN = "/comptes/connexion/"
FORGOTTEN = "/comptes/mot-de-passe/oublie/"
DEAD_CACHE = {
    "default": {
        "BACKEND": "portal.core.cache.FailSafeRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    }
}


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password, **extra})


def errors(response) -> list[str]:
    return [str(error) for messages in response.context["form"].errors.values() for error in messages]


def test_who_has_an_account_arrives_in_their_space(client, make_user):
    make_user("noor@exemple.fr", Role.EDITOR)
    response = sign_in(client, "Noor@Exemple.fr")
    assert (response.status_code, response.url) == (302, "/espace/")
    assert client.get("/espace/").status_code == 200


@pytest.mark.parametrize("path", ["/espace/", "/en/espace/"])
def test_the_space_asks_to_sign_in_first(client, db, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url == f"{path.replace('espace/', 'comptes/connexion/')}?next={path}"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, make_user):
    make_user("noor@exemple.fr")
    wrong = sign_in(client, "noor@exemple.fr", "mauvais-mot-de-passe")
    unknown = sign_in(client, "inconnue@exemple.fr", "mauvais-mot-de-passe")
    assert wrong.status_code == unknown.status_code == 200
    assert errors(wrong) == errors(unknown) != []
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_told_so_only_with_its_password(client, make_user):
    make_user("noor@exemple.fr", is_active=False)
    wrong = sign_in(client, "noor@exemple.fr", "mauvais-mot-de-passe")
    assert errors(wrong) == errors(sign_in(client, "inconnue@exemple.fr", "mauvais-mot-de-passe"))
    right = sign_in(client, "noor@exemple.fr")
    assert (right.status_code, right.url) == (302, "/comptes/ferme/")
    assert "_auth_user_id" not in client.session


def test_closing_an_account_ends_its_session(client, make_user):
    user = make_user("noor@exemple.fr")
    client.force_login(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/espace/").status_code == 302


def test_an_address_that_was_never_confirmed_is_confirmed_first(client, make_user):
    make_user("noor@exemple.fr", verified=False)
    response = sign_in(client, "noor@exemple.fr")
    assert (response.status_code, response.url) == (302, "/comptes/courriel/confirmer/")
    assert "_auth_user_id" not in client.session
    assert [letter.to for letter in mail.outbox] == [["noor@exemple.fr"]]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("noor@exemple.fr\x00", PASSWORD),
        ("noor@exemple.fr", PASSWORD + "\x00"),
        ("n" * 400 + "@exemple.fr", PASSWORD),
        ("noor@exemple.fr", "x" * 100_000),
        ("", ""),
        ("noor", PASSWORD),
        ("noor@exemple.fr' OR 1=1 --", PASSWORD),
    ],
    ids=["nul-address", "nul-password", "long-address", "long-password", "empty", "no-at", "quote"],
)
def test_bad_input_is_refused_on_the_form(client, make_user, email, password):
    make_user("noor@exemple.fr")
    response = sign_in(client, email, password)
    assert response.status_code == 200
    assert errors(response)
    assert "_auth_user_id" not in client.session


HOSTILE = [
    "https://pirate.example/",
    "//pirate.example/",
    "///pirate.example/",
    "/\\pirate.example/",
    "\\\\pirate.example/",
    "http:///pirate.example/",
    "https:pirate.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " https://pirate.example/",
    "https://testserver@pirate.example/",
    "https://testserver.pirate.example/",
    "http://localhost/",
    "\thttps://pirate.example/",
    "https:/\t/pirate.example/",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_nobody_is_sent_to_another_site_after_signing_in(client, make_user, target):
    make_user("noor@exemple.fr")
    response = sign_in(client, "noor@exemple.fr", next=target)
    assert (response.status_code, response.url) == (302, "/espace/")


@pytest.mark.parametrize("target", HOSTILE)
def test_nor_when_already_signed_in_nor_on_the_way_out(client, make_user, target):
    client.force_login(make_user("noor@exemple.fr"))
    assert client.get(SIGN_IN, {"next": target}).url == "/espace/"
    assert client.post("/comptes/deconnexion/", {"next": target}).url == "/"


def test_a_page_of_the_site_is_gone_back_to(client, make_user):
    make_user("noor@exemple.fr")
    assert sign_in(client, "noor@exemple.fr", next="/agenda/?mois=5").url == "/agenda/?mois=5"


def test_signing_out_needs_a_button(client, make_user):
    client.force_login(make_user("noor@exemple.fr"))
    assert client.get("/comptes/deconnexion/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/comptes/deconnexion/")
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(client, db):
    response = client.post(
        "/comptes/ouvrir/",
        {"email": "intrus@exemple.fr", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert response.status_code == 200
    assert "sur invitation" in response.content.decode()
    from portal.accounts.models import User

    assert not User.objects.exists()


# Limits


@pytest.mark.parametrize("cache_alive", [True, False])
def test_guessing_a_password_stops_with_and_without_the_cache(make_user, cache_alive):
    make_user("noor@exemple.fr")
    with override_settings(**({} if cache_alive else {"CACHES": DEAD_CACHE})):
        for machine in range(SIGN_IN_TRIES_BY_ADDRESS):
            sign_in(Client(REMOTE_ADDR=f"192.0.2.{machine}"), "noor@exemple.fr", "mauvais-mot-de-passe")
        client = Client(REMOTE_ADDR="198.51.100.7")
        response = sign_in(client, "noor@exemple.fr")
    assert "_auth_user_id" not in client.session
    assert errors(response)


def test_without_the_cache_people_still_sign_in(client, make_user):
    make_user("noor@exemple.fr")
    with override_settings(CACHES=DEAD_CACHE):
        assert sign_in(client, "noor@exemple.fr").url == "/espace/"


def test_who_signs_in_is_forgiven_their_slips(make_user):
    make_user("noor@exemple.fr")
    with override_settings(CACHES=DEAD_CACHE):
        for _round in range(2):
            for machine in range(SIGN_IN_TRIES_BY_ADDRESS - 1):
                sign_in(Client(REMOTE_ADDR=f"192.0.2.{machine}"), "noor@exemple.fr", "mauvais-mot-de-passe")
            assert sign_in(Client(REMOTE_ADDR="192.0.2.200"), "noor@exemple.fr").url == "/espace/"


# Forgotten password


def test_the_reset_page_says_the_same_to_everybody_and_writes_only_to_who_has_an_account(client, make_user):
    make_user("noor@exemple.fr")
    known = client.post(FORGOTTEN, {"email": "noor@exemple.fr"}, follow=True)
    unknown = client.post(FORGOTTEN, {"email": "inconnue@exemple.fr"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    assert [letter.to for letter in mail.outbox] == [["noor@exemple.fr"]]


@pytest.mark.parametrize("host", ["testserver", "localhost", "127.0.0.1"])
def test_the_reset_link_is_on_the_configured_site_whatever_host_is_named(client, make_user, host):
    make_user("noor@exemple.fr")
    client.post(
        FORGOTTEN, {"email": "noor@exemple.fr"}, HTTP_HOST=host, HTTP_X_FORWARDED_HOST="pirate.example"
    )
    (letter,) = mail.outbox
    assert "https://vivier.example/comptes/mot-de-passe/nouveau/" in letter.body
    assert "pirate" not in letter.body and host not in letter.body
    assert "Vivier" in letter.body


def test_a_host_that_is_not_ours_is_refused(client, make_user):
    make_user("noor@exemple.fr")
    response = client.post(FORGOTTEN, {"email": "noor@exemple.fr"}, HTTP_HOST="pirate.example")
    assert response.status_code == 400
    assert mail.outbox == []


def reset_path(client) -> str:
    client.post(FORGOTTEN, {"email": "noor@exemple.fr"})
    return mail.outbox[-1].body.split("https://vivier.example", 1)[1].split()[0]


def test_the_reset_link_changes_the_password_once(client, make_user):
    user = make_user("noor@exemple.fr")
    path = reset_path(client)
    form = client.get(path, follow=True)
    action = form.request["PATH_INFO"]
    new = {"password1": "une-phrase-toute-neuve", "password2": "une-phrase-toute-neuve"}
    assert client.post(action, new).url == "/comptes/mot-de-passe/change/"
    user.refresh_from_db()
    assert user.check_password("une-phrase-toute-neuve")
    again = Client(REMOTE_ADDR="192.0.2.9").get(path, follow=True)
    assert "ne sert plus" in again.content.decode()


def test_the_reset_link_dies_with_its_hour(client, make_user, time_machine, at):
    time_machine.move_to(at)
    make_user("noor@exemple.fr")
    path = reset_path(client)
    time_machine.shift(dt.timedelta(minutes=61))
    assert "ne sert plus" in client.get(path, follow=True).content.decode()


def test_the_letters_for_one_account_are_counted_even_without_the_cache(make_user):
    make_user("noor@exemple.fr")
    with override_settings(CACHES=DEAD_CACHE):
        for machine in range(RESET_MAILS + 3):
            client = Client(REMOTE_ADDR=f"192.0.2.{machine}")
            response = client.post(FORGOTTEN, {"email": "noor@exemple.fr"})
            assert response.status_code == 302
    assert len(mail.outbox) == RESET_MAILS


def test_letters_are_in_the_language_of_the_account(client, make_user):
    make_user("noor@exemple.fr", language="en")
    client.post(FORGOTTEN, {"email": "noor@exemple.fr"})
    assert "https://vivier.example/en/comptes/mot-de-passe/nouveau/" in mail.outbox[0].body


# Confirming an address


def test_opening_the_confirmation_link_confirms_nothing(client, make_user):
    user = make_user("noor@exemple.fr", verified=False)
    sign_in(client, "noor@exemple.fr")
    path = mail.outbox[0].body.split("https://vivier.example", 1)[1].split()[0]
    address = user.emailaddress_set.get()
    assert client.get(path).status_code == 200
    address.refresh_from_db()
    assert not address.verified
    client.post(path)
    address.refresh_from_db()
    assert address.verified


def test_a_changed_address_needs_the_password_again_and_counts_once_confirmed(client, make_user):
    user = make_user("noor@exemple.fr")
    sign_in(client, "noor@exemple.fr")
    asked = client.post(reverse("account_email"), {"action_add": "", "email": "nouvelle@exemple.fr"})
    assert asked.url == "/comptes/verification/?next=%2Fcomptes%2Fcourriel%2F"
    assert mail.outbox == []
    client.post(asked.url, {"password": PASSWORD, "next": "/comptes/courriel/"})
    user.refresh_from_db()
    assert user.email == "noor@exemple.fr"
    letter = next(letter for letter in mail.outbox if letter.to == ["nouvelle@exemple.fr"])
    client.post(letter.body.split("https://vivier.example", 1)[1].split()[0])
    user.refresh_from_db()
    assert user.email == "nouvelle@exemple.fr"

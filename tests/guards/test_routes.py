"""Every public address, and who may see it. Opening one is a visible diff of routes.txt."""

import re

import pytest
from django.test import Client

from portal.pages.services import write_first_pages
from tests.guards.houses import ROOT, admin_routes, routes

LISTED = ROOT / "tests" / "guards" / "routes.txt"
# What a part of an address is tried with, when it must open nothing.
SAMPLES = {
    "path": "pictures/inconnue.jpg",
    "pk": "1",
    "slug": "inconnu",
    "owner": "inconnue",
    "suffix": "csv",
    "hue": "eco",
    "kind": "talent",
    "digest": "0",
    "token": "jeton-inconnu",
    "key": "cle-inconnue",
    "uidb36": "1",
    "name": "inconnu",
    "number": "1",
    "object_id": "1",
    "app_label": "core",
    "content_type_id": "1",
    "url": "inconnu",
}
# Who → what somebody without an account is answered.
ANSWERS = {
    "tous": {200, 404, 302},
    "compte": {302, 404},
    "lien": {200, 302, 404, 410},
    "machine": {200},
    "atelier": {404},
    "démonstration": {200, 404},
}


def listed() -> dict[str, tuple[str, str]]:
    rows = [
        line.split() for line in LISTED.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"
    ]
    return {address: (name, who) for who, name, address in rows}


def example(address: str) -> str:
    """A real address for a route: unknown slugs, tokens and numbers."""
    address = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", address)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: SAMPLES[found[1]], address)


def test_each_route_is_listed_with_who_may_see_it():
    assert {address: name for address, name, _pattern in routes()} == {
        address: name for address, (name, _who) in listed().items()
    }


def test_each_line_says_a_known_word():
    assert {who for _name, who in listed().values()} <= set(ANSWERS)


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(listed()))
def test_a_stranger_gets_what_the_list_says(address):
    _name, who = listed()[address]
    response = Client().get(example(address))
    assert response.status_code in ANSWERS[who], f"{example(address)}: {response.status_code}"
    if who == "compte" and response.status_code == 302:
        assert response["Location"].startswith(("/comptes/", "/en/comptes/"))


@pytest.mark.django_db
def test_no_page_without_an_argument_is_broken(at):
    write_first_pages(by=None, at=at)
    for address, (name, who) in listed().items():
        if (
            "<" not in address
            and "(" not in address
            and who == "tous"
            and not name.startswith(("account", "mfa"))
        ):
            assert Client().get(address).status_code == 200, address


@pytest.mark.django_db
def test_the_whole_admin_asks_to_sign_in(django_user_model):
    """A stranger and an account without rights are both sent away, on each of its addresses."""
    resident = Client()
    resident.force_login(django_user_model.objects.create_user("habitante@exemple.fr"))
    for address, name, _pattern in admin_routes():
        if name.endswith((":login", ":logout", ":jsi18n")):
            continue
        for client in (Client(), resident):
            response = client.get(example(address))
            assert response.status_code in (301, 302, 403, 404, 405), f"{address}: {response.status_code}"

"""Input that is refused before any view sees it: in words, with the right cause, in one line of the log."""

import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.core.models.search import LONGEST_SEARCH
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db

TOO_MUCH = {
    "weight": {"last_name": "x" * (4 * 1024 * 1024)},
    "fields": {f"field{number}": "x" for number in range(2000)},
    "files": {f"file{number}": SimpleUploadedFile("a.txt", b"a") for number in range(6)},
}


@pytest.mark.parametrize("content_type", ["form", "multipart"])
@pytest.mark.parametrize("what", TOO_MUCH)
def test_too_much_is_said_to_be_too_much(what, content_type):
    if (what, content_type) == ("files", "form"):
        content_type = "multipart"
    event = OpenEventFactory(title="Rencontre")
    # The check of forged requests is on: it must not speak first.
    client = Client(enforce_csrf_checks=True)
    url = f"{event.get_absolute_url()}inscription/"
    client.get(url)
    if content_type == "form":
        body = "&".join(f"{name}={value}" for name, value in TOO_MUCH[what].items())
        response = client.post(url, body, content_type="application/x-www-form-urlencoded")
    else:
        response = client.post(url, TOO_MUCH[what])
    assert response.status_code == 413
    assert "Envoi trop volumineux" in response.content.decode()
    assert "Formulaire périmé" not in response.content.decode()
    assert "Content-Security-Policy" in response


def test_a_form_of_a_fair_size_still_needs_its_key():
    response = Client(enforce_csrf_checks=True).post("/comptes/connexion/", {"login": "a"})
    assert response.status_code == 403
    assert "Formulaire périmé" in response.content.decode()


@pytest.mark.parametrize("address", ["/recherche/?q=%00", "/inscriptions/a%00b/"])
def test_a_nul_is_one_line_of_the_log(client, caplog, address):
    with caplog.at_level(logging.WARNING, logger="django"):
        assert client.get(address).status_code == 400
    (line,) = caplog.records
    assert line.levelno == logging.WARNING
    assert line.exc_info is None
    assert "\x00" not in line.getMessage()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_address_of_five_thousand_letters_is_answered_by_the_site(client, prefix):
    found = client.get(f"{prefix}/recherche/", {"q": "a" * 5000})
    assert found.status_code == 200
    (kept,) = set(re.findall(r'value="(a+)"', found.content.decode()))
    assert len(kept) <= LONGEST_SEARCH
    assert client.get(f"{prefix}/inscriptions/{'a' * 5000}/").status_code == 404

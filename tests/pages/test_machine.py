"""Health, robots, security contact, sitemap, and what is answered when something goes wrong."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from portal.core import services as entries
from portal.core.models import SiteSettings
from portal.pages import health
from tests.factories.events import EventFactory
from tests.factories.networks import TerritoryFactory

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_alive_asks_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/sante/vivant")
    assert (response.status_code, response.content) == (200, b"vivant\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_all_answers(client):
    response = client.get("/sante/pret")
    assert response.status_code == 200
    assert response.json() == {"etat": "pret", "base": "ok", "migrations": "ok", "courtier": "ok"}


@pytest.mark.django_db
def test_a_broker_that_is_away_degrades_and_says_no_secret(client, monkeypatch):
    from celery import current_app

    def away(**options):
        from kombu import Connection

        return Connection("redis://:hunter2@127.0.0.1:1/0", **options)

    monkeypatch.setattr(current_app, "connection_for_write", away)
    response = client.get("/sante/pret")
    assert response.status_code == 200
    assert response.json()["etat"] == "degrade"
    assert response.json()["courtier"] == "degrade"
    assert "hunter2" not in response.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_away_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "database_state", lambda: health.UNREACHABLE)
    response = client.get("/sante/pret")
    assert response.status_code == 503
    assert response.json()["etat"] == "indisponible"


@pytest.mark.django_db
def test_missing_migrations_are_not_ready_until_they_are_there(client, monkeypatch):
    health._migrated.cache_clear()
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda self, targets: ["one"]
    )
    assert client.get("/sante/pret").json()["migrations"] == "manquantes"
    monkeypatch.undo()
    assert client.get("/sante/pret").status_code == 200


def test_a_demonstration_stays_out_of_engines(client):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_engines_are_kept_from_private_pages(client, settings):
    settings.DEMO = False
    lines = client.get("/robots.txt").content.decode().splitlines()
    for private in ("/admin/", "/comptes/", "/inscriptions/", "/en/inscriptions/", "/recherche/"):
        assert f"Disallow: {private}" in lines
    assert "Sitemap: https://vivier.example/sitemap.xml" in lines


@pytest.mark.django_db
def test_security_txt_is_valid_for_less_than_a_year(client):
    SiteSettings.objects.create(pk=1, contact_email="securite@ville.example")
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().strip().splitlines())
    assert response["Content-Type"].startswith("text/plain")
    assert fields["Contact"] == "mailto:securite@ville.example"
    assert fields["Canonical"] == "https://vivier.example/.well-known/security.txt"
    assert fields["Policy"] == "https://vivier.example/securite/"
    assert fields["Preferred-Languages"] == "fr, en"
    left = dt.datetime.fromisoformat(fields["Expires"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=60) < left < dt.timedelta(days=365)


def _files(client, **headers) -> list[str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml", headers=headers).getvalue())
    return [file.find(f"{SITEMAP}loc").text for file in root]


def _roots(client, **headers) -> list[ElementTree.Element]:
    paths = [address.removeprefix("https://vivier.example") for address in _files(client, **headers)]
    return [ElementTree.fromstring(client.get(path, headers=headers).getvalue()) for path in paths]


def _addresses(client, **headers) -> list[str]:
    return [url.find(f"{SITEMAP}loc").text for root in _roots(client, **headers) for url in root]


@pytest.mark.django_db
def test_the_sitemap_lists_what_is_public_in_both_languages(client, at):
    TerritoryFactory(title="Pont-Essai")
    EventFactory(title="Entre nous", visibility="unlisted")
    entries.withdraw(TerritoryFactory(title="Parti"), by=None, at=at)
    found = _addresses(client)
    assert "https://vivier.example/territoires/pont-essai/" in found
    assert "https://vivier.example/en/territoires/pont-essai/" in found
    assert "https://vivier.example/actualites/" in found
    assert not [address for address in found if "entre-nous" in address or "parti" in address]
    alternates = {link.get("hreflang") for root in _roots(client) for link in root.iter(f"{XHTML}link")}
    assert alternates == {"fr", "en", "x-default"}


@pytest.mark.django_db
def test_the_sitemap_is_cut_by_kind_and_by_slices_each_dated(client, monkeypatch, django_assert_num_queries):
    for number in range(3):
        TerritoryFactory(title=f"Pont {number}")
    monkeypatch.setattr("portal.pages.views.sitemaps.SLICE", 1)
    files = _files(client)
    assert len([file for file in files if "/sitemap-territory-" in file]) == 3
    path = files[-1].removeprefix("https://vivier.example")
    with django_assert_num_queries(1):
        root = ElementTree.fromstring(client.get(path).getvalue())
    assert len(root) == 2
    assert root[0].find(f"{SITEMAP}lastmod").text.endswith("Z")
    with django_assert_num_queries(1):
        client.get("/sitemap.xml").getvalue()
    for unknown in ("/sitemap-territory-999999.xml", "/sitemap-user-1.xml", "/sitemap-territory-0.xml"):
        assert client.get(unknown).status_code == 404


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["*"])
def test_the_host_of_a_request_is_never_published(client):
    TerritoryFactory()
    for address in _addresses(client, host="ailleurs.example"):
        assert address.startswith("https://vivier.example/")
    for url in ("/robots.txt", "/.well-known/security.txt"):
        assert b"ailleurs" not in client.get(url, headers={"host": "ailleurs.example"}).content


def test_a_fault_says_sorry_and_nothing_more(monkeypatch):
    def broken():
        raise RuntimeError("une panne, avec un secret : hunter2")

    monkeypatch.setattr(health, "database_state", broken)
    response = Client(raise_request_exception=False).get("/sante/pret")
    assert response.status_code == 500
    text = response.content.decode()
    assert "Une panne, chez nous" in text
    assert "hunter2" not in text
    assert "Traceback" not in text


@pytest.mark.django_db
def test_a_fault_is_told_even_without_a_database(monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("la base est loin")

    monkeypatch.setattr("portal.core.models.SiteSettings.load", away)
    response = Client(raise_request_exception=False).get("/aide/")
    assert response.status_code in (404, 500)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Une panne, chez nous" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/recherche/",
        "/plan-du-site/",
        "/aide/",
        "/labels/",
        "/actualites/",
        "/actualites/flux.xml",
        "/sante/pret",
        "/sitemap.xml",
    ],
)
def test_pages_to_read_refuse_to_be_written_to(client, url, method):
    assert getattr(client, method)(url).status_code == 405


@pytest.mark.django_db
def test_head_and_options_are_quiet(client):
    assert client.head("/labels/").status_code == 200
    assert client.options("/labels/").status_code == 405

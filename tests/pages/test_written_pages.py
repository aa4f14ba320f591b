"""Legal pages: shipped texts, what the settings add, and the root of the site that they share."""

import re
from html import unescape
from itertools import pairwise

import pytest
from django.core.management import call_command

from portal.core import services as entries
from portal.core.models import AuditEntry, SiteSettings
from portal.pages import services
from portal.pages.models import Page
from tests.factories.news import ArticleFactory

pytestmark = pytest.mark.django_db

SLUGS = {
    "mentions-legales",
    "donnees-personnelles",
    "accessibilite",
    "aide",
    "contact",
    "ecoconception",
    "securite",
}


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.fixture
def written(at):
    return services.write_first_pages(by=None, at=at)


def test_the_first_texts_are_published_once(written, at):
    assert {one.slug for one in written} == SLUGS
    assert set(Page.objects.published(at=at).values_list("slug", flat=True)) == SLUGS
    assert services.write_first_pages(by=None, at=at) == []
    assert AuditEntry.objects.filter(verb="write").count() == len(SLUGS)


def test_what_the_team_wrote_moved_or_withdrew_is_left_alone(written, at):
    own, moved, gone = (one for one in written if one.slug in ("aide", "contact", "securite"))
    Page.objects.filter(pk=own.pk).update(body="À nous.")
    entries.change_slug(moved, slug="nous-joindre", by=None, at=at)
    entries.withdraw(gone, by=None, at=at)
    call_command("write_first_pages", verbosity=0)
    assert Page.objects.count() == len(SLUGS)
    assert Page.objects.get(pk=own.pk).body == "À nous."


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        (
            "mentions-legales",
            ["directeur de la publication", "Hébergeur", "SIRET", "Reprendre ce qui est écrit ici"],
        ),
        (
            "donnees-personnelles",
            ["Responsable du traitement", "Vos droits", "cnil.fr", "Témoins de connexion", "30 jours"],
        ),
        (
            "accessibilite",
            [
                "non conforme",
                "RGAA 4.1",
                "Défenseur des droits",
                "71120",
                "Voies de recours",
                "schéma pluriannuel",
            ],
        ),
        ("securite", ["48 heures", "security.txt"]),
        ("ecoconception", ["RGESN"]),
        ("contact", ["contact@exemple.fr"]),
        ("aide", ["liste d’attente"]),
    ],
)
def test_each_page_holds_what_it_must(client, written, slug, words):
    text = page(client, f"/{slug}/")
    for word in words:
        assert word in text


def test_settings_fill_the_facts_and_a_hole_is_said(client, written):
    assert "À compléter par l’équipe du site" in page(client, "/mentions-legales/")
    SiteSettings.objects.create(
        pk=1, publisher="Camille Essai", siret="12345678901234", accessibility="partial"
    )
    text = page(client, "/mentions-legales/")
    assert "Camille Essai" in text
    assert "12345678901234" in text
    assert "partiellement conforme" in page(client, "/accessibilite/")


def test_the_state_of_accessibility_is_at_the_foot_of_every_page(client, written):
    for url in ("/aide/", "/actualites/", "/en/actualites/"):
        assert "Accessibilité\u00a0: non conforme" in page(client, url) or "Accessibility" in page(
            client, url
        )


def test_headings_do_not_skip_a_level(client, written):
    for slug in SLUGS:
        levels = [int(level) for level in re.findall(r"<h([1-6])", page(client, f"/{slug}/"))]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), slug


def test_a_page_of_the_team_never_takes_an_address_of_the_site(client, written, at):
    entries.publish(Page.objects.create(title="Pirate", slug="actualites"), by=None, at=at)
    ArticleFactory(title="Une vraie nouvelle")
    assert "Une vraie nouvelle" in page(client, "/actualites/")


@pytest.mark.parametrize(
    "url", ["/inconnue/", "/INCONNUE/", "/%F0%9F%98%80/", "/aide%0d%0a/", "/" + "x" * 5000 + "/"]
)
def test_an_unknown_address_is_told_kindly(client, written, url):
    response = client.get(url)
    assert response.status_code == 404
    assert "Page introuvable" in response.content.decode()


def test_a_page_asks_few_queries(client, written, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/aide/")

"""The shell of the pages: header, menus, language, errors."""

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import include, path
from django.urls.exceptions import NoReverseMatch

from portal.core import navigation
from portal.core.models import SiteSettings


@pytest.mark.django_db
def test_an_unknown_page_is_in_the_look_of_the_site(client):
    response = client.get("/nulle-part/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "Page introuvable" in html
    assert '<html lang="fr">' in html
    assert 'href="#contenu"' in html
    assert 'id="contenu"' in html


@pytest.mark.django_db
def test_english_pages_say_so(client):
    html = client.get("/en/nowhere/at/all/").content.decode()
    assert '<html lang="en">' in html
    assert 'href="/" lang="fr" hreflang="fr"' in html


@pytest.mark.django_db
def test_the_name_of_the_site_is_its_settings(client):
    SiteSettings.objects.update_or_create(
        pk=1,
        defaults={"site_name": "Pépites", "territory_name": "Saint-Étienne <b>", "presentation": "Bonjour."},
    )
    html = client.get("/nulle-part/").content.decode()
    assert "<b>Pépites</b>" in html
    assert "Saint-Étienne &lt;b&gt;" in html
    assert '<meta name="description" content="Bonjour.">' in html
    assert "giant-7" in html


@pytest.mark.parametrize("name", ["400", "429", "500", "503", "403_csrf"])
def test_pages_of_faults_ask_nothing_of_the_database(name):
    """No database mark here: a query would fail the test."""
    html = render_to_string(f"{name}.html")
    assert "<h1" in html
    assert "css/site.css" in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403", "404", "410"])
def test_other_errors_offer_a_way_on(name, rf):
    html = render_to_string(f"{name}.html", request=rf.get("/"))
    assert "Revenir à l’accueil" in html


def test_routes_that_do_not_exist_are_left_out():
    routes = (navigation.Route("Accueil", "core:manifest"), navigation.Route("Rien", "core:rien"))
    found = navigation.items(routes, path="/manifeste.webmanifest")
    assert found == [navigation.NavItem("Accueil", "/manifeste.webmanifest", "page")]


def test_a_section_is_current_on_the_pages_below_it():
    (item,) = navigation.items((navigation.Route("A", "core:gallery"),), path="/composants/a/")
    assert item.current == "true"


@pytest.mark.django_db
def test_the_manifest_carries_the_name_of_the_site(client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"site_name": "Pépites"})
    response = client.get("/manifeste.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    assert response.json()["short_name"] == "Pépites"


def broken(request):
    raise NoReverseMatch("not said to anybody")


urlpatterns = [path("panne/", broken), path("", include("portal.core.urls"))]


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_says_nothing_of_itself(client):
    client.raise_request_exception = False
    response = client.get("/panne/")
    assert response.status_code == 500
    assert "Une panne, chez nous" in response.content.decode()
    assert "not said" not in response.content.decode()

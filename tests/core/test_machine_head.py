"""What the head of a page says to machines, and the picture of a shared link."""

import io
import json
import re

import pytest
from django.http import QueryDict
from PIL import Image

from portal.core import services as entries
from portal.core import share_picture
from portal.core.models import SiteSettings
from portal.core.share_picture import SIZE, Shared, draw, shared_entry
from portal.core.templatetags.json_ld import json_ld
from portal.core.templatetags.machine_head import canonical_path
from tests.factories.events import EventFactory
from tests.factories.labels import LabelFactory
from tests.factories.networks import StructureFactory, TerritoryFactory
from tests.factories.news import ArticleFactory

pytestmark = pytest.mark.django_db
HOST = "https://vivier.example"


def head(client, path: str) -> str:
    return client.get(path).content.decode().partition("</head>")[0]


def data_of(text: str) -> dict[str, dict]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return {block["@type"]: block for block in map(json.loads, blocks)}


def test_a_page_names_its_address_its_languages_and_its_picture(client):
    place = TerritoryFactory(title="Pont & Essai", slug="pont-essai", summary="Un pont « d’essai ».")
    text = head(client, "/territoires/pont-essai/")
    assert f'<link rel="canonical" href="{HOST}/territoires/pont-essai/">' in text
    for language, path in (
        ("fr", "/territoires/pont-essai/"),
        ("en", "/en/territoires/pont-essai/"),
        ("x-default", "/territoires/pont-essai/"),
    ):
        assert f'<link rel="alternate" hreflang="{language}" href="{HOST}{path}">' in text
    assert '<meta property="og:title" content="Pont &amp; Essai">' in text
    assert '<meta property="og:description" content="Un pont « d’essai ».">' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    picture = re.search(r'og:image" content="([^"]+)"', text)[1]
    assert picture == HOST + shared_entry(place, SiteSettings.load()).path
    english = head(client, "/en/territoires/pont-essai/")
    assert f'<link rel="canonical" href="{HOST}/en/territoires/pont-essai/">' in english
    assert picture in english
    assert '<meta property="og:locale" content="en_GB">' in english


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("", "/talents/"),
        ("page=1", "/talents/"),
        ("page=3", "/talents/?page=3"),
        ("page=03", "/talents/?page=3"),
        ("page=x", "/talents/"),
        ("page=3&domaine=eco", "/talents/"),
        ("tri=nom", "/talents/"),
        ("utm_source=lettre", "/talents/"),
    ],
)
def test_filters_and_order_are_not_other_pages(asked, path):
    assert canonical_path("/talents/", QueryDict(asked)) == path


@pytest.mark.parametrize(
    "path",
    ["/comptes/connexion/", "/recherche/?q=pont", "/inconnue/", "/talents/inconnue/", "/inscriptions/jeton/"],
)
def test_what_is_private_or_missing_stays_out_of_engines(client, path):
    text = head(client, path)
    assert '<meta name="robots" content="noindex">' in text
    assert "canonical" not in text
    assert "og:" not in text


def test_a_meeting_that_no_list_names_stays_out_of_engines_and_has_no_picture(client):
    event = EventFactory(title="Entre nous", visibility="unlisted")
    text = head(client, event.get_absolute_url())
    assert "noindex" in text
    assert "og:image" not in text
    assert client.get(shared_entry(event, SiteSettings.load()).path).status_code == 404


def test_each_kind_says_what_it_is_and_where(client):
    town = TerritoryFactory(title="Riom", territory_kind="commune")
    structure = StructureFactory(
        title="L’Atelier", territory=town, email="bonjour@atelier.example", phone="04 73 00 00 00", siret=""
    )
    article = ArticleFactory(published=True) if "published" in dir(ArticleFactory) else ArticleFactory()
    seen = {}
    for entry in (town, structure, article, LabelFactory()):
        seen |= data_of(head(client, entry.get_absolute_url()))
    assert seen["City"]["name"] == "Riom"
    assert seen["Organization"]["email"] == "bonjour@atelier.example"
    assert seen["Organization"]["areaServed"]["name"] == "Riom"
    assert seen["NewsArticle"]["headline"] == article.title
    territory = {
        "@type": "GovernmentOrganization",
        "name": SiteSettings.load().territory_name,
        "url": f"{HOST}/",
    }
    assert (seen["NewsArticle"]["author"], seen["NewsArticle"]["publisher"]) == (territory, territory)
    assert "author" not in seen["Organization"]
    for data in (seen["NewsArticle"], seen["Organization"]):
        picture = client.get(data["image"].removeprefix(HOST))
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert seen["Certification"]["url"].startswith(f"{HOST}/labels/")
    steps = data_of(head(client, structure.get_absolute_url()))["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Accueil", "Structures", "L’Atelier"]
    assert [step["item"] for step in steps] == [
        f"{HOST}/",
        f"{HOST}/structures/",
        HOST + structure.get_absolute_url(),
    ]
    home = data_of(head(client, "/"))["WebSite"]
    assert home["potentialAction"]["target"]["urlTemplate"] == f"{HOST}/recherche/?q={{search_term_string}}"


def test_a_name_cannot_leave_its_block(client):
    place = TerritoryFactory(title="</script><script>alert(1)</script>", slug="piege")
    text = head(client, place.get_absolute_url())
    assert "<script>alert" not in text
    assert data_of(text)["City" if "City" in data_of(text) else "AdministrativeArea"]["name"] == place.title
    assert json.loads(json_ld({"a": "<!--&-->"}).split(">", 1)[1].rpartition("<")[0]) == {"a": "<!--&-->"}


def test_the_picture_is_drawn_once_and_kept(client, monkeypatch):
    place = TerritoryFactory(title="Clermont-Ferrand")
    path = shared_entry(place, SiteSettings.load()).path
    response = client.get(path)
    picture = Image.open(io.BytesIO(response.content))
    assert (picture.format, picture.size) == ("PNG", SIZE)
    assert len(response.content) < 90_000
    assert "public" in response["Cache-Control"]
    monkeypatch.setattr("portal.core.views.shared.draw", lambda what: pytest.fail("drawn twice"))
    assert client.get(path).content == response.content
    again = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_name_has_a_new_picture_and_the_old_address_leads_to_it(client, monkeypatch):
    place = TerritoryFactory(title="Ancien nom")
    old = shared_entry(place, SiteSettings.load()).path
    place.title = "Nouveau nom"
    place.save()
    new = shared_entry(place, SiteSettings.load()).path
    assert new != old
    # Nobody makes the server draw by guessing.
    monkeypatch.setattr("portal.core.views.shared.draw", lambda what: pytest.fail("drawn for a wrong seal"))
    assert client.get(old).url == new


def test_what_is_withdrawn_has_no_picture_any_more(client, at):
    place = TerritoryFactory()
    path = shared_entry(place, SiteSettings.load()).path
    assert client.get(path).status_code == 200
    entries.withdraw(place, by=None, at=at)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "title",
    [
        "Io",
        "Les Rencontres nationales des territoires zéro chômeur de longue durée " * 4,
        "A" * 200,
        "Ça\u00a0?",
    ],
)
def test_any_name_fits(title):
    size, lines = share_picture._title(title)
    font = share_picture._font("bricolage.woff2", size)
    assert 1 <= len(lines) <= share_picture.LINES
    assert all(font.getlength(line) <= SIZE[0] - 2 * share_picture.MARGIN for line in lines)
    assert len(draw(Shared("talent", "io", "inconnue", title, "talent", "Vivier"))) < 90_000


def test_the_flats_are_those_of_the_style_sheet():
    """Written twice, since a picture reads no style: they must not drift apart."""
    from portal.core.contours import TONES

    assert set(share_picture.FLATS) == set(TONES) == set(share_picture.WRITTEN)
    for hue, flat in share_picture.FLATS.items():

        def light(code: str) -> float:
            return sum(
                weight * (int(code[place : place + 2], 16) / 255) ** 2.2
                for weight, place in ((0.2126, 1), (0.7152, 3), (0.0722, 5))
            )

        high, low = sorted((light(flat), light(share_picture.WRITTEN[hue])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5

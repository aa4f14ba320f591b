"""The page of a talent: what it shows, to whom, and what it never shows."""

import datetime as dt
import json
import re

import pytest
from django.templatetags.static import static

from portal.accounts.models import User
from portal.core.enums import DatePrecision, PublicationState
from portal.core.services import change_slug
from talents.services import withdraw_talent
from tests.factories.labels import LabelAwardFactory, LabelFactory
from tests.factories.networks import MembershipFactory, NetworkFactory, TerritoryFactory
from tests.factories.talents import (
    EditionFactory,
    LaureateFactory,
    PathStepFactory,
    PictureFactory,
    SchemeFactory,
    TalentFactFactory,
    TalentFactory,
)

pytestmark = pytest.mark.django_db


def page(client, slug: str = "ada-lherm", status: int = 200) -> str:
    response = client.get(f"/talents/{slug}/")
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def ada():
    """A whole page, drawn."""
    talent = TalentFactory(
        first_name="Ada",
        last_name="Lherm",
        agreement="f",
        territory=TerritoryFactory(title="Riom"),
        published=True,
        drawn=True,
        lead="Elle répare tout.",
        body="Un atelier, puis **deux**.",
        quote="Rien ne se jette.",
        meeting="À l’atelier, le lundi.",
    )
    edition = EditionFactory(
        scheme=SchemeFactory(name="Printemps"), number=2, year=2019, title="Printemps 2019"
    )
    origin = SchemeFactory(name="Coup de pouce", parent=edition.scheme)
    LaureateFactory(talent=talent, edition=edition, scheme=origin, citation="Pour deux ateliers.")
    PathStepFactory(talent=talent, title="Fonder", when=dt.date(2016, 1, 1))
    PathStepFactory(
        talent=talent, title="Ouvrir", when=dt.date(2017, 2, 1), when_precision=DatePrecision.MONTH
    )
    PathStepFactory(
        talent=talent, title="Grandir", when=dt.date(2018, 6, 1), when_precision=DatePrecision.SEASON
    )
    PathStepFactory(talent=talent, title="Fêter", when=dt.date(2018, 10, 6), when_precision=DatePrecision.DAY)
    TalentFactFactory(talent=talent, value="26", label="machines sauvées")
    return talent


def test_a_whole_page(client, ada):
    content = page(client)
    for piece in (
        "Elle répare tout.",
        "<strong>deux</strong>",
        "Rien ne se jette.",
        "À l’atelier, le lundi.",
        "machines sauvées",
        "Lauréate 2019, 2<sup>e</sup> édition",
        "Lauréate, domaine économique, 2<sup>e</sup> édition, 2019",
        "Pour deux ateliers. Proposition de «\u00a0Coup de pouce\u00a0»",
        "La rencontrer",
        "Son parcours",
        'href="/editions/printemps-2019/"',
    ):
        assert piece in content


def test_dates_are_told_as_they_are_known(client, ada):
    content = page(client)
    told = re.findall(r'class="when[^"]*"[^>]*>([^<]+)<', content)
    assert told == ["2016", "février 2017", "été 2018", "samedi 6 octobre 2018"]
    # Only a day that is known is given to machines.
    assert re.findall(r'datetime="([^"]+)"', content) == ["2018-10-06"]


def test_a_membership_and_its_roles_are_told_in_one_line(client, ada):
    club = NetworkFactory(title="Club")
    hidden = NetworkFactory(title="Cercle caché", state=PublicationState.DRAFT, published_at=None)
    year = {"since_precision": "year", "until_precision": "year"}
    MembershipFactory(
        network=club,
        structure=None,
        talent_id=ada.pk,
        since=dt.date(2019, 1, 1),
        until=dt.date(2021, 1, 1),
        **year,
    )
    MembershipFactory(
        network=club,
        structure=None,
        talent_id=ada.pk,
        since=dt.date(2021, 1, 1),
        since_precision="year",
        role="marraine",
    )
    MembershipFactory(network=hidden, structure=None, talent_id=ada.pk)
    content = page(client)
    assert "Membre depuis 2019, marraine depuis 2021" in content
    assert 'href="/reseaux/club/"' in content
    assert "Cercle caché" not in content


def test_a_left_network_says_until_when(client, ada):
    MembershipFactory(
        structure=None,
        talent_id=ada.pk,
        since=dt.date(2015, 1, 1),
        since_precision="year",
        until=dt.date(2018, 3, 1),
        until_precision="season",
    )
    assert "Membre depuis 2015 jusqu’au printemps 2018" in page(client)


def data_of(content: str) -> dict:
    """What is said of the talent; the breadcrumb is another block."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.S)
    return next(block for block in map(json.loads, blocks) if block["@type"] != "BreadcrumbList")


def test_what_machines_read_says_no_more_than_the_page(client, ada, settings):
    data = data_of(page(client))
    assert data.pop("image").startswith(f"{settings.PUBLIC_BASE_URL}/")
    assert data == {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "Ada Lherm",
        "givenName": "Ada",
        "familyName": "Lherm",
        "description": "Elle répare ce que l’on jette.",
        "url": f"{settings.PUBLIC_BASE_URL}/talents/ada-lherm/",
        "homeLocation": {"@type": "City", "name": "Riom"},
        "award": ["Printemps 2019"],
    }


def test_labels_are_awards_and_the_portrait_an_image(client, ada, settings):
    drawn = TalentFactory(slug="dessine", published=True, drawn=True)
    LabelAwardFactory(label=LabelFactory(title="Label Talents"), holder=ada.entry_ptr, state="held")
    LabelAwardFactory(label=LabelFactory(title="Rendu"), holder=ada.entry_ptr, state="withdrawn")
    assert data_of(page(client))["award"] == ["Printemps 2019", "Label Talents"]
    assert "award" not in data_of(page(client, "dessine"))
    image = data_of(page(client, "dessine"))["image"]
    assert image == f"{settings.PUBLIC_BASE_URL}{static(f'img/portraits/{drawn.drawing}.svg')}"


def test_nothing_in_the_data_block_can_close_it(client):
    TalentFactory(slug="x", published=True, summary="</script><script>alert(1)</script>")
    content = page(client, "x")
    assert "<script>alert" not in content
    assert data_of(content)["description"] == "</script><script>alert(1)</script>"


def test_a_minor_keeps_the_last_name_hidden_everywhere(client):
    TalentFactory(
        first_name="Lina", last_name="Ferreol", is_minor=True, consent_by_guardian=True, published=True
    )
    assert "ferreol" not in page(client, "lina").lower()
    assert "familyName" not in data_of(page(client, "lina"))
    listing = client.get("/talents/").content.decode()
    assert "Lina" in listing
    assert "ferreol" not in listing.lower()
    assert "Lina" not in client.get("/talents/?q=Ferreol").content.decode()


def test_a_collective_is_told_in_the_plural(client):
    TalentFactory(
        collective=True, last_name="Les Ateliers", slug="ateliers", published=True, meeting="Au lavoir."
    )
    content = page(client, "ateliers")
    assert "Les rencontrer" in content
    assert "Leur écrire" in content
    assert data_of(content)["@type"] == "Organization"


def test_words_without_agreement_when_none_is_known(client):
    talent = TalentFactory(slug="x", published=True)
    LaureateFactory(talent=talent)
    content = page(client, "x")
    assert "Au palmarès" in content
    assert "Lauréat" not in content


def test_a_photograph_is_shown_with_its_words_and_author(client):
    TalentFactory(slug="x", published=True, portrait=PictureFactory(permission="oui", credit="Jo Lux"))
    content = page(client, "x")
    assert 'alt="Une couturière à sa table"' in content
    assert "Photographie\u00a0: Jo Lux" in content


def test_four_others_of_the_other_colours(client, ada):
    for hue in ("eco", "soc", "cul", "num", "spo"):
        TalentFactory.create_batch(2, hue_of_field=hue, published=True, drawn=True)
        TalentFactory(hue_of_field=hue)
    content = page(client)
    wall = content[content.index('id="mur"') :]
    assert re.findall(r"poster flat hue-(\w+)", wall) == ["cul", "num", "soc", "spo"]
    assert page(client) == content


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"state": PublicationState.REVIEW},
        {
            "state": PublicationState.PUBLISHED,
            "published_at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC),
        },
        {"published": True, "consent_until": dt.date(2020, 1, 1)},
    ],
)
def test_what_is_not_public_is_unknown(client, fields):
    TalentFactory(slug="x", **fields)
    page(client, "x", status=404)


def test_the_team_sees_a_draft_and_is_told_so(client):
    TalentFactory(slug="x")
    client.force_login(User.objects.create_user("clerk@exemple.fr", "x", is_staff=True))
    assert "Cette fiche n’est pas publiée" in page(client, "x")


def test_a_withdrawn_page_is_gone(client, ada, at):
    withdraw_talent(ada, by=None, at=at)
    content = page(client, status=410)
    assert "Lherm" not in content
    client.force_login(User.objects.create_user("clerk@exemple.fr", "x", is_staff=True))
    page(client, status=410)


def test_an_old_address_leads_to_the_new_one(client, ada, at):
    change_slug(ada, slug="ada", by=None, at=at)
    response = client.get("/talents/ada-lherm/")
    assert (response.status_code, response["Location"]) == (301, "/talents/ada/")


@pytest.mark.parametrize("slug", ["inconnue", "a" * 3000, "..%2f..%2fetc", "%F0%9F%8C%BB", "1%20or%201=1"])
def test_an_unknown_address_is_not_found(client, slug):
    assert client.get(f"/talents/{slug}/").status_code == 404


def test_a_nul_byte_is_refused(client):
    assert client.get("/talents/a%00b/").status_code in (400, 404)


def test_hostile_words_are_only_words(client):
    talent = TalentFactory(
        first_name="<b>Ada</b>",
        last_name="O’Neil & fils",
        slug="x",
        published=True,
        quote="<script>alert(1)</script>",
        body="<script>alert(1)</script>\n\n[lien](javascript:alert(1))",
        meeting="<i>là</i>",
    )
    PathStepFactory(talent=talent, title="<u>Fonder</u>")
    content = page(client, "x")
    for raw in ("<b>Ada", "<script>alert", 'href="javascript:', "<i>là", "<u>Fonder"):
        assert raw not in content


def test_english_addresses_exist(client, ada):
    assert client.get("/en/talents/ada-lherm/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_whatever_the_number(client, count, django_assert_num_queries):
    talent = TalentFactory(slug="x", published=True, drawn=True, territory=TerritoryFactory())
    for number in range(count):
        LaureateFactory(talent=talent)
        PathStepFactory(talent=talent)
        TalentFactFactory(talent=talent)
        MembershipFactory(structure=None, talent_id=talent.pk)
        TalentFactory(
            hue_of_field=("soc", "cul", "num")[number], published=True, territory=TerritoryFactory()
        )
    # The talent, laureates, steps, facts, links, memberships, the four others, site settings; the rest is of
    # the panels that the upper apps add.
    with django_assert_num_queries(13, exact=False) as captured:
        client.get("/talents/x/")
    assert len([q for q in captured.captured_queries if "talents_" in q["sql"]]) == 5

"""The page of an edition."""

import re

import pytest

from networks.services import add_partner, record_declared_figure
from portal.core.enums import EntryKind, PublicationState
from portal.core.models import Entry
from portal.core.services import publish
from talents.services import withdraw_talent
from tests.factories.networks import PersonFactory, StructureFactory
from tests.factories.talents import (
    EditionFactory,
    LaureateFactory,
    PictureFactory,
    SchemeFactory,
    TalentFactory,
    field,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    scheme = SchemeFactory(
        name="Printemps",
        description="Une opération.",
        launched="2017-01-01",
        launched_precision="year",
        initiator=PersonFactory(first_name="Ida", last_name="Maire"),
    )
    return EditionFactory(scheme=scheme, slug="printemps-2019", title="Printemps 2019", number=2, year=2019)


def page(client, status: int = 200) -> str:
    response = client.get("/editions/printemps-2019/")
    assert response.status_code == status
    return response.content.decode()


def test_laureates_stand_by_field(client, edition):
    ada = TalentFactory(first_name="Ada", last_name="Un", hue_of_field="spo", published=True)
    bob = TalentFactory(first_name="Bob", last_name="Deux", hue_of_field="eco", published=True)
    LaureateFactory(talent=ada, edition=edition)
    LaureateFactory(talent=bob, edition=edition)
    LaureateFactory(talent=bob, edition=edition, field=field("spo"))
    LaureateFactory(talent=TalentFactory(first_name="Cyr"))
    content = page(client)
    sections = re.split(r'<section class="page edition-field" aria-labelledby="domaine-', content)[1:]
    found = [(part.split('"')[0], re.findall(r"/talents/([\w-]+)/", part)) for part in sections]
    assert found == [("economique", ["bob-deux"]), ("sportif", ["ada-un", "bob-deux"])]


def test_a_group_photograph_opens_the_page_with_its_credit(client, edition):
    for _nth in range(3):
        LaureateFactory(talent=TalentFactory(published=True, drawn=True), edition=edition)
    edition.cover = PictureFactory(alt="Vingt personnes sur scène", credit="Ada Essai")
    edition.save()
    content = page(client)
    assert 'alt="Vingt personnes sur scène"' in content
    assert "Photographie : Ada Essai" in content
    assert 'class="crowd"' not in content


def test_without_a_photograph_the_drawn_faces_stand_together_the_fields_mixed(client, edition):
    for hue in ("eco", "eco", "spo"):
        for drawing in (f"{hue}-un", f"{hue}-deux"):
            talent = TalentFactory(published=True, drawn=True, hue_of_field=hue, drawing=drawing)
            LaureateFactory(talent=talent, edition=edition)
    LaureateFactory(talent=TalentFactory(published=True), edition=edition)
    LaureateFactory(talent=TalentFactory(drawn=True, drawing="brouillon"), edition=edition)
    crowd = re.search(r'<div class="crowd".*?</div>', page(client))[0]
    assert re.findall(r"portraits/([\w-]+)\.svg", crowd) == ["eco-un", "spo-un", "eco-deux", "spo-deux"]
    assert 'alt=""' in crowd


def test_beyond_two_rows_a_field_leads_to_all_its_laureates(client, edition):
    for _nth in range(8):
        LaureateFactory(talent=TalentFactory(published=True, hue_of_field="spo"), edition=edition)
    assert "Toutes et tous dans ce domaine" not in page(client)
    LaureateFactory(talent=TalentFactory(published=True, hue_of_field="spo"), edition=edition)
    content = page(client)
    assert len(re.findall(r'<article class="poster', content)) == 8
    assert 'href="/talents/?edition=printemps-2019&amp;domaine=sportif"' in content


def test_two_faces_are_no_crowd(client, edition):
    for drawing in ("un", "deux"):
        LaureateFactory(talent=TalentFactory(published=True, drawn=True, drawing=drawing), edition=edition)
    assert 'class="crowd"' not in page(client)


def test_who_has_withdrawn_is_counted_and_not_named(client, edition, at):
    gone = TalentFactory(first_name="Zoé", last_name="Partie", published=True)
    LaureateFactory(talent=gone, edition=edition)
    LaureateFactory(edition=edition)
    withdraw_talent(gone, by=None, at=at)
    content = page(client)
    assert "Zoé" not in content
    assert "1 se présente ici" in content


def test_schemes_with_what_they_brought(client, edition):
    one = SchemeFactory(name="Coup de pouce", slug="coup", parent=edition.scheme)
    SchemeFactory(name="Autre", slug="autre", parent=edition.scheme)
    SchemeFactory(name="Étranger")
    LaureateFactory.create_batch(2, edition=edition, scheme=one)
    content = page(client)
    rows = re.findall(r'class="row"[^>]*><span>([^<]+)</span><small>([^<]+)</small>', content)
    assert rows == [("Coup de pouce", "2 talents"), ("Autre", "pas cette année-là")]
    assert "?edition=printemps-2019&amp;dispositif=coup" in content
    assert "À l’initiative d’Ida Maire." in content


def test_partners_of_the_edition_and_of_its_evening_once_each(client, edition, at):
    evening = Entry.objects.create(kind=EntryKind.EVENT, title="La soirée", slug="soiree")
    publish(evening, by=None, at=at.replace(year=2020))
    edition.ceremony = evening
    edition.save()
    both = StructureFactory(title="Épicentre")
    draft = StructureFactory(title="Brouillonne", state=PublicationState.DRAFT, published_at=None)
    for entry in (edition, evening):
        add_partner(entry=entry, partner=both, by=None, at=at)
    add_partner(entry=evening, partner=draft, by=None, at=at)
    content = page(client)
    partners = content[content.index("edition-partners") :]
    assert re.findall(r"<li>(?:<a[^>]*>)?([^<\n]+)", partners.split("</ul>")[0]) == [
        "Épicentre",
        "Brouillonne",
    ]
    assert "2 structures partenaires." in content
    assert 'href="/agenda/soiree/"' in content


def test_a_ceremony_that_is_not_public_is_not_linked(client, edition):
    edition.ceremony = Entry.objects.create(kind=EntryKind.EVENT, title="La soirée", slug="soiree")
    edition.save()
    assert "/agenda/soiree/" not in page(client)


def test_editions_are_compared(client, edition):
    first = EditionFactory(
        scheme=edition.scheme, number=1, year=2018, year_derived=True, slug="printemps-2018"
    )
    EditionFactory(scheme=edition.scheme, number=3, state=PublicationState.DRAFT, published_at=None)
    EditionFactory()
    LaureateFactory.create_batch(3, edition=edition)
    LaureateFactory(edition=first)
    content = page(client)
    table = content[content.index("<tbody>") : content.index("</tbody>")]
    assert re.findall(r"<td>(\d+)</td>", table) == ["3", "0", "0", "1", "0", "0"]
    assert "2018 (année déduite)" in table
    assert 'href="/editions/printemps-2018/"' in table


def test_declared_figures_come_first(client, edition, at):
    record_declared_figure(
        entry=edition,
        key="structures",
        label="structures partenaires",
        value=20,
        source="Article",
        by=None,
        at=at,
    )
    LaureateFactory(edition=edition)
    content = page(client)
    figures = content[content.index('<dl class="figures"') : content.index("</dl>")]
    assert re.findall(r"<dt>([^<]+)</dt>", figures) == [
        "structures partenaires",
        "lauréate ou lauréat",
        "domaine",
    ]


def test_an_edition_without_a_palmares_says_so(client, edition):
    assert "Le palmarès arrive" in page(client)


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.REVIEW])
def test_a_draft_is_unknown(client, edition, state):
    edition.state = state
    edition.save()
    page(client, status=404)


def test_a_withdrawn_edition_is_gone(client, edition):
    edition.state = PublicationState.ARCHIVED
    edition.save()
    page(client, status=410)


def test_unknown_and_hostile_addresses(client):
    for slug in ("inconnue", "a" * 3000, "%27--"):
        assert client.get(f"/editions/{slug}/").status_code == 404
    assert client.get("/editions/a%00b/").status_code in (400, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_whatever_the_number(client, edition, count, django_assert_num_queries, at):
    for number in range(count):
        scheme = SchemeFactory(parent=edition.scheme, organiser=StructureFactory())
        LaureateFactory(edition=edition, scheme=scheme)
        EditionFactory(scheme=edition.scheme, number=10 + number)
        add_partner(entry=edition, partner=StructureFactory(), by=None, at=at)
    with django_assert_num_queries(13, exact=False) as captured:
        client.get("/editions/printemps-2019/")
    assert len([q for q in captured.captured_queries if "talents_" in q["sql"]]) == 6

"""The wall of labels and the page of each."""

import datetime as dt
from html import unescape

import pytest

from labels import services
from labels.enums import Direction
from labels.models import Action, Measurement
from labels.pieces import mark_of
from networks.services import record_declared_figure
from portal.core import services as entries
from portal.core.dates import ImpreciseDate
from tests.factories.labels import (
    ActionPlanFactory,
    AxisFactory,
    IndicatorFactory,
    LabelAwardFactory,
    LabelFactory,
)
from tests.factories.networks import InitiativeFactory, NetworkFactory, StructureFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.fixture
def told(at):
    """A label announced through a collective, with a plan of three axes, its actions and a measured result."""
    label = LabelFactory(title="French Essai", issuer_name="L’État", term_months=36)
    territory = TerritoryFactory(title="Métropole d’essai")
    award = services.announce(
        label,
        holder=territory,
        on=ImpreciseDate.parse("2019-02-27"),
        carried_by=NetworkFactory(title="Collectif Essai"),
        source_name="Gazette d’essai",
        by=None,
        at=at,
    )
    record_declared_figure(
        entry=label, key="labelled", label="territoires annoncés", value=20, source="Gazette", by=None, at=at
    )
    plan = ActionPlanFactory(title="Trois défis", holder=territory, award=award)
    for number, title in enumerate(("Se déplacer", "Manger", ""), start=1):
        axis = AxisFactory(plan=plan, number=number, title=title)
        Action.objects.create(
            axis=axis, title=f"Action {number}", initiative=InitiativeFactory(title=f"Projet {number}")
        )
        indicator = IndicatorFactory(axis=axis, name=f"Mesure {number}", unit="km", target=340)
        Measurement.objects.create(indicator=indicator, on=dt.date(2020, 6, 30), value="141.50")
        Measurement.objects.create(indicator=indicator, on=dt.date(2021, 6, 30), value="1169")
    return label


def test_an_announced_label_says_so_everywhere(client, told):
    for url in ("/labels/", told.get_absolute_url()):
        text = page(client, url)
        assert "Annoncé le 27 février 2019" in text
        assert "medal-pending" in text
        assert "Métropole d’essai" in text


def test_the_page_tells_issuer_collective_term_figure_and_source(client, told):
    text = page(client, told.get_absolute_url())
    for words in (
        "L’État",
        "par le collectif Collectif Essai",
        "3 ans",
        "territoires annoncés",
        "Gazette d’essai",
    ):
        assert words in text


def test_the_plan_shows_axes_actions_and_measures(client, told):
    text = page(client, told.get_absolute_url())
    for words in ("Trois défis", "Se déplacer", "Manger", "Axe 3, non nommé par la source", "Action 1"):
        assert words in text
    assert 'href="/initiatives/projet-1/"' in text
    # The curve is drawn, and a table says the same in French numbers.
    assert text.count("<polyline") == 3
    assert "141,5" in text
    assert "1\u202f169\u00a0km" in text
    assert "30 juin 2020" in text


def test_an_issuer_that_no_source_names_is_not_guessed(client):
    LabelAwardFactory(label=LabelFactory(title="Label anonyme"))
    assert "Non nommé par la source" in page(client, "/labels/label-anonyme/")


def test_a_label_aimed_at_is_in_preparation(client):
    label = LabelFactory(direction=Direction.AIMED, title="Label rêvé")
    ActionPlanFactory(aimed_label=label, title="Le chemin")
    text = page(client, "/labels/label-reve/")
    assert "En préparation" in text
    assert "Le chemin" in text


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("40 ans de la Politique de la ville", "40"),
        ("French Impact", "FI"),
        ("Label « Talents »", "LT"),
        ("…", "★"),
    ],
)
def test_what_a_medal_bears(title, mark):
    assert mark_of(title) == mark


def test_drafts_are_for_the_team_alone(client, admin_client, told, at):
    entries.back_to_draft(told, by=None, at=at)
    url = told.get_absolute_url()
    assert client.get(url).status_code == 404
    assert told.title not in page(client, "/labels/")
    assert "n’est pas publiée" in page(admin_client, url)


def test_a_withdrawn_label_is_gone_and_a_moved_one_leads_on(client, told, at):
    old = told.get_absolute_url()
    entries.change_slug(told, slug="french-nouveau", by=None, at=at)
    assert client.get(old).headers["Location"] == "/labels/french-nouveau/"
    entries.withdraw(told, by=None, at=at)
    assert client.get("/labels/french-nouveau/").status_code == 410


def test_a_holder_that_is_not_public_is_not_named(client, told, at):
    holder = told.awards.get().holder
    entries.back_to_draft(holder, by=None, at=at)
    for url in ("/labels/", told.get_absolute_url()):
        assert "Métropole d’essai" not in page(client, url)


def test_no_label_says_what_is_coming(client):
    assert "Pas encore de label" in page(client, "/labels/")


@pytest.mark.parametrize(
    "url",
    [
        "/labels/../etc/",
        "/labels/%F0%9F%98%80/",
        "/labels/x%0d%0a/",
        "/labels/?page=zz",
        "/labels/?page=-1",
        "/labels/?page=" + "9" * 400,
        "/labels/?annee=99999&annee=deux&annee=" + "9" * 100,
        "/labels/?territoire=%F0%9F%98%80&etat=x&porteur=y&situation=z",
    ],
)
def test_hostile_addresses_give_a_calm_page(client, url):
    assert client.get(url).status_code in (200, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_wall_asks_as_much_for_one_as_for_three(client, count, django_assert_num_queries):
    for _ in range(count):
        LabelAwardFactory(label__issuer=StructureFactory())
    # The labels, their number, who holds them; five facets.
    with django_assert_num_queries(9):
        client.get("/labels/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_axis_as_for_three(client, count, django_assert_num_queries, at):
    label = LabelFactory()
    award = LabelAwardFactory(label=label)
    plan = ActionPlanFactory(holder=award.holder, award=award)
    for _ in range(count):
        axis = AxisFactory(plan=plan)
        action = Action.objects.create(axis=axis, title="Agir", initiative=InitiativeFactory())
        for indicator in (IndicatorFactory(axis=axis), IndicatorFactory(axis=None, action=action)):
            Measurement.objects.create(indicator=indicator, on=at.date(), value=1)
    with django_assert_num_queries(12):
        client.get(label.get_absolute_url())


def test_the_page_of_a_holder_shows_its_labels(client, told, rf, at):
    from labels.panels import labels_of

    award = told.awards.get()
    for entry, name in ((award.holder, None), (award.carried_by, "Métropole d’essai")):
        _template, context = labels_of(entry, rf.get("/"))
        ((medal, holder, proof),) = context["medals"]
        assert proof.source_name == award.source_name
        assert (medal.title, medal.state) == ("French Essai", "Annoncé le 27 février 2019")
        assert (str(holder) if holder else None) == name
    assert labels_of(TerritoryFactory(), rf.get("/")) is None


LYON = {"latitude": "45.76", "longitude": "4.84"}


def test_the_map_shows_who_holds_a_label_and_where(client, at):
    lyon = TerritoryFactory(title="Lyon", **LYON)
    label = LabelFactory(title="French Essai")
    for holder in (
        lyon,
        StructureFactory(title="Maison", territory=lyon),
        NetworkFactory(title="Nulle part"),
    ):
        LabelAwardFactory(label=label, holder=holder)
    LabelAwardFactory(label=label, holder=TerritoryFactory(title="Brouillon", state="draft", **LYON))
    response = client.get("/labels/?vue=carte")
    drawn = response.context["drawn"]
    assert [(here.name, [row.title for row in here.rows]) for here in drawn.places] == [
        ("Lyon", ["Lyon", "Maison"])
    ]
    assert [row.title for row in drawn.elsewhere] == ["Nulle part"]
    text = unescape(response.content.decode())
    assert 'href="#lieu-1" tabindex="-1"' in text
    assert "French Essai" in text
    assert "Brouillon" not in text
    assert "Personne sur la carte" not in text


def test_a_map_without_holders_says_so_and_leads_back(client):
    text = page(client, "/labels/?vue=carte")
    assert "Personne sur la carte" in text
    assert 'href="/labels/"' in text
    assert 'href="/labels/?vue=carte"' in page(client, "/labels/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_price_of_the_map_does_not_grow(client, count, django_assert_num_queries):
    for _ in range(count):
        LabelAwardFactory(holder=StructureFactory(territory=TerritoryFactory(**LYON)))
        LabelAwardFactory(holder=TerritoryFactory(**LYON))
    with django_assert_num_queries(10):
        client.get("/labels/?vue=carte")

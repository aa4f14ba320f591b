"""What the demonstration's labels, news and pages must say: the facts of the articles, no more."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from labels.enums import AwardState, Direction
from labels.models import ActionPlan, Label, LabelAward
from networks.services import figures_of
from portal.core.enums import EntryKind
from portal.core.models import SiteSettings
from portal.news.models import Article
from portal.pages.models import Page

pytestmark = pytest.mark.usefixtures("demo")


def test_french_impact_is_announced_and_not_yet_given():
    award = LabelAward.objects.get(label__slug="french-impact")
    assert award.state == AwardState.ANNOUNCED
    assert (award.announced_on, award.held_from) == (dt.date(2019, 2, 27), None)
    assert award.holder.slug == "clermont-auvergne-metropole"
    assert award.carried_by is not None
    assert award.carried_by.slug == "cisca"


def test_twenty_first_territories_are_declared_and_none_is_counted():
    (pair,) = figures_of(Label.objects.get(slug="french-impact"))
    assert (pair.value, pair.counted) == ("20", None)
    assert "27 février 2019" in pair.source


def test_three_challenges_with_their_actions_and_imaginary_results():
    plan = ActionPlan.objects.get(award__label__slug="french-impact")
    axes = list(plan.axes.select_related("theme"))
    assert [axis.theme.slug for axis in axes if axis.theme] == ["mobilite", "alimentation", "numerique"]
    assert [axis.actions.count() for axis in axes] == [3, 3, 2]
    named = {action.initiative.slug for axis in axes for action in axis.actions.all() if action.initiative}
    assert named == {"concours-auvermoov", "ferme-urbaine"}
    for axis in axes:
        for indicator in axis.indicators.all():
            assert indicator.is_demo
            assert indicator.measurements.count() >= 5


def test_the_label_talents_is_aimed_at_by_a_plan_of_four_axes_three_of_them_unnamed():
    label = Label.objects.get(slug="label-talents")
    assert label.direction == Direction.AIMED
    assert not label.awards.exists()
    plan = label.plans_towards.get()
    assert [bool(axis.title) for axis in plan.axes.all()] == [True, False, False, False]


def test_the_issuer_of_the_forty_years_is_blank():
    label = Label.objects.get(slug="40-ans-politique-de-la-ville")
    assert (label.issuer, label.issuer_name) == (None, "")
    award = label.awards.get()
    assert (award.state, award.holder.kind, award.holder.slug) == (
        AwardState.HELD,
        EntryKind.INITIATIVE,
        "printemps-des-talents",
    )
    assert (award.held_from, award.announced_on) == (None, None)


def test_each_of_the_five_articles_is_told_and_tied():
    articles = Article.objects.published(at=timezone.now()).prefetch_related("about", "tags", "quotations")
    assert len(articles) == 5
    kinds = {kind for article in articles for kind in article.about.values_list("kind", flat=True)}
    assert kinds >= {
        "event",
        "network",
        "territory",
        "structure",
        "initiative",
        "label",
        "edition",
        "eventseries",
    }
    for article in articles:
        assert article.source_name
        assert article.about.count() >= 6
        assert article.tags.count() >= 1
        for quotation in article.quotations.all():
            assert len(quotation.text) <= 80
    assert Article.objects.tagged("clubs-reseaux").count() == 3


def test_the_site_has_its_legal_pages_and_settings():
    assert Page.objects.published(at=timezone.now()).count() == 7
    site = SiteSettings.load()
    assert site.is_demo
    assert site.portrait is not None
    assert site.featured is not None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "/",
            [
                "Tant de talents",
                "9 nommés sur 10 annoncés|17 nommés sur 18 annoncés",
                "Innov’",
                "insertion",
                "20",
            ],
        ),
        ("/labels/french-impact/", ["Annoncé le 27 février 2019", "par le collectif CISCA", "Se déplacer"]),
        ("/labels/label-talents/", ["En préparation", "Axe 2, non nommé par la source"]),
        ("/labels/40-ans-politique-de-la-ville/", ["Non nommé par la source", "Reçu"]),
        (
            "/territoires/clermont-auvergne-metropole/",
            ["French Impact", "Annoncé le 27 février 2019", "On en parle"],
        ),
        ("/reseaux/cisca/", ["French Impact", "pour Clermont Auvergne Métropole"]),
        ("/initiatives/printemps-des-talents/", ["40 ans de la Politique de la ville", "Reçu"]),
        ("/actualites/", ["Un soir de printemps", "Clubs & réseaux"]),
        ("/recherche/?q=cisca", ["CISCA", "Réseaux"]),
        ("/plan-du-site/", ["Écoconception", "CISCA"]),
    ],
)
def test_pages_say_it(client, url, words):
    from html import unescape

    response = client.get(url)
    assert response.status_code == 200
    text = unescape(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")
    for choice in words:
        assert any(word in text for word in choice.split("|")), choice


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/labels/",
        "/labels/french-impact/",
        "/labels/label-talents/",
        "/actualites/",
        "/actualites/french-impact-arrive/",
        "/recherche/?q=clermont",
        "/plan-du-site/",
        "/accessibilite/",
    ],
)
def test_pages_ask_twelve_queries_at_most(client, url, django_assert_max_num_queries):
    """The home page gathers eight kinds of things, each asked once."""
    with django_assert_max_num_queries(18 if url == "/" else 12):
        assert client.get(url).status_code == 200


def test_loading_again_changes_nothing():
    from django.core.management import call_command

    def state():
        return (
            Label.objects.count(),
            LabelAward.objects.count(),
            ActionPlan.objects.count(),
            Article.objects.count(),
            Page.objects.count(),
        )

    before = state()
    call_command("load_demo", verbosity=0)
    assert state() == before


def test_an_article_opens_with_a_picture_and_talents_hold_a_label(demo, client):
    article = client.get("/actualites/le-printemps-des-talents-a-deux-ans/").content.decode()
    assert 'alt="Treize personnes' in article
    assert "dessin de l’atelier" in article
    talent = client.get("/talents/aissatou-balde/").content.decode()
    assert "Atelier ouvert" in talent
    assert "Exemple imaginé pour la démonstration" in talent


def test_the_home_page_puts_four_pages_forward(demo, client):
    context = client.get("/").context
    assert [poster.name for poster in context["featured"]][:2] == ["Ferme urbaine", "French Impact"]
    assert len(context["featured"]) == 4
    assert context["network_map"].network.slug == "grappe-auvergne-rhone-alpes"


def test_photographs_are_offered_in_lighter_versions(client):
    page = client.get("/actualites/le-printemps-des-talents-a-deux-ans/").content.decode()
    found = re.findall(r'<source type="image/avif" srcset="[^"]+-320\.avif 320w, [^"]+" sizes="[^"]+">', page)
    assert len(found) == page.count('type="image/avif"') >= 1

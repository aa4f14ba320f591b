"""The news, by heading and page; an article beside those it speaks of; the feed."""

import datetime as dt
from html import unescape
from xml.etree import ElementTree

import pytest

from portal.core import services as entries
from portal.news import services
from tests.factories.events import EventFactory
from tests.factories.networks import NetworkFactory, PersonFactory, TerritoryFactory
from tests.factories.news import ArticleFactory, ArticleSubjectFactory, QuotationFactory, TagFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_latest_comes_first_and_tomorrow_waits(client, at):
    old = ArticleFactory(title="Ancienne", published_at=at - dt.timedelta(days=9))
    new = ArticleFactory(title="Récente", published_at=at - dt.timedelta(days=1))
    ArticleFactory(title="Demain", published_at=at + dt.timedelta(days=400))
    text = page(client, "/actualites/")
    assert text.index(new.title) < text.index(old.title)
    assert "Demain" not in text
    assert client.get("/actualites/demain/").status_code == 404


def test_a_heading_narrows_the_list(client):
    tag = TagFactory(name="Clubs & réseaux")
    ArticleFactory(title="Dedans").tags.add(tag)
    ArticleFactory(title="Dehors")
    text = page(client, "/actualites/?rubrique=clubs-reseaux")
    assert "Dedans" in text
    assert "Dehors" not in text
    assert "Dehors" in page(client, "/actualites/?rubrique=inconnue")


def test_twelve_a_page(client):
    tag = TagFactory(name="Vie")
    for _ in range(13):
        ArticleFactory().tags.add(tag)
    first = client.get("/actualites/?rubrique=vie")
    assert len(first.context["page"]) == 12
    assert len(first.context["rows"]) == 11
    assert "?rubrique=vie&amp;page=2" in first.content.decode()
    assert len(client.get("/actualites/?rubrique=vie&page=2").context["rows"]) == 1


def test_an_article_names_those_it_speaks_of_in_order(client, at):
    article = ArticleFactory(title="Une nouvelle")
    territory, network = TerritoryFactory(title="Pont-Essai"), NetworkFactory(title="Le Club")
    hidden = EventFactory(title="Entre nous", visibility="unlisted")
    draft = TerritoryFactory(title="Brouillon", state="draft")
    services.relate(article, entries=[network, hidden, draft, territory], by=None, at=at)
    rows = client.get(article.get_absolute_url()).context["subjects"]
    assert [(row.title, row.aside) for row in rows] == [("Le Club", "réseau"), ("Pont-Essai", "territoire")]


def test_words_source_and_correction_are_told(client, at):
    article = ArticleFactory(
        title="Une nouvelle",
        body="# Le titre\n\nUn *texte*.",
        source_name="La Gazette",
        source_date=dt.date(2019, 10, 1),
        source_date_precision="month",
    )
    QuotationFactory(
        article=article,
        author="",
        person=PersonFactory(first_name="Ada", last_name="Essai"),
        function="maire",
    )
    services.correct(article, note="Dix-huit, et non vingt.", by=None, at=at)
    text = page(client, article.get_absolute_url())
    for words in (
        "Rectificatif du 22 novembre 2026",
        "Dix-huit, et non vingt.",
        "La Gazette",
        "octobre 2019",
        "Ada Essai",
        "maire",
    ):
        assert words in text
    assert "<h2>Le titre</h2>" in text


def test_what_staff_writes_runs_nothing(client):
    article = ArticleFactory(
        title="<script>1</script>",
        summary="<img src=x onerror=1>",
        body="<script>alert(1)</script> [clic](javascript:alert(1)) ![x](//ailleurs.fr/x.png)",
    )
    for url in (article.get_absolute_url(), "/actualites/", "/actualites/flux.xml"):
        content = client.get(url).content.decode()
        assert "<script>1" not in content
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert 'href="javascript' not in content


def test_others_of_the_same_heading_are_offered(client):
    tag, other = TagFactory(), TagFactory()
    article, beside, elsewhere = ArticleFactory(), ArticleFactory(), ArticleFactory()
    article.tags.add(tag)
    beside.tags.add(tag)
    elsewhere.tags.add(other)
    assert [row.title for row in client.get(article.get_absolute_url()).context["beside"]] == [beside.title]


def test_a_withdrawn_article_is_gone(client, at):
    article = ArticleFactory()
    entries.withdraw(article, by=None, at=at)
    assert client.get(article.get_absolute_url()).status_code == 410


def test_the_feed_is_atom_with_addresses_of_the_public_site(client, settings, at):
    settings.ALLOWED_HOSTS = ["ailleurs.example"]
    ArticleFactory(title="Une nouvelle", published_at=at - dt.timedelta(days=1)).tags.add(
        TagFactory(name="Vie")
    )
    ArticleFactory(title="Demain", published_at=at + dt.timedelta(days=400))
    response = client.get("/actualites/flux.xml", headers={"host": "ailleurs.example"})
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == "https://vivier.example/actualites/une-nouvelle/"
    assert entry.find(f"{ATOM}category").get("term") == "Vie"
    assert b"ailleurs.example" not in response.content


def test_nothing_to_read_says_where_to_go(client):
    assert "Rien à lire pour l’instant" in page(client, "/actualites/")


@pytest.mark.parametrize(
    "query",
    ["page=zz", "page=" + "9" * 400, "rubrique=" + "x" * 9000, "rubrique=%27%3B--", "rubrique=%C3%28"],
)
def test_hostile_addresses_give_a_calm_page(client, query):
    assert client.get(f"/actualites/?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(client, count, django_assert_num_queries):
    tag = TagFactory()
    for _ in range(count):
        ArticleFactory().tags.add(tag)
    with django_assert_num_queries(5):
        client.get("/actualites/")


@pytest.mark.parametrize("count", [1, 3])
def test_an_article_asks_as_much_for_one_subject_as_for_three(client, count, django_assert_num_queries):
    article = ArticleFactory()
    article.tags.add(TagFactory())
    for position in range(count):
        ArticleSubjectFactory(article=article, entry=TerritoryFactory(), position=position)
        QuotationFactory(article=article, author="", person=PersonFactory())
    with django_assert_num_queries(7):
        client.get(article.get_absolute_url())


def test_an_entry_shows_the_articles_that_speak_of_it(rf):
    from portal.news.panels import told_of

    territory = TerritoryFactory()
    assert told_of(territory, rf.get("/")) is None
    subject = ArticleSubjectFactory(entry=territory)
    ArticleSubjectFactory(entry=territory, article=ArticleFactory(state="draft"))
    _template, context = told_of(territory, rf.get("/"))
    assert [row.title for row in context["rows"]] == [subject.article.title]
    assert told_of(subject.article, rf.get("/")) is None

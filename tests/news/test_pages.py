"""The news, by heading and page; an article beside those it speaks of; the feed."""

import datetime as dt
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError

from portal.core import services as entries
from portal.news import services
from portal.news.models import ArticlePicture
from tests.factories.events import EventFactory
from tests.factories.networks import NetworkFactory, PersonFactory, TerritoryFactory
from tests.factories.news import ArticleFactory, ArticleSubjectFactory, QuotationFactory, TagFactory
from tests.factories.talents import PictureFactory

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
    text = page(client, "/actualites/?mot=clubs-reseaux")
    assert "Dedans" in text
    assert "Dehors" not in text
    unknown = page(client, "/actualites/?mot=inconnue")
    assert "Dehors" not in unknown
    assert "Aucun article à cet endroit" in unknown


def test_twelve_a_page(client):
    tag = TagFactory(name="Vie")
    for _ in range(13):
        ArticleFactory().tags.add(tag)
    first = client.get("/actualites/?mot=vie")
    assert len(first.context["page"]) == 12
    assert len(first.context["rows"]) == 11
    assert "?mot=vie&amp;page=2" in first.content.decode()
    assert len(client.get("/actualites/?mot=vie&page=2").context["rows"]) == 1


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
    ["page=zz", "page=" + "9" * 400, "mot=" + "x" * 9000, "mot=%27%3B--", "mot=%C3%28"],
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
        ArticlePicture.objects.create(article=article, picture=PictureFactory(), position=position)
    with django_assert_num_queries(8):
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


def test_the_news_of_an_entry_are_listed_and_combine_with_a_heading(client):
    club, tag = NetworkFactory(title="Le Club", slug="le-club"), TagFactory(name="Vie")
    inside, other = ArticleFactory(title="Du club"), ArticleFactory(title="Du club, sans rubrique")
    ArticleFactory(title="Ailleurs").tags.add(tag)
    inside.tags.add(tag)
    for article in (inside, other):
        ArticleSubjectFactory(article=article, entry=club)
    response = client.get("/actualites/?fiche=network/le-club")
    assert {row.title for row in [response.context["front"], *response.context["rows"]]} == {
        "Du club",
        "Du club, sans rubrique",
    }
    # The heading says how many it would leave, and keeps the entry.
    assert [(one.name, one.n, url) for one, url, _chosen in response.context["tags"]] == [
        ("Vie", 1, "/actualites/?mot=vie&fiche=network/le-club")
    ]
    text = page(client, "/actualites/?fiche=network/le-club&mot=vie")
    assert "Du club" in text
    assert "sans rubrique" not in text
    assert 'href="/actualites/?mot=vie"' in text


@pytest.mark.parametrize("key", ["network/inconnu", "network", "/", "'/;--", "x" * 9000, "network/brouillon"])
def test_an_entry_that_nobody_may_read_has_no_news_and_a_way_out(client, key):
    ArticleSubjectFactory(entry=NetworkFactory(slug="brouillon", state="draft"))
    text = page(client, f"/actualites/?fiche={key}")
    assert "Aucun article à cet endroit" in text
    assert client.get(f"/actualites/flux.xml?fiche={key}").status_code == 404


def test_the_feed_follows_what_is_filtered(client):
    club, tag = NetworkFactory(title="Le Club", slug="le-club"), TagFactory(name="Vie")
    ArticleFactory(title="Ailleurs")
    inside = ArticleFactory(title="Dedans")
    inside.tags.add(tag)
    ArticleSubjectFactory(article=inside, entry=club)
    for query in ("mot=vie", "fiche=network/le-club", "mot=vie&fiche=network/le-club"):
        assert f'href="/actualites/flux.xml?{query}"' in page(client, f"/actualites/?{query}")
        root = ElementTree.fromstring(client.get(f"/actualites/flux.xml?{query}").content)
        assert [entry.find(f"{ATOM}title").text for entry in root.findall(f"{ATOM}entry")] == ["Dedans"]
        assert root.find(f"{ATOM}id").text.endswith(query)
    assert "Vie, Le Club" in root.find(f"{ATOM}title").text


def test_photographs_are_shown_with_their_words_and_their_credit(client):
    cover = PictureFactory(alt="La scène, un soir", credit="Ada Essai")
    article = ArticleFactory(title="Une nouvelle", cover=cover)
    ArticlePicture.objects.create(
        article=article,
        picture=PictureFactory(alt="Le public", credit="Bo <Essai>"),
        caption="Cent personnes",
    )
    text = client.get(article.get_absolute_url()).content.decode()
    for words in ("La scène, un soir", "Ada Essai", 'alt="Le public"', "Cent personnes", "Bo &lt;Essai&gt;"):
        assert words in text
    assert "Ada Essai" in page(client, "/actualites/")


def test_a_photograph_is_once_in_an_article(db):
    row = ArticlePicture(article=ArticleFactory(), picture=PictureFactory())
    row.save()
    with pytest.raises(ValidationError, match="déjà dans l’article"):
        ArticlePicture(article=row.article, picture=row.picture).validate_constraints()


def test_beyond_four_articles_an_entry_leads_to_them_all(rf):
    from portal.news.panels import told_of

    territory = TerritoryFactory(slug="pont-essai")
    for _nth in range(4):
        ArticleSubjectFactory(entry=territory)
    assert told_of(territory, rf.get("/"))[1]["more_url"] == ""
    ArticleSubjectFactory(entry=territory)
    context = told_of(territory, rf.get("/"))[1]
    assert len(context["rows"]) == 4
    assert context["more_url"] == "/actualites/?fiche=territory/pont-essai"

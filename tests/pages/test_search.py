"""One search over every kind of page."""

from html import unescape

import pytest
from django.utils.html import strip_tags as striptags

from portal.core import services as entries
from portal.pages.search import excerpt, mark, search
from tests.factories.events import EventFactory
from tests.factories.labels import LabelFactory
from tests.factories.networks import NetworkFactory, StructureFactory, TerritoryFactory
from tests.factories.news import ArticleFactory
from tests.factories.talents import TalentFactory

pytestmark = pytest.mark.django_db


def found(words: str, at) -> list[str]:
    return [entry.title for entry in search(words, at=at).entries]


def test_every_kind_answers_and_is_counted(client, at):
    TerritoryFactory(title="Mobilis")
    NetworkFactory(title="Réseau", summary="La mobilité.")
    LabelFactory(title="Label", body="Pour des mobilités douces.")
    ArticleFactory(title="On bouge", summary="La mobilité avance.")
    results = search("mobilité", at=at)
    assert results.counts == {"network": 1, "label": 1, "article": 1}
    assert results.total == 3
    assert not results.is_near


@pytest.mark.parametrize(
    "words",
    [
        "Cœur de Savoie",
        "coeur de savoie",
        "CŒUR",
        "savoi",
        "territoires de savoie",
        '"cœur de savoie"',
        "savoie -lyon",
    ],
)
def test_accents_case_plural_and_the_beginning_of_a_word_are_forgiven(at, words):
    TerritoryFactory(title="Cœur de Savoie", summary="Un territoire de la grappe.")
    TerritoryFactory(title="Lyon")
    assert found(words, at) == ["Cœur de Savoie"]


@pytest.mark.parametrize("words", ["texeira", "Teixiera", "teixera", "rosa texeira"])
def test_a_wrong_letter_finds_the_name_and_says_so(client, words):
    TalentFactory(published=True, first_name="Rosa", last_name="Teixeira")
    TalentFactory(published=True, first_name="Henri", last_name="Vasseur")
    response = client.get("/recherche/", {"q": words})
    assert [striptags(hit.title) for hit in response.context["hits"]] == ["Rosa Teixeira"]
    assert "ce qui s’en approche" in unescape(response.content.decode())


def test_a_title_comes_before_a_mention(at):
    ArticleFactory(title="On raconte", body="Une visite à Epicentre.")
    StructureFactory(title="Epicentre")
    assert found("epicentre", at) == ["Epicentre", "On raconte"]


def test_only_what_everybody_may_read_is_found(at):
    TerritoryFactory(title="Secret brouillon", state="draft")
    EventFactory(title="Secret non listé", visibility="unlisted")
    gone = LabelFactory(title="Secret retiré")
    entries.withdraw(gone, by=None, at=at)
    ArticleFactory(title="Secret de demain", published_at=at.replace(year=2099))
    TalentFactory(published=True, last_name="Secret", consent_until=at.date().replace(year=2025))
    StructureFactory(title="Secret public")
    assert found("secret", at) == ["Secret public"]


def test_a_kind_narrows_and_its_count_stays(client):
    NetworkFactory(title="Villes Essai")
    TerritoryFactory(title="Essai-sur-Loire")
    response = client.get("/recherche/", {"q": "essai", "nature": "network"})
    assert [hit.kind for hit in response.context["hits"]] == ["réseau"]
    assert [(kind.value, kind.count, kind.chosen) for kind in response.context["kinds"]] == [
        ("network", 1, True),
        ("territory", 1, False),
    ]
    assert len(client.get("/recherche/", {"q": "essai", "nature": "'; drop"}).context["groups"]) == 2


def test_natures_answer_one_after_the_other_the_best_first(client):
    for number in range(6):
        TerritoryFactory(title=f"Essai-sur-Loire {number}")
    StructureFactory(title="Essai")
    ArticleFactory(title="On raconte", summary="Un essai.")
    groups = client.get("/recherche/?q=essai").context["groups"]
    assert [(group.kind.value, len(group.hits)) for group in groups] == [
        ("structure", 1),
        ("territory", 4),
        ("article", 1),
    ]
    assert [group.more for group in groups] == ["", "Voir les 6", ""]
    text = client.get("/recherche/?q=essai").content.decode()
    assert 'href="?q=essai&amp;nature=territory"' in text
    assert len(client.get("/recherche/?q=essai&nature=territory").context["hits"]) == 6


@pytest.mark.parametrize("words", ["coutirière", "couturiere", "couturières", "coutrière"])
def test_a_trade_with_a_wrong_letter_is_found(at, words):
    TalentFactory(published=True, first_name="Rosa", last_name="Teixeira", summary="Couturière, elle recoud.")
    TalentFactory(published=True, first_name="Henri", last_name="Vasseur", summary="Il soigne des vélos.")
    assert found(words, at) == ["Rosa Teixeira"]


def test_twenty_a_page(client):
    for number in range(21):
        TerritoryFactory(title=f"Essai {number:02}")
    assert len(client.get("/recherche/?q=essai").context["hits"]) == 20
    assert len(client.get("/recherche/?q=essai&page=2").context["hits"]) == 1
    assert len(client.get("/recherche/?q=essai&page=zz").context["hits"]) == 20


def test_found_words_are_marked_and_everything_else_is_escaped(client):
    TerritoryFactory(
        title="Ville <script>alert(1)</script> essai, 1 < 2",
        summary="Un essai & <b>rien</b>.",
        body="[lien](https://x.fr) **gras**",
    )
    content = client.get("/recherche/?q=essai").content.decode()
    assert "<mark>essai</mark>" in content
    assert "<script>alert" not in content
    assert "1 &lt; 2" in content
    assert "&amp;" in content
    assert "<b>rien" not in content


def test_marks_typed_by_somebody_mark_nothing(client):
    TerritoryFactory(title="Un \ue000piège\ue001 essai")
    assert client.get("/recherche/?q=\ue000essai\ue001").status_code == 200
    assert str(mark("\ue000a")) == "a"
    assert str(excerpt("")) == ""
    assert str(excerpt("au milieu d’une \ue000phrase\ue001")) == "… au milieu d’une <mark>phrase</mark>…"


def test_nothing_found_advises(client):
    text = unescape(client.get("/recherche/?q=zzzzqqq").content.decode())
    assert "Rien à ce nom-là" in text
    assert "/plan-du-site/" in text


def test_nothing_typed_explains(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/recherche/")
    assert "Tapez un nom" in response.content.decode()


HOSTILE = [
    "'; DROP TABLE core_entry; --",
    "& | ! <-> ( ) :*",
    '"""',
    "a:*b & !c",
    "\\",
    "%",
    "_",
    "-",
    "- -",
    '"-"',
    "\u202e\u200b",
    "𝔘𝔫𝔦",
    "<script>",
    "{{ 7*7 }}",
    "ﬁ",
    "x" * 100_000,
    "mot " * 25_000,
    "\ud7ff",
    "\r\n\t\x0b",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_give_a_calm_page(client, words):
    TerritoryFactory(title="Essai")
    assert client.get("/recherche/", {"q": words}).status_code == 200
    assert client.get("/recherche/", {"q": words}, headers={"HX-Request": "true"}).status_code == 200


def test_nul_and_broken_bytes_are_refused_kindly(client):
    response = client.get("/recherche/?q=%00")
    assert response.status_code == 400
    assert "Demande illisible" in response.content.decode()
    assert client.get("/recherche/?q=%C3%28").status_code == 200


def test_the_fragment_is_the_page(client):
    for number in range(3):
        TerritoryFactory(title=f"Essai {number}")
    for query in ("q=essai", "q=zzzz", "q=", "q=essay", "q=essai&nature=territory"):
        page = client.get(f"/recherche/?{query}")
        fragment = client.get(f"/recherche/?{query}", headers={"HX-Request": "true"})
        assert "HX-Request" in page["Vary"]
        assert fragment.content.decode().strip() in page.content.decode()
        assert "<html" not in fragment.content.decode()
        restored = client.get(
            f"/recherche/?{query}", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
        )
        assert "<html" in restored.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_search_asks_as_much_for_one_as_for_three(client, count, django_assert_num_queries):
    for number in range(count):
        TerritoryFactory(title=f"Essai {number}")
        StructureFactory(title=f"Essai {number}")
    with django_assert_num_queries(4):
        client.get("/recherche/?q=essai")
    with django_assert_num_queries(3):
        client.get("/recherche/?q=essai&nature=structure")

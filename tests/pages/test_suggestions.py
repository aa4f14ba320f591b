"""The pages proposed while somebody types, and what answers all searches quickly."""

import pytest
from django.db import connection

from portal.core.models import Entry
from portal.pages.search import SUGGESTED, search, suggest
from tests.factories.events import EventFactory
from tests.factories.labels import LabelFactory
from tests.factories.networks import NetworkFactory, TerritoryFactory
from tests.factories.talents import TalentFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/recherche/suggestions/"


def proposed(words: str, at) -> list[str]:
    return [entry.title for entry in suggest(words, at=at)]


@pytest.mark.parametrize("words", ["teix", "TEIXEIRA", "rosa t", "teixeria", "téixeira"])
def test_a_beginning_or_a_wrong_letter_proposes_the_page(at, words):
    TalentFactory(published=True, first_name="Rosa", last_name="Teixeira")
    TalentFactory(published=True, first_name="Henri", last_name="Vasseur")
    assert proposed(words, at) == ["Rosa Teixeira"]


def test_eight_at_most_the_titles_first(at):
    TerritoryFactory(title="Autre lieu", summary="Près d’Essai.")
    for number in range(9):
        TerritoryFactory(title=f"Essai {number}")
    names = proposed("essai", at)
    assert len(names) == SUGGESTED
    assert "Autre lieu" not in names


@pytest.mark.parametrize("words", ["", " ", "e", "é", "!", '""', "\ue000e\ue001"])
def test_one_letter_or_none_proposes_nothing_and_asks_nothing(client, words, django_assert_num_queries):
    TerritoryFactory(title="Essai")
    with django_assert_num_queries(0):
        response = client.get(ADDRESS, {"q": words})
    assert response.status_code == 200
    assert "<li" not in response.content.decode()
    assert 'data-said=""' in response.content.decode()


def test_only_what_everybody_may_read_is_proposed(at):
    TerritoryFactory(title="Secret brouillon", state="draft")
    EventFactory(title="Secret non listé", visibility="unlisted")
    NetworkFactory(title="Secret public")
    assert proposed("secret", at) == ["Secret public"]


def test_the_answer_may_be_kept_and_sets_no_cookie(client):
    LabelFactory(title="Essai")
    response = client.get(ADDRESS, {"q": "essai"})
    assert "public" in response["Cache-Control"]
    assert "max-age=300" in response["Cache-Control"]
    assert not response.cookies
    assert client.post(ADDRESS).status_code == 405


def test_names_are_escaped_and_what_was_typed_is_marked(client):
    TerritoryFactory(title="<img src=x onerror=alert(1)> Évasion")
    text = client.get(ADDRESS, {"q": "evasion"}).content.decode()
    assert "<mark>Évasion</mark>" in text
    assert "<img" not in text
    assert 'role="option"' in text
    assert "1 proposition" in text


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "'; DROP TABLE core_entry; --", "x" * 9000, "& | !"]
)
def test_hostile_words_are_words(client, words):
    TerritoryFactory(title="Essai")
    response = client.get(ADDRESS, {"q": words})
    assert response.status_code == 200
    assert "<script" not in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_as_much_is_asked_for_one_as_for_three(client, count, django_assert_num_queries):
    for number in range(count):
        TerritoryFactory(title=f"Essai {number}")
    with django_assert_num_queries(1):
        client.get(ADDRESS, {"q": "essai"})
    # Nothing holds these words: what comes near is asked for too.
    with django_assert_num_queries(2):
        client.get(ADDRESS, {"q": "essaj"})


def _many_pages(at) -> None:
    Entry.objects.bulk_create(
        Entry(
            kind="territory",
            slug=f"lieu-{number}",
            title=f"Lieu dit {number:x} de la vallée {number % 97:o}",
            body=f"Le hameau {number * 31:x} tient une page entière. " * 40,
            summary=f"Une phrase sur le hameau {number * 7919:x}, ses métiers et ses fêtes.",
            state="published",
            published_at=at,
        )
        for number in range(4000)
    )
    with connection.cursor() as cursor:
        # What autovacuum does within a minute.
        cursor.execute(
            "SELECT gin_clean_pending_list('entry_search'), gin_clean_pending_list('entry_words_trigrams')"
        )
        cursor.execute("ANALYZE core_entry")


def test_indexes_answer_among_thousands_of_pages(at):
    _many_pages(at)
    TerritoryFactory(title="Villeurbanne")
    exact = search("villeurbanne", at=at)
    assert exact.total == 1
    assert "Bitmap Index Scan on entry_search" in exact.entries.explain()
    near = search("vileurbane", at=at)
    assert [entry.title for entry in near.entries] == ["Villeurbanne"]
    assert "Bitmap Index Scan on entry_words_trigrams" in near.entries.explain()

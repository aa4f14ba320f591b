"""What the database refuses of the news."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from networks.models import Person
from portal.news.models import Article, ArticleSubject, Quotation, Tag

pytestmark = pytest.mark.django_db


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    assert name in str(error.value)


@pytest.fixture
def article() -> Article:
    return Article.objects.create(title="Une nouvelle")


def test_a_tag_is_named_and_its_address_follows():
    assert Tag.objects.create(name="Clubs & réseaux").slug == "clubs-reseaux"
    refused("news_tag_name_key", lambda: Tag.objects.create(name="Clubs & réseaux", slug="autre"))
    refused("news_tag_slug_key", lambda: Tag.objects.create(name="Clubs, réseaux"))
    refused("news_tag_has_name", lambda: Tag.objects.create(name="", slug="vide"))
    refused("news_tag_has_slug", lambda: Tag.objects.create(name="…"))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (
            "article_source_date_precision",
            {"source_date": dt.date(2019, 2, 27), "source_date_precision": "month"},
        ),
        ("article_correction_is_dated", {"correction": "Le chiffre était faux."}),
        ("article_correction_is_dated", {"corrected_on": dt.date(2026, 1, 1)}),
        ("article_source_is_named", {"source_url": "https://exemple.fr/"}),
    ],
)
def test_an_article_refuses(name, fields):
    refused(name, lambda: Article.objects.create(title="Une nouvelle", **fields))


def test_a_subject_is_told_once_and_is_not_the_article(article):
    other = Article.objects.create(title="Une autre")
    ArticleSubject.objects.create(article=article, entry=other)
    refused("article_subject_unique", lambda: ArticleSubject.objects.create(article=article, entry=other))
    refused("article_not_about_itself", lambda: ArticleSubject.objects.create(article=article, entry=article))


def test_a_quotation_has_words_and_one_author(article):
    person = Person.objects.create(last_name="Essai")
    refused(
        "quotation_has_text", lambda: Quotation.objects.create(article=article, text="", author="Le maire")
    )
    refused("quotation_one_author", lambda: Quotation.objects.create(article=article, text="Oui"))
    refused(
        "quotation_one_author",
        lambda: Quotation.objects.create(article=article, text="Oui", author="Le maire", person=person),
    )
    assert Quotation.objects.create(article=article, text="Oui", person=person).signature == "Essai"

"""Articles for tests, published since long."""

import factory
from factory.django import DjangoModelFactory

from portal.news.models import Article, ArticleSubject, Quotation, Tag
from tests.factories.networks import PublishedEntryFactory


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"Rubrique {n}")


class ArticleFactory(PublishedEntryFactory):
    class Meta:
        model = Article

    title = factory.Sequence(lambda n: f"Nouvelle {n}")


class ArticleSubjectFactory(DjangoModelFactory):
    class Meta:
        model = ArticleSubject

    article = factory.SubFactory(ArticleFactory)


class QuotationFactory(DjangoModelFactory):
    class Meta:
        model = Quotation

    article = factory.SubFactory(ArticleFactory)
    text = factory.Sequence(lambda n: f"Des mots {n}")
    author = "Une lectrice"

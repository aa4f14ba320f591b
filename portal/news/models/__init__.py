from portal.news.models.article import Article, ArticleQuerySet, ArticleSubject, Tag
from portal.news.models.quotation import Quotation

__all__ = ["Article", "ArticleQuerySet", "ArticleSubject", "Quotation", "Tag"]

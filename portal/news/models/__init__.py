from portal.news.models.article import Article, ArticleQuerySet, ArticleSubject, Tag
from portal.news.models.picture import ArticlePicture
from portal.news.models.quotation import Quotation

__all__ = ["Article", "ArticlePicture", "ArticleQuerySet", "ArticleSubject", "Quotation", "Tag"]

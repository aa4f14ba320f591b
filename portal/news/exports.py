"""An article for machines: schema.org."""

from typing import Any

from portal.core.linked_data import thing
from portal.news.models import Article


def article_data(article: Article) -> dict[str, Any]:
    data = thing(article, "NewsArticle")
    # Engines ask for a headline of at most 110 signs.
    data["headline"] = article.title[:110]
    data["mainEntityOfPage"] = data["url"]
    data["inLanguage"] = "fr"
    if article.published_at is not None:
        data["datePublished"] = article.published_at.isoformat()
        data["dateModified"] = max(article.published_at, article.updated_at).isoformat()
    if article.source_name:
        data["isBasedOn"] = article.source_url or article.source_name
    if article.correction:
        data["correction"] = article.correction
    return data

"""« On en parle »: the articles that speak of an entry, on its page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.core.enums import EntryKind
from portal.core.models import Entry
from portal.news.asked import about_address
from portal.news.models import Article
from portal.news.pieces import article_row

SHOWN = 4


def told_of(entry: Entry, request: HttpRequest) -> tuple[str, dict[str, Any]] | None:
    if entry.kind in (EntryKind.ARTICLE, EntryKind.PAGE):
        return None
    # One more than is shown tells whether there are others.
    found = list(Article.objects.published(at=timezone.now()).about(entry.pk).latest_first()[: SHOWN + 1])
    if not found:
        return None
    rows = [article_row(article, tags=False) for article in found[:SHOWN]]
    return "news/_panel.html", {"rows": rows, "more_url": about_address(entry) if len(found) > SHOWN else ""}

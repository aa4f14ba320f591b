"""What an address asks of the news: a heading (`?mot=`), an entry (`?fiche=network/club-des-talents`), or both."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from portal.core.listing import listed_entries
from portal.core.models import Entry
from portal.news.models import ArticleQuerySet, Tag

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    word: str
    entry_key: str
    tag: Tag | None
    entry: Entry | None

    @property
    def is_unknown(self) -> bool:
        """A heading or an entry that nobody may read here: nothing is found, and the page says so."""
        return (bool(self.word) and self.tag is None) or (bool(self.entry_key) and self.entry is None)

    def articles(self, published: ArticleQuerySet) -> ArticleQuerySet:
        if self.is_unknown:
            return published.none()
        if self.tag is not None:
            published = published.tagged(self.tag.slug)
        if self.entry is not None:
            published = published.about(self.entry.pk)
        return published

    def address(self, name: str = "news:list", *, without: str = "", **changes: str) -> str:
        """The same request elsewhere (the feed), without a part or with another."""
        values = {"mot": self.word, "fiche": self.entry_key} | changes
        kept = {key: value for key, value in values.items() if value and key != without}
        return reverse(name) + (f"?{urlencode(kept, safe='/')}" if kept else "")


def asked(query: QueryDict, *, at: dt.datetime) -> Asked:
    """One query for a heading, one for an entry, none for neither."""
    word, key = (query.get(name, "")[:LONGEST] for name in ("mot", "fiche"))
    kind, _slash, slug = key.partition("/")
    return Asked(
        word,
        key,
        Tag.objects.filter(slug=word).first() if word else None,
        listed_entries(at=at).filter(kind=kind, slug=slug).first() if key else None,
    )


def about_address(entry: Entry) -> str:
    """The news of an entry."""
    return Asked("", f"{entry.kind}/{entry.slug}", None, None).address()

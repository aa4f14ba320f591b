"""One search over every page: French words, the beginning of a word, a name with a wrong letter."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import Case, Count, F, FloatField, TextField, Value, When
from django.db.models.functions import Cast, Concat, Left
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.core.enums import EntryKind
from portal.core.listing import listed_entries
from portal.core.models import EntryQuerySet
from portal.core.models.search import SEARCH_CONFIG, clean_words, closeness_to, plain, words_query
from portal.core.richtext import french

# Where a found word begins and ends: private characters that no text holds, made into <mark> once all is escaped.
_START, _STOP = "\ue000", "\ue001"
_MARKDOWN = re.compile(r"[#*_`>]+|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Found:
    """All that matches, the best first; how many of each kind; whether it only comes near what was typed."""

    words: str
    entries: EntryQuerySet
    counts: dict[str, int]
    is_near: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def _query(words: str) -> SearchQuery | None:
    """The words by their stems, the last one perhaps still being typed; with « " » or « - », as they are written."""
    query = words_query(words)
    if query is not None and re.search(r'"|(^|\s)-\w', words):
        return SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    return query


def search(words: str, *, at: dt.datetime) -> Found:
    """Search what is listed of every kind. When no page holds the words: the names that come near."""
    words = clean_words(words.replace(_START, " ").replace(_STOP, " "))
    query = _query(words)
    listed = listed_entries(at=at)
    if query is None:
        return Found(words, listed.none(), {})
    matching, is_near = listed.filter(search=query), False
    counts = _counts(matching)
    if not counts:
        # The operator behind this lookup is answered by the index of trigrams, at the likeness that settings give.
        matching, is_near = (
            listed.alias(plain_title=plain("title")).filter(
                plain_title__trigram_word_similar=plain(Value(words))
            ),
            True,
        )
        counts = _counts(matching)
    marking: dict[str, Any] = {"config": SEARCH_CONFIG, "start_sel": _START, "stop_sel": _STOP}
    text = Left(Concat("summary", Value(" "), "body", output_field=TextField()), 4000)
    ranked = matching.annotate(
        rank=Cast(SearchRank(F("search"), query), FloatField()) + closeness_to(words) + _advantage(),
        marked_title=SearchHeadline("title", query, highlight_all=True, **marking),
        marked_text=SearchHeadline(text, query, max_words=34, min_words=18, **marking),
    )
    return Found(words, ranked.order_by("-rank", "title", "pk"), counts, is_near)


def _counts(entries: EntryQuerySet) -> dict[str, int]:
    return dict(entries.order_by().values_list("kind").annotate(n=Count("pk")).values_list("kind", "n"))


def _advantage() -> Case:
    """At equal words, a page about something comes before a page that tells of it."""
    return Case(
        When(kind=EntryKind.ARTICLE, then=Value(-0.1)),
        When(kind=EntryKind.PAGE, then=Value(-0.2)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def excerpt(text: str) -> SafeString:
    """Safe HTML of a piece of a longer text: what was cut at either end is said."""
    text = " ".join(_MARKDOWN.sub(r"\1", text).split())
    if not text:
        return mark_safe("")
    first = text.lstrip(_START)[:1]
    before = "… " if first.islower() else ""
    after = "" if text.rstrip(_STOP)[-1:] in ".!?…" else "…"
    return mark(before + text + after)


def mark(text: str) -> SafeString:
    """Safe HTML of a headline: everything escaped, then the found words marked."""
    text = " ".join(_MARKDOWN.sub(r"\1", text).split())
    html = str(escape(french(text)))
    opened, closed = html.count(_START), html.count(_STOP)
    html = html.replace(_START, "<mark>").replace(_STOP, "</mark>")
    # An excerpt never cuts inside a found word; should it, nothing is left open.
    return mark_safe(html if opened == closed else escape(text.replace(_START, "").replace(_STOP, "")))  # noqa: S308

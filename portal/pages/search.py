"""One search over every page: French words, the beginning of a word, a name with a wrong letter."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramSimilarity
from django.db.models import Case, Count, F, FloatField, TextField, Value, When, Window
from django.db.models.functions import Cast, Concat, Left, RowNumber
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.core.enums import EntryKind
from portal.core.listing import listed_entries
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.search import (
    SEARCH_CONFIG,
    clean_words,
    closeness_to,
    near_text,
    plain,
    words_query,
)
from portal.core.richtext import french

# Where a found word begins and ends: private characters that no text holds, made into <mark> once all is escaped.
_START, _STOP = "\ue000", "\ue001"
_MARKDOWN = re.compile(r"[#*_`>]+|\[([^\]]*)\]\([^)]*\)")


# Of each nature, when several answer.
SHOWN_OF_KIND = 4
SUGGESTED = 8
# A single letter begins too many names.
LEAST_LETTERS = 2
# Nobody types more before choosing.
LONGEST_BEGINNING = 60


@dataclass(frozen=True, slots=True)
class Found:
    """All that matches, the best first; how many of each kind; whether it only comes near what was typed."""

    words: str
    entries: EntryQuerySet
    counts: dict[str, int]
    is_near: bool = False
    query: SearchQuery | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def best_of_each_kind(self) -> list[tuple[str, list[Entry]]]:
        """The first pages of each nature, the nature that answers best first. Two queries whatever is found."""
        place = Window(RowNumber(), partition_by=F("kind"), order_by=("-rank", "title", "pk"))
        ranked = self.entries.annotate(place=place).filter(place__lte=SHOWN_OF_KIND)
        ids = list(ranked.order_by("-rank", "title", "pk").values_list("pk", flat=True))
        if self.query is None:
            return []
        by_id = _marked(Entry.objects.all(), self.query).in_bulk(ids)
        groups: dict[str, list[Entry]] = {}
        for entry in (by_id[pk] for pk in ids):
            groups.setdefault(entry.kind, []).append(entry)
        return list(groups.items())

    def of_kind(self, kind: str = "") -> EntryQuerySet:
        """The pages of one nature, or all, with what was found marked."""
        entries = self.entries.of_kind(kind) if kind else self.entries
        return _marked(entries, self.query) if self.query is not None else entries


def _query(words: str) -> SearchQuery | None:
    """The words by their stems, the last one perhaps still being typed; with « " » or « - », as they are written."""
    query = words_query(words)
    if query is not None and re.search(r'"|(^|\s)-\w', words):
        return SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    return query


def search(words: str, *, at: dt.datetime) -> Found:
    """Search what is listed of every kind. When no page holds the words: the names and trades that come near."""
    words = _typed(words)
    query = _query(words)
    listed = listed_entries(at=at)
    if query is None:
        return Found(words, listed.none(), {})
    matching, is_near = listed.filter(search=query), False
    counts = _counts(matching)
    if not counts:
        matching, is_near = _near(listed, words), True
        counts = _counts(matching)
    return Found(words, _ranked(matching, query, words), counts, is_near, query)


def suggest(beginning: str, *, at: dt.datetime) -> list[Entry]:
    """A few pages while the words are being typed; one query, two when no page holds them."""
    words = _typed(beginning[:LONGEST_BEGINNING])
    query = _query(words)
    if query is None or len(words) < LEAST_LETTERS:
        return []
    listed = listed_entries(at=at)
    for matching in (listed.filter(search=query), _near(listed, words)):
        found = list(_marked(_ranked(matching, query, words), query)[:SUGGESTED])
        if found:
            return found
    return []


def _typed(words: str) -> str:
    return clean_words(words.replace(_START, " ").replace(_STOP, " "))


def _near(listed: EntryQuerySet, words: str) -> EntryQuerySet:
    """The operator behind this lookup is answered by the index of trigrams, at the likeness that settings give."""
    return listed.alias(near=near_text()).filter(near__trigram_word_similar=plain(Value(words)))


def _ranked(entries: EntryQuerySet, query: SearchQuery, words: str) -> EntryQuerySet:
    """By how much the words weigh in the page; then a title that is the words, or holds them, before a sentence."""
    rank = (
        # Divided by the logarithm of the page's length: a long page holds more words, and is not about them more.
        Cast(SearchRank(F("search"), query, normalization=Value(1)), FloatField())
        + closeness_to(words)
        + closeness_to(words, near_text()) * 0.4
        + TrigramSimilarity(plain("title"), plain(Value(words))) * 0.8  # type: ignore[arg-type]  # as in `closeness_to`
        + _advantage()
    )
    return entries.annotate(rank=rank).order_by("-rank", "title", "pk")


def _marked(entries: EntryQuerySet, query: SearchQuery) -> EntryQuerySet:
    """With what was found marked in the title and in a piece of the text."""
    marking: dict[str, Any] = {"config": SEARCH_CONFIG, "start_sel": _START, "stop_sel": _STOP}
    text = Left(Concat("summary", Value(" "), "body", output_field=TextField()), 4000)
    return entries.annotate(
        marked_title=SearchHeadline("title", query, highlight_all=True, **marking),
        marked_text=SearchHeadline(text, query, max_words=34, min_words=18, **marking),
    )


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

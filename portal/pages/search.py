"""One search over every page: French words, the beginning of a word, a name with a wrong letter."""

import datetime as dt
import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, Count, F, FloatField, Func, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat, Left, Lower
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.core.enums import EntryKind
from portal.core.listing import listed_entries
from portal.core.models import EntryQuerySet
from portal.core.models.entry import SEARCH_CONFIG
from portal.core.richtext import french

LONGEST = 200
MOST_WORDS = 12
# Where a found word begins and ends: private characters that no text holds, made into <mark> once all is escaped.
_START, _STOP = "\ue000", "\ue001"
_MARKDOWN = re.compile(r"[#*_`>]+|\[([^\]]*)\]\([^)]*\)")


def clean(words: str) -> str:
    """What was typed, without what PostgreSQL refuses or nobody types, at a length that somebody may type."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ue000-\uf8ff\ud800-\udfff]", " ", words[: LONGEST * 4]).split())[
        :LONGEST
    ]


def _query(words: str) -> SearchQuery | None:
    """The words as a person writes them (« "ferme urbaine" -Lyon »), or their beginnings."""
    tokens = re.findall(r"[^\W_]+", words)[:MOST_WORDS]
    if not tokens:
        return None
    typed = SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    if re.search(r'["-]', words):
        return typed
    beginnings = SearchQuery(
        " & ".join([*tokens[:-1], tokens[-1] + ":*"]), config=SEARCH_CONFIG, search_type="raw"
    )
    return typed | beginnings


def _plain(expression) -> Func:
    return Func(Lower(expression), function="vivier_unaccent")


@dataclass(frozen=True, slots=True)
class Found:
    """All that matches, the best first; how many of each kind."""

    words: str
    entries: EntryQuerySet
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def search(words: str, *, at: dt.datetime) -> Found:
    """Search published entries. Nothing typed finds nothing."""
    words = clean(words)
    query = _query(words)
    if query is None:
        return Found(words, listed_entries(at=at).none(), {})
    plain = _plain(Value(words))
    # Both conditions are answered by indexes; the likeness asked for is a setting of the connection.
    matching = (
        listed_entries(at=at)
        .annotate(plain_title=_plain("title"))
        .filter(Q(search=query) | Q(plain_title__trigram_word_similar=plain))
    )
    counts = dict(
        matching.order_by().values_list("kind").annotate(number=Count("pk")).values_list("kind", "number")
    )
    ranked = matching.annotate(
        rank=Cast(SearchRank(F("search"), query), FloatField())
        + TrigramWordSimilarity(plain, _plain("title"))
        + _advantage(),
        marked_title=SearchHeadline(
            "title", query, config=SEARCH_CONFIG, start_sel=_START, stop_sel=_STOP, highlight_all=True
        ),
        marked_text=SearchHeadline(
            Left(Concat("summary", Value(" "), "body", output_field=TextField()), 4000),
            query,
            config=SEARCH_CONFIG,
            start_sel=_START,
            stop_sel=_STOP,
            max_words=34,
            min_words=18,
        ),
    ).order_by("-rank", "title", "pk")
    return Found(words, ranked, counts)


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
    html = escape(french(text))
    opened, closed = html.count(_START), html.count(_STOP)
    html = html.replace(_START, "<mark>").replace(_STOP, "</mark>")
    # An excerpt never cuts inside a found word; should it, nothing is left open.
    return mark_safe(html if opened == closed else escape(text.replace(_START, "").replace(_STOP, "")))  # noqa: S308

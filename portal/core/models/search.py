"""How a page is found: by any of its words in French, or by a name with a wrong letter or no accents."""

import re
import unicodedata

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat, Lower

# The text search configuration of migration 0001: French stems, accents ignored.
SEARCH_CONFIG = "vivier_fr"
# How much of the words must be in the title for it to count as a misspelling (as PostgreSQL's own threshold).
NAME_LIKENESS = 0.6
LONGEST_SEARCH = 200
MOST_WORDS = 12


def plain(expression: object) -> Func:
    """In small letters without accents, for comparing and sorting (`order_by(plain("title"))`)."""
    return Func(Lower(expression), function="vivier_unaccent")


def near_text() -> Func:
    """The short words of a page (name, sentence, places and trades), as its index of trigrams holds them."""
    return plain(Concat("title", Value(" "), "summary", Value(" "), "search_text", output_field=TextField()))


def clean_words(text: str) -> str:
    """What was typed, without control characters, at a length that somebody may type."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text[: LONGEST_SEARCH * 4]).split())[
        :LONGEST_SEARCH
    ]


def words_query(text: str) -> SearchQuery | None:
    """Every word, by its stem; the last one may also be still being typed. None when there is no word at all.

    The beginning of a word is compared as it is typed: its stem would be shorter, and find too much.
    """
    tokens = re.findall(r"[^\W_]+", clean_words(text))[:MOST_WORDS]
    if not tokens:
        return None
    *before, last = tokens
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", last) if not unicodedata.combining(sign))
    beginning = SearchQuery(f"{bare}:*", config="simple", search_type="raw")
    whole = SearchQuery(" & ".join(tokens), config=SEARCH_CONFIG, search_type="raw")
    if not before:
        return whole | beginning
    return whole | (SearchQuery(" & ".join(before), config=SEARCH_CONFIG, search_type="raw") & beginning)


def closeness_to(text: str, among: Func | None = None) -> TrigramWordSimilarity:
    """From 0 to 1: how much of the words is in the title (or `among` other words), accents and case left aside."""
    words = plain(Value(clean_words(text)))
    return TrigramWordSimilarity(words, among or plain("title"))  # type: ignore[arg-type]  # an expression too, says Django

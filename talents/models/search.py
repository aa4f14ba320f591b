"""How a name is found in spite of accents and a wrong letter, and a page by any of its words."""

import re

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import Func, Value
from django.db.models.functions import Lower

from portal.core.models.entry import SEARCH_CONFIG


def plain(expression: object) -> Func:
    """In small letters without accents, for comparing and sorting."""
    return Func(Lower(expression), function="vivier_unaccent")


def closeness_to(words: str) -> TrigramWordSimilarity:
    """From 0 to 1: how much of `words` is in the title, accents and case left aside."""
    return TrigramWordSimilarity(plain(Value(words)), plain("title"))


def words_query(words: str) -> SearchQuery | None:
    """Every word, the last one perhaps still being typed. None when there is no word at all."""
    tokens = re.findall(r"[^\W_]+", words)
    if not tokens:
        return None
    tokens[-1] += ":*"
    return SearchQuery(" & ".join(tokens), config=SEARCH_CONFIG, search_type="raw")

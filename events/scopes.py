"""Ways to narrow the agenda that an app above knows: « the meetings of those who hold this label ».

`events` knows nothing of labels. The roof registers here, in its `AppConfig.ready()`, what a word of the address stands
for, and how its values are told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Scope:
    """`condition(slugs)` is written from an event; `names(slugs)` tells what each stands for."""

    condition: Callable[[Sequence[str]], Q]
    names: Callable[[Sequence[str]], dict[str, str]]


_scopes: dict[str, Scope] = {}


def register_scope(word: str, scope: Scope) -> None:
    _scopes[word] = scope


def scope(word: str) -> Scope | None:
    return _scopes.get(word)

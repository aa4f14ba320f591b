"""What must be true of the whole database at any moment, whatever has happened to the machines.

Constraints hold each row; these hold what spans rows or depends on the clock. An app registers its own in
`AppConfig.ready()`; `manage.py check_invariants` runs them all.
"""

import datetime as dt
from collections.abc import Callable, Iterable

Check = Callable[[dt.datetime], Iterable[str]]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """`check(at)` yields one sentence for each violation."""
    _checks[name] = check


def violations(*, at: dt.datetime) -> list[tuple[str, str]]:
    """All that is false now, as (name, sentence)."""
    return [(name, sentence) for name, check in sorted(_checks.items()) for sentence in check(at)]


def names() -> list[str]:
    return sorted(_checks)

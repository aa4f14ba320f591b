"""Where the time of a registration goes: what each layer costs of itself, profiled in this very process."""

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
# The first that a file's path holds.
LAYERS = {
    "/django/db/": "Django's ORM",
    "/psycopg": "PostgreSQL and its driver",
    "/django/forms/": "forms and templates",
    "/django/template/": "forms and templates",
    "/django/utils/safestring": "forms and templates",
    "/django/test/": "the test client",
    "/celery/": "waking a worker",
    "/kombu/": "waking a worker",
    "/redis/": "cache",
    "/django/": "Django's request",
    "/allauth/": "other middleware",
    "/whitenoise/": "other middleware",
    "/csp/": "other middleware",
    f"{HOUSE}/": "Vivier's own code",
}
BUILT_IN = "~"


def shares(act: Callable[[int], object], *, times: int) -> dict[str, float]:
    """Milliseconds of each layer in one `act`, the dearest first. The profiler itself slows Python, not PostgreSQL."""
    profile = cProfile.Profile()
    profile.enable()
    for number in range(times):
        act(number)
    profile.disable()
    spent: Counter[str] = Counter()
    for (file, _line, _name), (_calls, _all, own, _total, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if file == BUILT_IN:
            # A built-in works for whoever called it.
            for (caller, _at, _who), (*_counts, its_own, _its_total) in callers.items():
                spent[_layer(caller)] += its_own
        else:
            spent[_layer(file)] += own
    return {layer: seconds * 1000 / times for layer, seconds in spent.most_common()}


def _layer(file: str) -> str:
    return next((layer for part, layer in LAYERS.items() if part in file), "Python's library")

"""What may be a few seconds old, kept in the memory of this process: read a thousand times, changed once a day.

Nothing here decides anything: what decides is read again under a lock. Nothing personal is kept. `BRIEF_SECONDS` at 0
keeps nothing, as in tests.
"""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

Kept = TypeVar("Kept")


class Brief(Generic[Kept]):
    def __init__(self, largest: int = 64) -> None:
        self._kept: dict[Hashable, tuple[float, Kept]] = {}
        self._largest = largest

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What was made for this key some seconds ago, or what `make` makes now. What `make` raises is not kept."""
        seconds = settings.BRIEF_SECONDS
        if not seconds:
            return make()
        now = time.monotonic()
        found = self._kept.get(key)
        if found is not None and found[0] > now:
            return found[1]
        value = make()
        if len(self._kept) >= self._largest:
            self._kept.clear()
        self._kept[key] = (now + seconds, value)
        return value

    def clear(self) -> None:
        self._kept.clear()

"""The line to the mail server: left alone when it is dead, and never spoken to too fast.

Counted in the database: every worker shares it, and it holds when the cache is down.
"""

import datetime as dt
import time
from collections.abc import Callable

from portal.core.limits import forgive, hit, is_counted

FAILURES, REST = "mail.line.failures", "mail.line.rest"
# Twenty connections in a row that fail, and nobody tries for a minute; then one does, and one failure is enough.
MOST_FAILURES, COUNTED_FOR, RESTS_FOR = 20, dt.timedelta(hours=1), dt.timedelta(seconds=60)


def is_resting(*, at: dt.datetime) -> bool:
    return is_counted(REST, at)


def failed(*, at: dt.datetime) -> None:
    """A connection could not be opened."""
    if not hit(FAILURES, MOST_FAILURES - 1, COUNTED_FOR, at):
        hit(REST, 1, RESTS_FOR, at)


def works() -> None:
    """A connection was opened: the failures before it are forgotten."""
    forgive(FAILURES)


class Pace:
    """At most so many messages a second on one connection; 0 sets no bound."""

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._step = 1 / per_second if per_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = 0.0

    def wait(self) -> None:
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        # A pause is not caught up by a burst.
        self._next = max(now, self._next) + self._step

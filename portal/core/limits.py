"""Limits that hold whatever happens to the cache: counters in the database, incremented atomically.

The cache's own limits (allauth) are the first wall; a cache out of reach reads as empty, so what must not
be tried for ever (passwords, mails asked for) is counted here too.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from portal.core.models import LimitWindow

# One statement: two requests at once never read the same count. A window that has ended starts anew.
_COUNT = """
    INSERT INTO core_limitwindow (key, count, ends_at) SELECT key, 1, ends FROM unnest(%s::text[], %s::timestamptz[])
        AS asked (key, ends)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN core_limitwindow.ends_at <= %s THEN 1 ELSE core_limitwindow.count + 1 END,
        ends_at = CASE WHEN core_limitwindow.ends_at <= %s THEN excluded.ends_at ELSE core_limitwindow.ends_at END
    RETURNING key, count
"""

# Whoever opens a window clears some that have ended; rows held by others are left to the next.
_SWEEP = """
    DELETE FROM core_limitwindow WHERE key IN (
        SELECT key FROM core_limitwindow WHERE ends_at < %s ORDER BY ends_at LIMIT 40 FOR UPDATE SKIP LOCKED
    )
"""
# One window in eight sweeps, told by its key: each one opened costs an eighth of a statement, and five go for one.
SWEEPERS = "01"


@dataclass(frozen=True)
class Limit:
    """At most `most` tries under `key` in a `window`."""

    key: str
    most: int
    window: dt.timedelta


def _digest(key: str) -> str:
    return salted_hmac("portal.core.limits", key, algorithm="sha256").hexdigest()


def hit_all(limits: Iterable[Limit], at: dt.datetime) -> bool:
    """Count one try under each key, in one statement; False once one of them is beyond its limit.

    Keys are counted in the order of their digests, so that two requests never wait for each other.
    """
    asked = dict(sorted((_digest(limit.key), limit) for limit in limits))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(asked), [at + limit.window for limit in asked.values()], at, at])
        counts = dict(cursor.fetchall())
        if any(count == 1 and key[0] in SWEEPERS for key, count in counts.items()):
            cursor.execute(_SWEEP, [at])
    return all(count <= asked[key].most for key, count in counts.items())


def hit(key: str, limit: int, window: dt.timedelta, at: dt.datetime) -> bool:
    """Count one try under `key`; False once more than `limit` were made in the current window."""
    return hit_all([Limit(key, limit, window)], at)


def is_counted(key: str, at: dt.datetime) -> bool:
    """A window is open under `key`."""
    return LimitWindow.objects.filter(pk=_digest(key), ends_at__gt=at).exists()


def forgive(key: str) -> None:
    """Forget the tries made under `key`: the person showed who they are."""
    LimitWindow.objects.filter(pk=_digest(key)).delete()

"""Limits that hold whatever happens to the cache: counters in the database, incremented atomically.

The cache's own limits (allauth) are the first wall; a cache out of reach reads as empty, so what must not
be tried for ever (passwords, mails asked for) is counted here too.
"""

import datetime as dt

from django.db import connection
from django.utils.crypto import salted_hmac

from portal.core.models import LimitWindow

# One statement: two requests at once never read the same count. A window that has ended starts anew.
_COUNT = """
    INSERT INTO core_limitwindow (key, count, ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN core_limitwindow.ends_at <= %s THEN 1 ELSE core_limitwindow.count + 1 END,
        ends_at = CASE WHEN core_limitwindow.ends_at <= %s THEN excluded.ends_at ELSE core_limitwindow.ends_at END
    RETURNING count
"""

# Whoever opens a window clears some that have ended; rows held by others are left to the next.
_SWEEP = """
    DELETE FROM core_limitwindow WHERE key IN (
        SELECT key FROM core_limitwindow WHERE ends_at < %s ORDER BY ends_at LIMIT 20 FOR UPDATE SKIP LOCKED
    )
"""


def _digest(key: str) -> str:
    return salted_hmac("portal.core.limits", key, algorithm="sha256").hexdigest()


def hit(key: str, limit: int, window: dt.timedelta, at: dt.datetime) -> bool:
    """Count one try under `key`; False once more than `limit` were made in the current window."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_digest(key), at + window, at, at])
        (count,) = cursor.fetchone()
        if count == 1:
            cursor.execute(_SWEEP, [at])
    return count <= limit


def forgive(key: str) -> None:
    """Forget the tries made under `key`: the person showed who they are."""
    LimitWindow.objects.filter(pk=_digest(key)).delete()

"""Which entries a list of every kind (search, sitemap, « dans cet article ») may name.

A kind may have rules of its own: a meeting kept to those who hold its address, a talent whose consent is over. The app
that owns the kind registers them here, in its `AppConfig.ready()`.
"""

import datetime as dt
from collections.abc import Callable

from django.db.models import Q

from portal.core.models import Entry, EntryQuerySet

Condition = Callable[[dt.datetime], Q]

_hidden: dict[str, Condition] = {}


def hide_when(name: str, condition: Condition) -> None:
    """Entries that match `condition(at)`, written from `Entry` (`as_event__…`), are not listed."""
    _hidden[name] = condition


def listed_entries(*, at: dt.datetime) -> EntryQuerySet:
    """What is public of every kind, and may be named to everybody."""
    entries = Entry.objects.published(at=at)
    for _name, condition in sorted(_hidden.items()):
        entries = entries.exclude(condition(at))
    return entries

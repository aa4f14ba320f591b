"""How many places are left, and for whom. What decides is counted under the lock of the event's row."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import HOLDING_STATES, ChoiceState, RegistrationState
from events.models import Event, RegistrationSession
from events.models.choice import TAKES_PLACE


@dataclass(frozen=True)
class Places:
    """The count of one meeting. `kept` are the places still held for each quota."""

    capacity: int | None
    taken: int = 0
    waiting: int = 0
    kept: dict[int, int] = field(default_factory=dict)
    last_rank: int = 0

    def with_one_more(self, quota: int | None) -> "Places":
        """Once a place was offered to somebody who waited."""
        kept = self.kept | ({quota: max(0, self.kept.get(quota, 0) - 1)} if quota in self.kept else {})
        return replace(self, taken=self.taken + 1, waiting=self.waiting - 1, kept=kept)

    @property
    def free(self) -> int | None:
        """Places that anybody may take; None without limit."""
        if self.capacity is None:
            return None
        return max(0, self.capacity - self.taken - sum(self.kept.values()))

    @property
    def is_full(self) -> bool:
        return self.free == 0

    def place_for(self, quotas: Iterable[int]) -> tuple[bool, int | None]:
        """Whether somebody who comes under these quotas has a place, and on which quota (None: everybody's)."""
        if self.capacity is None or self.taken < self.capacity:
            for quota in quotas:
                if self.kept.get(quota, 0) > 0:
                    return True, quota
        return (self.free is None or self.free > 0), None

    @property
    def text(self) -> str:
        return places_text(self)

    @property
    def kept_text(self) -> str:
        """What is left of quotas: « 5 places gardées pour des publics ou des partenaires »."""
        kept = sum(self.kept.values())
        if not kept:
            return ""
        return ngettext(
            "%(count)d place gardée pour un public ou un partenaire",
            "%(count)d places gardées pour des publics ou des partenaires",
            kept,
        ) % {"count": kept}


# Long texts that no decision reads; asked for, they are fetched.
_LEFT_ASIDE = frozenset({"body", "search_text", "search"})


@cache
def _locking() -> str:
    """Written once: every place is taken through this statement, and compiling it cost more than asking it."""
    names = ", ".join(
        f'"{field.model._meta.db_table}"."{field.column}"'
        for field in Event._meta.concrete_fields
        if field.name not in _LEFT_ASIDE
    )
    return (
        f"SELECT {names} FROM events_event JOIN core_entry ON core_entry.id = events_event.entry_ptr_id "  # noqa: S608
        "WHERE events_event.entry_ptr_id = %s FOR UPDATE OF events_event"
    )


def lock_event(event: Event | int) -> Event:
    """The event, its row held until the transaction ends. Always taken first, before any registration or session."""
    pk = event if isinstance(event, int) else event.pk
    for locked in Event.objects.raw(_locking(), [pk]):
        return locked
    raise Event.DoesNotExist(pk)


def places_of(event: Event, *, at: dt.datetime) -> Places:
    return places_of_many([event], at=at)[event.pk]


# Who holds and who waits, by quota; then the quotas themselves.
_COUNTS = """
    SELECT event_id, quota_id, count(*) FILTER (WHERE state = ANY(%(holding)s)),
        count(*) FILTER (WHERE state = %(waiting)s), max(rank), 0
    FROM events_registration WHERE event_id = ANY(%(events)s) GROUP BY event_id, quota_id
    UNION ALL
    SELECT event_id, id, 0, 0, 0, places FROM events_quota
    WHERE event_id = ANY(%(events)s) AND (falls_back_at IS NULL OR falls_back_at > %(at)s)
"""


def places_of_many(events: Iterable[Event], *, at: dt.datetime) -> dict[int, Places]:
    """In one query, whatever their number."""
    events = list(events)
    taken: dict[int, int] = {}
    waiting: dict[int, int] = {}
    last: dict[int, int] = {}
    by_quota: dict[int, int] = {}
    size: dict[int, dict[int, int]] = {}
    given: dict[str, Any] = {
        "holding": sorted(HOLDING_STATES),
        "waiting": RegistrationState.WAITLISTED.value,
        "events": [event.pk for event in events],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, given)
        rows = cursor.fetchall()
    for event, quota, held, queued, rank, kept in rows:
        taken[event] = taken.get(event, 0) + held
        waiting[event] = waiting.get(event, 0) + queued
        last[event] = max(last.get(event, 0), rank or 0)
        if kept:
            size.setdefault(event, {})[quota] = kept
        elif quota is not None:
            by_quota[quota] = held
    return {
        event.pk: Places(
            capacity=event.capacity,
            taken=taken.get(event.pk, 0),
            waiting=waiting.get(event.pk, 0),
            kept={
                quota: max(0, kept - by_quota.get(quota, 0))
                for quota, kept in sorted(size.get(event.pk, {}).items())
            },
            last_rank=last.get(event.pk, 0),
        )
        for event in events
    }


def places_text(places: Places) -> str:
    """« 12 places restantes », « complet, 4 personnes en liste d’attente »."""
    if places.free is None:
        return _("places non limitées")
    if places.free:
        return ngettext("dernière place", "%(count)d places restantes", places.free) % {"count": places.free}
    if places.waiting:
        return ngettext(
            "complet, %(count)d personne en liste d’attente",
            "complet, %(count)d personnes en liste d’attente",
            places.waiting,
        ) % {"count": places.waiting}
    return _("complet")


def waiting_in_sessions(event: Event) -> dict[int, int]:
    """How many wait for each session, where somebody does."""
    waiting = RegistrationSession.objects.filter(event=event, state=ChoiceState.WAITING)
    counted = waiting.order_by().values("session").annotate(waiting=Count("pk"))
    return dict(counted.values_list("session", "waiting"))


def sessions_with_places(event: Event) -> dict[int, int]:
    """Places left in each session that has a limit, by its identifier."""
    sessions = (
        event.sessions.held()
        .filter(capacity__isnull=False)
        .annotate(taken=Count("choices", filter=TAKES_PLACE))
    )
    return {session.pk: max(0, (session.capacity or 0) - session.taken) for session in sessions}

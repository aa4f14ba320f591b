"""How many places are left, and for whom. What decides is counted under the lock of the event's row."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Count, F, IntegerField, Max, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import HOLDING_STATES, RegistrationState
from events.models import Event, Quota, Registration


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


def lock_event(event: Event | int) -> Event:
    """The event, its row held until the transaction ends. Always taken first, before any registration or session."""
    pk = event if isinstance(event, int) else event.pk
    return Event.objects.select_for_update(of=("self",)).get(pk=pk)


def places_of(event: Event, *, at: dt.datetime) -> Places:
    return places_of_many([event], at=at)[event.pk]


def places_of_many(events: Iterable[Event], *, at: dt.datetime) -> dict[int, Places]:
    """In one query, whatever their number: who holds and who waits, then the quotas."""
    events = list(events)
    taken: dict[int, int] = {}
    waiting: dict[int, int] = {}
    last: dict[int, int] = {}
    by_quota: dict[int, int] = {}
    size: dict[int, dict[int, int]] = {}
    columns = ("event_id", "quota_key", "held", "queued", "last", "places_kept")
    nothing = Value(0, output_field=IntegerField())
    registered = (
        Registration.objects.filter(event__in=events)
        .order_by()
        .values("event_id", quota_key=F("quota_id"))
        .annotate(
            held=Count("pk", filter=Q(state__in=HOLDING_STATES)),
            queued=Count("pk", filter=Q(state=RegistrationState.WAITLISTED)),
            last=Max("rank"),
            places_kept=nothing,
        )
        .values_list(*columns)
    )
    quotas = (
        Quota.objects.in_force(at=at)
        .filter(event__in=events)
        .order_by()
        .annotate(quota_key=F("pk"), held=nothing, queued=nothing, last=nothing, places_kept=F("places"))
        .values_list(*columns)
    )
    for event, quota, held, queued, rank, kept in registered.union(quotas, all=True):
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


def sessions_with_places(event: Event) -> dict[int, int]:
    """Places left in each session that has a limit, by its identifier."""
    sessions = (
        event.sessions.held()
        .filter(capacity__isnull=False)
        .annotate(taken=Count("choices", filter=Q(choices__registration__state__in=HOLDING_STATES)))
    )
    return {session.pk: max(0, (session.capacity or 0) - session.taken) for session in sessions}

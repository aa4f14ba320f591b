"""When a meeting is held: given a date, moved, postponed, cancelled, held after all."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from events.clock import LocalTimeError, local_instant
from events.enums import EventPrecision, EventStatus
from events.models import Event
from events.services.errors import SchedulingRefusedError
from events.services.programme import place_sessions
from events.services.telling import tell_cancelled, tell_changed
from portal.core.audit import Actor, record
from portal.core.models import Entry


@dataclass(frozen=True)
class When:
    """What is known of a date. Hours are those of the clock on the wall, at the place of the meeting."""

    precision: str
    day: dt.date | None = None
    last_day: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    note: str = ""
    year_derived: bool = False
    is_over: bool = False


def instants_of(when: When, *, zone: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Start and end, where the hour is known. Refused when it is not whole, or does not exist that day."""
    if when.precision != EventPrecision.HOUR:
        return None, None
    if when.day is None or when.start is None:
        raise SchedulingRefusedError(_("Donnez le jour et l’heure de début."))
    try:
        starts_at = local_instant(when.day, when.start, zone=zone)
        ends_at = local_instant(when.last_day or when.day, when.end, zone=zone) if when.end else None
    except LocalTimeError as error:
        raise SchedulingRefusedError(str(error)) from error
    if ends_at is not None and ends_at <= starts_at:
        raise SchedulingRefusedError(_("La fin doit venir après le début."))
    return starts_at, ends_at


def _change(event: Event, *, allowed: set[str], at: dt.datetime, **changes: object) -> None:
    """Compare and set, on the meeting's own row: refused when its state moved meanwhile."""
    moved = Event.objects.filter(pk=event.pk, status__in=allowed, sequence=event.sequence).update(
        **changes, sequence=event.sequence + 1
    )
    if not moved:
        raise SchedulingRefusedError(_("Cet événement a changé entre-temps : rechargez la page."))
    Entry.objects.filter(pk=event.pk).update(updated_at=at)
    for name, value in changes.items():
        setattr(event, name, value)
    event.sequence += 1
    event.updated_at = at


@transaction.atomic
def schedule_event(
    event: Event, *, when: When, by: Actor | None, at: dt.datetime, time_zone: str = ""
) -> None:
    """Give a meeting its date, or a new one; a postponed meeting is then planned again.

    The sessions follow: their hours on the wall stay, their instants are computed again. `time_zone`: another
    one than the meeting's.
    """
    zone = time_zone or event.time_zone
    starts_at, ends_at = instants_of(when, zone=zone)
    _change(
        event,
        allowed={EventStatus.PLANNED, EventStatus.POSTPONED},
        at=at,
        time_zone=zone,
        precision=when.precision,
        day=when.day,
        last_day=when.last_day,
        starts_at=starts_at,
        ends_at=ends_at,
        date_note=when.note,
        year_derived=when.year_derived,
        is_over=when.is_over,
        status=EventStatus.PLANNED,
        status_note="",
        status_changed_at=None,
    )
    place_sessions(event)
    tell_changed(event, at=at)
    record(verb="schedule", target=event, by=by, at=at, precision=when.precision, day=str(when.day or ""))


@transaction.atomic
def announce_new_place(event: Event, *, by: Actor | None, at: dt.datetime) -> None:
    """The meeting is held elsewhere: calendars and the people who registered are told. Its row is written already."""
    _change(event, allowed={EventStatus.PLANNED, EventStatus.POSTPONED}, at=at)
    tell_changed(event, at=at)
    record(verb="move_place", target=event, by=by, at=at)


@transaction.atomic
def postpone_event(event: Event, *, reason: str, by: Actor | None, at: dt.datetime) -> None:
    """The meeting is put off, its new date not known yet. Its page keeps the first date and says so; its
    rooms are free again."""
    _change(
        event,
        allowed={EventStatus.PLANNED},
        at=at,
        status=EventStatus.POSTPONED,
        status_note=reason.strip(),
        status_changed_at=at,
    )
    place_sessions(event)
    tell_changed(event, at=at)
    record(verb="postpone", target=event, by=by, at=at)


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: Actor | None, at: dt.datetime) -> None:
    """The meeting will not be held. Its page stays and says so; its rooms are free again."""
    _change(
        event,
        allowed={EventStatus.PLANNED, EventStatus.POSTPONED},
        at=at,
        status=EventStatus.CANCELLED,
        status_note=reason.strip(),
        status_changed_at=at,
    )
    place_sessions(event)
    tell_cancelled(event, at=at)
    record(verb="cancel", target=event, by=by, at=at)


@transaction.atomic
def reinstate_event(event: Event, *, by: Actor | None, at: dt.datetime) -> None:
    """The meeting is held after all, on its first date. Refused if a room was taken meanwhile."""
    _change(
        event,
        allowed={EventStatus.CANCELLED, EventStatus.POSTPONED},
        at=at,
        status=EventStatus.PLANNED,
        status_note="",
        status_changed_at=None,
    )
    place_sessions(event)
    tell_changed(event, at=at, reinstated=True)
    record(verb="reinstate", target=event, by=by, at=at)

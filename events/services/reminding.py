"""Reminders. Nothing is planned ahead: each tick asks what has become due, so a meeting that moves needs no repair.

A reminder is queued once for a person, a rule and a moment. It is never queued for a moment that had passed when the
person came or when the rule was written, nor after the meeting began.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from events import invitation_letters, notifications
from events.clock import LocalTimeError, local_instant
from events.enums import EventStatus, ReminderAudience
from events.models import Event, Invitation, Registration, ReminderRule
from events.windows import start_of
from portal.mail.models import Message
from portal.mail.services import Draft, queue_many


def moment_of(rule: ReminderRule, event: Event) -> dt.datetime | None:
    """When this rule speaks for this meeting; None when its date is not known enough."""
    if rule.hours_before is not None:
        return event.starts_at - dt.timedelta(hours=rule.hours_before) if event.starts_at else None
    if not event.is_to_the_day or event.day is None:
        return None
    day = event.day - dt.timedelta(days=rule.days_before or 0)
    time = rule.local_time or dt.time(9)
    try:
        return local_instant(day, time, zone=event.time_zone)
    except LocalTimeError:
        # The clocks jump over that hour, once a year: an hour later is what they then show.
        later = (dt.datetime.combine(day, time) + dt.timedelta(hours=1)).time()
        return local_instant(day, later, zone=event.time_zone)


def due(*, at: dt.datetime) -> Iterable[tuple[ReminderRule, Event, dt.datetime]]:
    """The rules that speak now, with their meeting and their moment."""
    coming = Event.objects.upcoming(at=at).published(at=at).filter(status=EventStatus.PLANNED)
    horizon = at.date() + dt.timedelta(days=92)
    for rule in ReminderRule.objects.in_force():
        mine = Q(pk=rule.event_id) if rule.event_id else Q(series=rule.series_id)
        for event in coming.filter(mine, day__lte=horizon):
            moment, start = moment_of(rule, event), start_of(event)
            if moment is None or start is None or moment < rule.created_at:
                continue
            if moment <= at < start:
                yield rule, event, moment


def plan_reminders(*, at: dt.datetime) -> int:
    """Queue the reminders that are due and not queued yet. Safe to run twice, and at once."""
    count = 0
    for rule, event, moment in due(at=at):
        with transaction.atomic():
            count += queue_many(_drafts(rule, event, moment, at=at))
    return count


def slot_prefix(rule: ReminderRule, moment: dt.datetime) -> str:
    return f"{rule.pk}:{moment.astimezone(dt.UTC):%Y%m%dT%H%M}:"


def _drafts(rule: ReminderRule, event: Event, moment: dt.datetime, *, at: dt.datetime) -> list[Draft]:
    prefix, start = slot_prefix(rule, moment), start_of(event)
    if rule.audience == ReminderAudience.REGISTERED:
        kind, name = notifications.REMINDER, "registration"
        registered = Registration.objects.coming().written_to().filter(confirmed_at__lte=moment)
        people = list(_chosen(registered, event).values_list("pk", "email", "first_name", "language"))
    else:
        kind, name = invitation_letters.INVITATION_REMINDER, "invitation"
        invited = Invitation.objects.unanswered().filter(created_at__lte=moment)
        people = list(_chosen(invited, event).values_list("pk", "email", "name", "language"))
    done = set(Message.objects.filter(kind=kind, slot__startswith=prefix).values_list("slot", flat=True))
    return [
        Draft(
            kind=kind,
            to=email,
            name=person,
            language=language,
            slot=f"{prefix}{pk}",
            context={name: pk},
            at=at,
            not_after=start,
        )
        for pk, email, person, language in people
        if f"{prefix}{pk}" not in done
    ]


def _chosen(people: QuerySet, event: Event) -> QuerySet:
    return people.filter(event=event, is_demo=False).order_by("pk")

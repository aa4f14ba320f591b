"""Telling those who are registered that their meeting moved or will not be held."""

import datetime as dt

from django.db import transaction

from events import notifications
from events.models import Event, Invitation, Registration
from events.windows import end_of, start_of
from portal.mail.services import queue_many


def tell_cancelled(event: Event, *, at: dt.datetime) -> int:
    """Registrations stay as they are, so that a meeting held after all finds its people again."""
    return _tell(event, notifications.EVENT_CANCELLED, at=at)


def tell_changed(event: Event, *, at: dt.datetime, reinstated: bool = False) -> int:
    """Postponed, moved, elsewhere, or held after all. Private links follow the new date."""
    end = end_of(event)
    if end is not None:
        Registration.objects.filter(event=event).update(link_expires_at=end + dt.timedelta(days=1))
    start = start_of(event)
    # An invitation that nobody answered is worth as long as the meeting is to come.
    Invitation.objects.filter(event=event).update(link_expires_at=start)
    useful_until = start if start and start > at else None
    return _tell(event, notifications.CHANGED, at=at, not_after=useful_until, reinstated=reinstated)


def _tell(
    event: Event, kind: str, *, at: dt.datetime, not_after: dt.datetime | None = None, **context: object
) -> int:
    """Once for each change of the meeting. What has taken place is not told again."""
    end = end_of(event)
    if end is not None and end <= at:
        return 0
    people = Registration.objects.active().written_to().filter(event=event).select_related("event")
    with transaction.atomic():
        return queue_many(
            notifications.draft(person, kind, at=at, slot=str(event.sequence), not_after=not_after, **context)
            for person in people.iterator(chunk_size=500)
        )

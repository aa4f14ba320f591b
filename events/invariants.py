"""What must always be true of registrations, across rows."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, F, Q

from events import notifications
from events.enums import HOLDING_STATES, RegistrationState
from events.models import Event, Quota, Registration, RegistrationSession, Session
from events.models.choice import TAKES_PLACE
from events.services.places import places_of_many
from events.windows import Window, window_of
from portal.mail.models import Message

# Five ticks of the sweeper.
GRACE = dt.timedelta(minutes=5)
# The mail that each state must have left behind it.
TOLD = {
    RegistrationState.TO_APPROVE: {notifications.TO_APPROVE},
    RegistrationState.REFUSED: {notifications.REFUSED},
    RegistrationState.TO_CONFIRM: {notifications.TO_CONFIRM},
    RegistrationState.WAITLISTED: {notifications.WAITLISTED, notifications.BY_OTHER},
    RegistrationState.OFFERED: {notifications.OFFERED},
    RegistrationState.CONFIRMED: {notifications.CONFIRMED, notifications.BY_OTHER},
}


def _holding(path: str) -> Count:
    return Count(path, filter=Q(**{f"{path}__state__in": HOLDING_STATES}))


def no_oversell(at: dt.datetime) -> Iterator[str]:
    over = Event.objects.annotate(taken=_holding("registrations")).filter(taken__gt=F("capacity"))
    for event in over.order_by("pk"):
        yield f"« {event} » : {event.taken} places prises sur {event.capacity}"


def no_quota_oversell(at: dt.datetime) -> Iterator[str]:
    over = Quota.objects.annotate(taken=_holding("registrations")).filter(taken__gt=F("places"))
    for quota in over.order_by("pk"):
        yield f"quota {quota.pk} : {quota.taken} places prises sur {quota.places}"


def no_session_oversell(at: dt.datetime) -> Iterator[str]:
    over = Session.objects.annotate(taken=Count("choices", filter=TAKES_PLACE)).filter(
        taken__gt=F("capacity")
    )
    for session in over.order_by("pk"):
        yield f"« {session} » : {session.taken} places prises sur {session.capacity}"


def each_state_told_once(at: dt.datetime) -> Iterator[str]:
    for state, names in TOLD.items():
        told = set(Message.objects.filter(kind__in=names).values_list("slot", flat=True))
        rows = (
            Registration.objects.written_to().filter(state=state, erased_at=None).values_list("pk", flat=True)
        )
        for pk in rows.order_by("pk"):
            if str(pk) not in told:
                yield f"inscription {pk} : {state} sans courriel"


def no_deadline_forgotten(at: dt.datetime) -> Iterator[str]:
    for pk in RegistrationSession.objects.lapsed(at=at - GRACE).order_by("pk").values_list("pk", flat=True):
        yield f"séance choisie {pk} : délai passé, place gardée"
    for pk in Registration.objects.lapsed(at=at - GRACE).order_by("pk").values_list("pk", flat=True):
        yield f"inscription {pk} : délai passé, place gardée"


def nobody_waits_beside_a_free_place(at: dt.datetime) -> Iterator[str]:
    """Where no quota keeps places apart. A place freed less than a tick ago is offered by the next one."""
    waiting = Registration.objects.filter(state=RegistrationState.WAITLISTED).values("event")
    events = [
        event
        for event in Event.objects.filter(pk__in=waiting)
        if window_of(event, at=at, invited=True) == Window.OPEN
    ]
    for pk, places in places_of_many(events, at=at).items():
        if places.free != 0 and not places.kept:
            yield f"événement {pk} : {places.waiting} en attente, {places.free} places libres"

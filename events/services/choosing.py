"""Places in sessions. The caller holds the lock of the event's row; sessions are locked after it, in order."""

import datetime as dt
from collections.abc import Sequence
from itertools import combinations

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from events.enums import HOLDING_STATES
from events.models import Registration, RegistrationSession, Session
from events.services.errors import SessionFullError, SessionsClashError, TransitionRefusedError
from events.services.places import lock_event
from events.windows import start_of


def choose_sessions(registration: Registration, *, sessions: Sequence[Session], at: dt.datetime) -> None:
    """Replace somebody's choice of sessions. All or nothing."""
    with transaction.atomic():
        event = lock_event(registration.event_id)
        locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        start = start_of(event)
        if not locked.holds_place or (start is not None and start <= at):
            raise TransitionRefusedError(_("Les séances ne se choisissent plus."))
        set_choices(locked, sessions, at=at)


def set_choices(registration: Registration, sessions: Sequence[Session], *, at: dt.datetime) -> None:
    wanted = sorted({session.pk for session in sessions})
    locked = list(
        Session.objects.held()
        .filter(pk__in=wanted, event=registration.event_id, capacity__isnull=False)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    refuse_clashes(locked)
    taken = dict(
        RegistrationSession.objects.filter(session__in=locked)
        .exclude(registration=registration)
        .values("session")
        .annotate(taken=Count("pk", filter=Q(registration__state__in=HOLDING_STATES)))
        .values_list("session", "taken")
    )
    for session in locked:
        if taken.get(session.pk, 0) >= (session.capacity or 0):
            raise SessionFullError(
                _("« %(title)s » est complet : choisissez une autre séance.") % {"title": session.title},
                session.pk,
            )
    registration.choices.exclude(session__in=locked).delete()
    kept = set(registration.choices.values_list("session", flat=True))
    RegistrationSession.objects.bulk_create(
        RegistrationSession(
            registration=registration, session=session, event_id=registration.event_id, chosen_at=at
        )
        for session in locked
        if session.pk not in kept
    )


def refuse_clashes(sessions: Sequence[Session]) -> None:
    """Nobody is in two rooms at once."""
    timed = [session for session in sessions if session.start_time and session.end_time]
    for one, other in combinations(timed, 2):
        if (
            one.day_number == other.day_number
            and one.start_time < other.end_time  # type: ignore[operator]
            and other.start_time < one.end_time  # type: ignore[operator]
        ):
            raise SessionsClashError(
                _("« %(one)s » et « %(other)s » ont lieu en même temps.")
                % {"one": one.title, "other": other.title}
            )

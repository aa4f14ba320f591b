"""Places in sessions, and their waiting lists. The caller holds the lock of the event's row; sessions are locked after
it, in order. Each list is served in strict order of rank, whoever is on it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import combinations

from django.db import transaction
from django.db.models import Count, F, Max
from django.utils.translation import gettext as _

from events import notifications
from events.enums import ChoiceState as C
from events.models import Event, Registration, RegistrationSession, Session
from events.services.errors import (
    SessionFullError,
    SessionsClashError,
    TooLateError,
    TransitionRefusedError,
)
from events.services.moving import deadline_of
from events.services.places import lock_event
from events.windows import Window, start_of, window_of


def choose_sessions(
    registration: Registration,
    *,
    sessions: Sequence[Session],
    at: dt.datetime,
    waits: Sequence[Session] = (),
) -> None:
    """Replace somebody's choice of sessions, all or nothing. `waits`: full ones, on whose lists to stand."""
    with transaction.atomic():
        locked = _lock(registration, at=at)
        fill_sessions(locked.event, at=at)
        set_choices(locked, sessions, at=at, waits=waits)
        fill_sessions(locked.event, at=at)
        _revise(locked)


def _lock(registration: Registration, *, at: dt.datetime) -> Registration:
    event = lock_event(registration.event_id)
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    locked.event = event
    start = start_of(event)
    if not locked.holds_place or (start is not None and start <= at):
        raise TransitionRefusedError(_("Les séances ne se choisissent plus."))
    return locked


def _revise(registration: Registration) -> None:
    """Calendars that hold this registration read it again."""
    Registration.objects.filter(pk=registration.pk).update(revision=F("revision") + 1)


def set_choices(
    registration: Registration, sessions: Sequence[Session], *, at: dt.datetime, waits: Sequence[Session] = ()
) -> None:
    wanted = {session.pk for session in sessions}
    locked = _limited(registration, wanted | {session.pk for session in waits})
    chosen = [session for session in locked if session.pk in wanted]
    refuse_clashes(chosen)
    taken = taken_in(locked, but=registration)
    for session in chosen:
        if taken.get(session.pk, 0) >= (session.capacity or 0):
            raise SessionFullError(
                _("« %(title)s » est complet : choisissez une autre séance.") % {"title": session.title},
                session.pk,
            )
    registration.choices.exclude(session__in=locked).delete()
    had = {choice.session_id: choice for choice in registration.choices.all()}
    for session in locked:
        choice = had.get(session.pk)
        if session.pk in wanted:
            _hold(registration, session, choice, at=at)
        elif choice is None:
            _wait(registration, session, at=at)


def _limited(registration: Registration, pks: Iterable[int]) -> list[Session]:
    return list(
        Session.objects.held()
        .filter(pk__in=sorted(pks), event=registration.event_id, capacity__isnull=False)
        .order_by("pk")
        .select_for_update(of=("self",))
    )


def taken_in(sessions: Sequence[Session], *, but: Registration | None = None) -> dict[int, int]:
    """Places held or offered in each."""
    rows = RegistrationSession.objects.taking_places().filter(session__in=sessions)
    if but is not None:
        rows = rows.exclude(registration=but)
    return dict(rows.order_by().values("session").annotate(taken=Count("pk")).values_list("session", "taken"))


def _hold(
    registration: Registration, session: Session, choice: RegistrationSession | None, *, at: dt.datetime
) -> None:
    """A place, whether it was offered, waited for or never asked: nobody on the list is passed by (`fill_sessions`)."""
    if choice is None:
        RegistrationSession.objects.create(
            registration=registration, session=session, event_id=registration.event_id, chosen_at=at
        )
    elif choice.state != C.HELD:
        choice.state, choice.rank, choice.offer_until = C.HELD, None, None
        choice.save()


def _wait(registration: Registration, session: Session, *, at: dt.datetime) -> None:
    last = session.choices.aggregate(last=Max("rank"))["last"] or 0
    RegistrationSession.objects.update_or_create(
        registration=registration,
        session=session,
        defaults={"event_id": registration.event_id, "chosen_at": at, "state": C.WAITING, "rank": last + 1},
    )


def wish(registration: Registration, sessions: Sequence[Session], *, at: dt.datetime) -> None:
    """What somebody without a place at the meeting would like to follow, kept for the day they have one."""
    RegistrationSession.objects.bulk_create(
        RegistrationSession(
            registration=registration,
            session=session,
            event_id=registration.event_id,
            chosen_at=at,
            state=C.WISHED,
        )
        for session in sessions
        if session.event_id == registration.event_id and session.capacity is not None
    )


def settle_wishes(registration: Registration, *, at: dt.datetime) -> None:
    """Once there is a place at the meeting: each session wished for is held, or waited for."""
    wished = list(registration.choices.filter(state=C.WISHED).select_related("session"))
    if not wished:
        return
    fill_sessions(registration.event, at=at)
    locked = _limited(registration, [choice.session_id for choice in wished])
    taken = taken_in(locked, but=registration)
    held: list[Session] = []
    for choice in wished:
        session = choice.session
        if any(clash(session, other) for other in held) or session not in locked:
            choice.delete()
        elif taken.get(session.pk, 0) < (session.capacity or 0):
            held.append(session)
            _hold(registration, session, choice, at=at)
        else:
            _wait(registration, session, at=at)


def fill_sessions(event: Event, *, at: dt.datetime) -> int:
    """Offer the free places of each session to those who wait for it, in order. Under the lock; how many."""
    waiting = list(
        RegistrationSession.objects.waiting()
        .filter(event=event)
        .select_related("registration", "session")
        .select_for_update(of=("self",))
    )
    if not waiting or window_of(event, at=at, invited=True) != Window.OPEN:
        return 0
    taken = taken_in([choice.session for choice in waiting])
    offered = 0
    for choice in waiting:
        session = choice.session
        free = session.capacity is None or taken.get(session.pk, 0) < session.capacity
        if not free or session.is_cancelled or not choice.registration.holds_place:
            continue
        taken[session.pk] = taken.get(session.pk, 0) + 1
        choice.state, choice.rank, choice.offered_at = C.OFFERED, None, at
        choice.offer_until = deadline_of(event, at=at, hours=event.offer_hours)
        choice.save()
        choice.registration.event = event
        notifications.session_offered(choice, at=at)
        offered += 1
    return offered


def accept_session(registration: Registration, choice: int, *, at: dt.datetime) -> None:
    """Take the place that was offered. What is held at the same hour is given back, to who waits for it."""
    with transaction.atomic():
        locked = _lock(registration, at=at)
        found = _own(locked, choice)
        if found is None or found.state == C.WAITING:
            raise TooLateError(_("Cette place n’est plus proposée : elle est allée à la personne suivante."))
        if found.state == C.HELD:
            return
        if found.offer_until is not None and found.offer_until <= at:
            raise TooLateError(_("Cette place n’est plus proposée : elle est allée à la personne suivante."))
        for other in locked.choices.filter(state=C.HELD).select_related("session"):
            if clash(found.session, other.session):
                other.delete()
        _hold(locked, found.session, found, at=at)
        fill_sessions(locked.event, at=at)
        _revise(locked)


def leave_session(registration: Registration, choice: int, *, at: dt.datetime) -> None:
    """Leave a session or its waiting list; the place goes on at once. Twice is once."""
    with transaction.atomic():
        locked = _lock(registration, at=at)
        found = _own(locked, choice)
        if found is not None:
            found.delete()
            fill_sessions(locked.event, at=at)
            _revise(locked)


def _own(registration: Registration, choice: int) -> RegistrationSession | None:
    return registration.choices.select_related("session").filter(pk=choice).first()


def session_positions(registration: Registration) -> dict[int, int]:
    """By choice: 1 for the first of those who wait for that session."""
    mine = list(registration.choices.filter(state=C.WAITING))
    ahead = RegistrationSession.objects.waiting()
    return {
        choice.pk: ahead.filter(session=choice.session_id, rank__lt=choice.rank).count() + 1
        for choice in mine
    }


def clash(one: Session, other: Session) -> bool:
    """On the clock of the wall, the same day."""
    if one.pk == other.pk or one.day_number != other.day_number:
        return False
    if not (one.start_time and one.end_time and other.start_time and other.end_time):
        return False
    return one.start_time < other.end_time and other.start_time < one.end_time


def refuse_clashes(sessions: Sequence[Session]) -> None:
    """Nobody is in two rooms at once."""
    for one, other in combinations(sessions, 2):
        if clash(one, other):
            raise SessionsClashError(
                _("« %(one)s » et « %(other)s » ont lieu en même temps.")
                % {"one": one.title, "other": other.title}
            )

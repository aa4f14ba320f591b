"""Presences at the door, from as many devices as there are, offline or not.

Acts are added, never changed (`DoorAct`). Somebody is present while one presence stands that no undoing has named:
so the order in which acts arrive does not matter, an act sent twice is one, and undoing one's own mistake never
erases what another device noted meanwhile (decision 0011). The first presence gives its time.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import ChoiceState, DoorVerb, EventStatus
from events.enums import RegistrationState as S
from events.models import DoorAct, Event, Registration
from events.services.errors import TransitionRefusedError
from events.services.moving import lock_registration, move
from events.services.places import Places, lock_event, places_of
from events.services.waiting import make_room
from events.windows import end_of
from portal.accounts.models import User
from portal.core.audit import record

# What a device may have kept without a network; an older time is taken for a clock that is wrong.
LONGEST_OFFLINE = dt.timedelta(days=3)
# Devices that had no network at the meeting have sent what they kept.
ABSENT_AFTER = dt.timedelta(days=1)


class Outcome(models.TextChoices):
    """What became of an act, in the words that the door reads."""

    DONE = "done", gettext_lazy("Présence notée.")
    ALREADY = "already", gettext_lazy("Déjà notée : la première présence fait foi.")
    UNDONE = "undone", gettext_lazy("Présence annulée.")
    WAITING = "waiting", gettext_lazy("En liste d’attente : cette personne n’a pas de place.")
    TO_APPROVE = "to_approve", gettext_lazy("Demande sans réponse : l’équipe ne l’a pas encore acceptée.")
    REFUSED = "refused", gettext_lazy("Demande refusée : cette personne n’est pas attendue.")
    CANCELLED = "cancelled", gettext_lazy("Inscription annulée : sa place a été rendue.")
    NOT_IN_SESSION = "not_in_session", gettext_lazy("Pas inscrite à cette séance.")
    SESSION_UNKNOWN = "session_unknown", gettext_lazy("Cette séance n’existe pas, ou est annulée.")
    OTHER_EVENT = "other_event", gettext_lazy("Billet d’un autre événement.")
    UNKNOWN = "unknown", gettext_lazy("Inconnue de cet événement.")
    EVENT_CANCELLED = "event_cancelled", gettext_lazy("L’événement est annulé ou reporté.")
    FULL = "full", gettext_lazy("Complet : faites entrer quand même, ou mettez en liste d’attente.")
    CLOSED = "closed", gettext_lazy("L’événement est terminé : plus personne n’y entre.")
    MALFORMED = "malformed", gettext_lazy("Pointage illisible : il n’a pas été enregistré.")


KEPT = frozenset({Outcome.DONE, Outcome.ALREADY, Outcome.UNDONE})
# Whoever comes in person has said that they come.
COMES_IN = frozenset({S.TO_CONFIRM, S.OFFERED, S.CONFIRMED, S.PRESENT, S.ABSENT})
TURNED_AWAY = {
    S.WAITLISTED: Outcome.WAITING,
    S.TO_APPROVE: Outcome.TO_APPROVE,
    S.REFUSED: Outcome.REFUSED,
    S.CANCELLED: Outcome.CANCELLED,
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a device says was done. `admit`: staff let in somebody who waits."""

    key: uuid.UUID
    at: dt.datetime
    registration: int
    verb: str = DoorVerb.PRESENT
    session: int | None = None
    undoes: tuple[uuid.UUID, ...] = ()
    admit: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    key: uuid.UUID
    outcome: Outcome
    registration: int | None = None

    @property
    def is_kept(self) -> bool:
        return self.outcome in KEPT


def bounded(claimed: dt.datetime, *, skew: dt.timedelta, at: dt.datetime) -> dt.datetime:
    """When it was done, by the server's clock: what the device says, less its error, never later than its arrival."""
    try:
        told = claimed + skew
    except OverflowError:
        return at
    return min(max(told, at - LONGEST_OFFLINE), at)


def apply(
    event: Event,
    acts: Sequence[Act],
    *,
    by: User | None,
    at: dt.datetime,
    skew: dt.timedelta = dt.timedelta(0),
) -> list[Answer]:
    """Keep these acts, all in one transaction; each is answered. `at`: when they arrived."""
    with transaction.atomic():
        locked = lock_event(event)
        return [_keep(locked, act, by=by, at=at, skew=skew) for act in acts]


def _keep(event: Event, act: Act, *, by: User | None, at: dt.datetime, skew: dt.timedelta) -> Answer:
    known = DoorAct.objects.filter(key=act.key).first()
    if known is not None:
        return _said_again(event, known, act)
    if event.status != EventStatus.PLANNED:
        return Answer(key=act.key, outcome=Outcome.EVENT_CANCELLED, registration=act.registration)
    rows = Registration.objects.select_for_update(of=("self",)).filter(erased_at=None)
    registration = rows.filter(pk=act.registration).first()
    if registration is None or registration.event_id != event.pk:
        outcome = Outcome.UNKNOWN if registration is None else Outcome.OTHER_EVENT
        return Answer(key=act.key, outcome=outcome)
    registration.event = event
    refused = _refusal(registration, act, by=by, at=at)
    if refused is not None:
        return Answer(key=act.key, outcome=refused, registration=registration.pk)
    kept = DoorAct.objects.create(
        key=act.key,
        event=event,
        registration=registration,
        session_id=act.session,
        verb=act.verb,
        undoes=list(act.undoes) if act.verb == DoorVerb.UNDO else [],
        done_at=bounded(act.at, skew=skew, at=at),
        received_at=at,
        by=by,
    )
    _settle(registration, kept, at=at)
    return Answer(key=act.key, outcome=_outcome(kept), registration=registration.pk)


def _said_again(event: Event, known: DoorAct, act: Act) -> Answer:
    """The answer was lost on its way: it is given again, and nothing is done."""
    if known.event_id != event.pk or known.registration_id != act.registration:
        return Answer(key=act.key, outcome=Outcome.MALFORMED)
    return Answer(key=act.key, outcome=_outcome(known), registration=known.registration_id)


def _outcome(kept: DoorAct) -> Outcome:
    if kept.verb == DoorVerb.UNDO:
        return Outcome.UNDONE
    same = DoorAct.objects.standing().filter(registration=kept.registration_id, session=kept.session_id)
    first = same.first()
    return Outcome.DONE if first is None or first.pk == kept.pk else Outcome.ALREADY


def _refusal(registration: Registration, act: Act, *, by: User | None, at: dt.datetime) -> Outcome | None:
    if act.session is not None:
        refused = _refused_session(registration, act)
        if refused is not None:
            return refused
    if act.verb == DoorVerb.UNDO or registration.state in COMES_IN:
        return None
    if registration.state == S.WAITLISTED and act.admit:
        _give_place(registration, by=by, at=at)
        return None
    return TURNED_AWAY[S(registration.state)]


def _refused_session(registration: Registration, act: Act) -> Outcome | None:
    session = registration.event.sessions.held().filter(pk=act.session or 0).first()
    if session is None:
        return Outcome.SESSION_UNKNOWN
    if act.verb == DoorVerb.UNDO or session.capacity is None:
        return None
    held = registration.choices.filter(session=session, state=ChoiceState.HELD)
    return None if held.exists() else Outcome.NOT_IN_SESSION


def _give_place(registration: Registration, *, by: User | None, at: dt.datetime) -> None:
    """Staff let in somebody who waited: there is a place, or the capacity is raised by one and says by whom."""
    places: Places = places_of(registration.event, at=at)
    if places.is_full:
        make_room(registration.event, places, by=by, at=at)
    move(registration, S.CONFIRMED, at=at, by=by, reason="door", confirmed_at=at, quota_id=None)


def _settle(registration: Registration, latest: DoorAct, *, at: dt.datetime) -> None:
    """Make the state say what the acts say."""
    first = DoorAct.objects.standing().filter(registration=registration).first()
    if first is None:
        if registration.state == S.PRESENT:
            move(registration, S.CONFIRMED, at=latest.done_at, by=latest.by, checked_at=None)
    elif registration.state != S.PRESENT:
        confirmed: dict[str, Any] = {} if registration.confirmed_at else {"confirmed_at": first.done_at}
        move(registration, S.PRESENT, at=first.done_at, by=first.by, checked_at=first.done_at, **confirmed)
    elif registration.checked_at != first.done_at:
        # An earlier presence arrived later, or the first was undone: the act itself is the trace.
        Registration.objects.filter(pk=registration.pk).update(checked_at=first.done_at)
        registration.checked_at = first.done_at


def standing_keys(registration: Registration, *, session: int | None = None) -> tuple[uuid.UUID, ...]:
    """What undoing this person's presence undoes, as it is seen now: in one session, or altogether."""
    standing = DoorAct.objects.standing().filter(registration=registration)
    if session is not None:
        standing = standing.filter(session=session)
    return tuple(standing.values_list("key", flat=True))


def check_in(registration: Registration, *, present: bool, by: User, at: dt.datetime) -> None:
    """Note by hand that somebody came, or that they did not."""
    with transaction.atomic():
        locked = lock_registration(registration)
        if present:
            act = Act(key=uuid.uuid4(), at=at, registration=locked.pk)
            answer = _keep(locked.event, act, by=by, at=at, skew=dt.timedelta(0))
            if not answer.is_kept:
                raise TransitionRefusedError(str(answer.outcome.label))
            return
        if locked.state not in (S.CONFIRMED, S.PRESENT, S.ABSENT):
            raise TransitionRefusedError(_("Seule une inscription confirmée se pointe."))
        keys = standing_keys(locked)
        if keys:
            undo = Act(key=uuid.uuid4(), at=at, registration=locked.pk, verb=DoorVerb.UNDO, undoes=keys)
            _keep(locked.event, undo, by=by, at=at, skew=dt.timedelta(0))
            locked = lock_registration(registration)
        if locked.state != S.ABSENT:
            move(locked, S.ABSENT, at=at, by=by, checked_at=at)


def mark_rest_absent(event: Event, *, by: User | None, at: dt.datetime) -> int:
    """Those who were expected and did not come, once it is over. A presence that arrives later still counts."""
    end = end_of(event)
    if end is None or at < end:
        raise TransitionRefusedError(_("L’événement n’est pas terminé : on peut encore y entrer."))
    with transaction.atomic():
        locked = lock_event(event)
        rows = Registration.objects.select_for_update(of=("self",))
        rest = list(rows.filter(event=locked, state=S.CONFIRMED, erased_at=None).order_by("pk"))
        for registration in rest:
            move(registration, S.ABSENT, at=at, by=by, checked_at=at)
        if rest:
            record(verb="mark_rest_absent", target=locked, by=by, at=at, number=len(rest))
    return len(rest)


def mark_absences(*, at: dt.datetime) -> int:
    """The same by the clock, where somebody was checked in: elsewhere nobody stood at the door to miss anybody."""
    some = Registration.objects.filter(event=models.OuterRef("pk"))
    due = Event.objects.past(at=at - ABSENT_AFTER).filter(
        models.Exists(some.filter(state=S.PRESENT)),
        models.Exists(some.filter(state=S.CONFIRMED, erased_at=None)),
        status=EventStatus.PLANNED,
    )
    total = 0
    for event in due.order_by("pk"):
        end = end_of(event)
        if end is not None and end <= at:
            total += mark_rest_absent(event, by=None, at=at)
    return total

"""One change of state of one registration: the compare-and-set, its trace, the locks it needs."""

import datetime as dt

from django.utils.translation import gettext as _

from events.models import Event, Registration, RegistrationTransition
from events.services.errors import ChangedMeanwhileError, TransitionRefusedError
from events.services.places import lock_event
from events.windows import start_of
from portal.accounts.models import User
from portal.core.audit import record


def lock_registration(registration: Registration) -> Registration:
    """The event's row, then the registration's, both held."""
    event = lock_event(registration.event_id)
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    locked.event = event
    return locked


def refuse_if_over(event: Event, *, at: dt.datetime) -> None:
    start = start_of(event)
    if start is not None and start <= at:
        raise TransitionRefusedError(_("L’événement a commencé : l’inscription ne change plus."))


def deadline_of(event: Event, *, at: dt.datetime, hours: int) -> dt.datetime:
    start = start_of(event)
    deadline = at + dt.timedelta(hours=hours)
    return min(deadline, start) if start else deadline


def move(
    registration: Registration,
    state: str,
    *,
    at: dt.datetime,
    by: User | None,
    reason: str = "",
    **changes: object,
) -> None:
    """Compare and set, and write the transition."""
    was = registration.state
    cleared: dict[str, object] = {
        "confirm_before": None,
        "offer_until": None,
        "rank": None,
        "refused_at": None,
        "refusal_reason": "",
    }
    values = cleared | changes | {"state": state, "revision": registration.revision + 1}
    still = Registration.objects.filter(pk=registration.pk, state=was, revision=registration.revision)
    if not still.update(**values):
        raise ChangedMeanwhileError(_("Cette inscription a changé entre-temps : rechargez la page."))
    for name, value in values.items():
        setattr(registration, name, value)
    trace(registration, was, at=at, by=by, reason=reason)
    if by is not None:
        record(verb=f"registration_{state}", target=registration, by=by, at=at, event=registration.event_id)


def trace(
    registration: Registration, was: str, *, at: dt.datetime, by: User | None, reason: str = ""
) -> None:
    RegistrationTransition.objects.create(
        registration=registration, at=at, by=by, from_state=was, to_state=registration.state, reason=reason
    )

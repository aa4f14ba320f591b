"""A structure, a territory or a network registers its people at once, gives a place back, or gives it to another.

One transaction a list, under the lock of the meeting's row: everybody is written, or nobody. Who is
registered elsewhere already is told by mail, and mirrored by a line that holds nothing (decision 0010).
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events import notifications
from events.enums import RegistrationOrigin
from events.enums import RegistrationState as S
from events.models import Event, Registration, RegistrationSession, RegistrationTransition
from events.services.delegations import (
    MOST_PEOPLE,
    Body,
    already_text,
    beyond_text,
    double_lines,
    known_lines,
    quotas_of,
    shares,
    window_for,
)
from events.services.errors import (
    ForecastChangedError,
    LinesRefusedError,
    RegistrationClosedError,
    TransitionRefusedError,
)
from events.services.forgetting import erase
from events.services.moving import lock_registration, move, trace
from events.services.places import lock_event
from events.services.registering import Applicant, cancel, link_end
from events.services.waiting import fill, release
from events.windows import Window, window_of, window_text
from portal.accounts.models import User
from portal.core.audit import record
from portal.mail.addresses import address_key
from portal.mail.services import erase_about, queue_many


@dataclass(frozen=True)
class Listed:
    """What became of a list. Sent before, nothing in it is new."""

    new: int = 0
    waiting: int = 0


def line_key(key: uuid.UUID, person: Applicant) -> uuid.UUID:
    """One for this form and this person: the same list sent twice is sent once, whatever the order of its lines."""
    who = (person.first_name, person.last_name, person.phone, address_key(person.email))
    return uuid.uuid5(key, "\n".join(who))


def register_list(
    *,
    event: Event,
    body: Body,
    people: Sequence[Applicant],
    key: uuid.UUID,
    consent_text: str,
    by: User,
    at: dt.datetime,
    at_most_waiting: int | None = None,
) -> Listed:
    """Register everybody or nobody. `at_most_waiting` is what was announced: were more to wait, it is announced again.

    A line that was sent with this key before is not sent again, whatever became of it since.
    """
    with transaction.atomic():
        locked = lock_event(event)
        keys = [line_key(key, person) for person in people]
        rows_sent = Registration.objects.filter(event=locked, form_key__in=keys)
        sent = set(rows_sent.values_list("form_key", flat=True))
        new = [number for number, own in enumerate(keys) if own not in sent]
        if not new:
            return Listed()
        window = window_for(locked, body, at=at)
        if window != Window.OPEN:
            raise RegistrationClosedError(window_text(window, locked), window)
        fresh = [people[number] for number in new]
        known = known_lines(locked, body, fresh) | set(double_lines(fresh))
        if known:
            raise LinesRefusedError({new[number]: already_text() for number in sorted(known)})
        if len(fresh) > MOST_PEOPLE:
            raise LinesRefusedError({MOST_PEOPLE: _("Cette liste est trop longue.")})
        rows = [
            _row(locked, body, people[number], keys[number], consent_text=consent_text, by=by, at=at)
            for number in new
        ]
        mirrored = _known_elsewhere(locked, fresh)
        refused = _share(rows, body, mirrored, at=at)
        if refused:
            raise LinesRefusedError({new[number]: beyond_text() for number in refused})
        waiting = sum(row.waitlisted_at is not None for row in rows)
        if at_most_waiting is not None and waiting > at_most_waiting:
            raise ForecastChangedError(
                _("Des places ont été prises entre-temps. Voici ce qu’il en est maintenant.")
            )
        _write(rows, mirrored, by=by, at=at)
        about = {"kind": str(body.entry_kind), "body": body.pk, "people": len(rows)}
        record(verb="register_delegation", target=locked, by=by, at=at, **about)
    return Listed(new=len(rows), waiting=waiting)


def _row(
    event: Event,
    body: Body,
    person: Applicant,
    key: uuid.UUID,
    *,
    consent_text: str,
    by: User,
    at: dt.datetime,
) -> Registration:
    values: dict[str, Any] = vars(person) | {str(body.entry_kind): body}
    row = Registration(
        event=event,
        form_key=key,
        consent_text=consent_text,
        created_at=at,
        created_by=by,
        origin=RegistrationOrigin.PARTNER,
        link_expires_at=link_end(event),
        **values,
    )
    row.seal()
    return row


def _known_elsewhere(event: Event, people: Sequence[Applicant]) -> dict[str, Registration]:
    """Who has an address at this meeting already, by address."""
    addresses = {address_key(person.email) for person in people} - {""}
    known = Registration.objects.known().filter(event=event, email_key__in=addresses)
    return {row.email_key: row for row in known}


def _share(
    rows: Sequence[Registration], body: Body, mirrored: Mapping[str, Registration], *, at: dt.datetime
) -> list[int]:
    """Write on each row its place, its rank, or that it mirrors somebody; the positions that have none of these."""
    event = rows[0].event
    places = fill(event, at=at)
    quotas = quotas_of(event, body, at=at)
    real = [number for number, row in enumerate(rows) if row.email_key not in mirrored]
    rank, refused = places.last_rank, []
    for number, (state, quota) in zip(real, shares(event, places, quotas, len(real)), strict=True):
        row = rows[number]
        if state is None:
            refused.append(number)
        elif state == S.WAITLISTED:
            rank += 1
            row.state, row.rank, row.waitlisted_at = state, rank, at
        else:
            row.state, row.quota_id, row.confirmed_at = state, quota, at
    # A mirror shows what would have become of somebody new.
    for row, (state, _quota) in zip(rows, shares(event, places, quotas, len(rows)), strict=True):
        if row.email_key in mirrored:
            row.state, row.registered_elsewhere, row.cancelled_at = S.CANCELLED, True, at
            row.waitlisted_at = at if state == S.WAITLISTED else None
    return refused


def _write(
    rows: Sequence[Registration], mirrored: Mapping[str, Registration], *, by: User, at: dt.datetime
) -> None:
    """As many statements for a hundred people as for one."""
    Registration.objects.bulk_create(rows)
    real = [row for row in rows if not row.registered_elsewhere]
    RegistrationTransition.objects.bulk_create(
        RegistrationTransition(registration=row, at=at, by=by, from_state="", to_state=row.state)
        for row in real
    )
    told = [row for row in mirrored.values() if row.email and not row.is_demo]
    for row in told:
        row.event = rows[0].event
    queue_many(
        [
            *(notifications.by_other_draft(row, at=at) for row in real if row.email and not row.is_demo),
            *(notifications.already_draft(row, at=at) for row in told),
        ]
    )


def withdraw(registration: Registration, *, by: User, at: dt.datetime) -> None:
    """Give back the place of one of one's people, who is told. A mirror is only a line: it goes."""
    with transaction.atomic():
        locked = lock_registration(registration)
        if locked.registered_elsewhere:
            record(verb="withdraw_mirror", target=locked, by=by, at=at, event=locked.event_id)
            locked.delete()
        else:
            cancel(locked, by=by, at=at, reason="delegation")


HANDED_OVER = (S.CONFIRMED, S.OFFERED, S.WAITLISTED)


def swap(
    registration: Registration, *, body: Body, person: Applicant, key: uuid.UUID, by: User, at: dt.datetime
) -> Registration:
    """Somebody comes instead of somebody else: same place, same rank, same sessions, another ticket.

    The former is told, then forgotten at once: her link opens nothing any more. Sent twice, it is done once.
    """
    own = line_key(key, person)
    with transaction.atomic():
        locked = lock_registration(registration)
        event = locked.event
        if done := Registration.objects.filter(event=event, form_key=own).first():
            return done
        if locked.state not in HANDED_OVER and not locked.registered_elsewhere:
            raise TransitionRefusedError(_("Cette place n’est plus à donner : rechargez la page."))
        window = window_of(event, at=at, invited=True)
        if window != Window.OPEN:
            raise RegistrationClosedError(window_text(window, event), window)
        if known_lines(event, body, [person]):
            raise LinesRefusedError({0: already_text()})
        mirrored = _known_elsewhere(event, [person])
        new = _row(event, body, person, own, consent_text=locked.consent_text, by=by, at=at)
        if not mirrored and not locked.registered_elsewhere:
            _hand_over(locked, new, by=by, at=at)
        else:
            _let_go(locked, by=by, at=at)
            if _share([new], body, mirrored, at=at):
                raise LinesRefusedError({0: beyond_text()})
            _write([new], mirrored, by=by, at=at)
        record(verb="swap_registration", target=new, by=by, at=at, event=event.pk, former=registration.pk)
    return new


def _hand_over(former: Registration, new: Registration, *, by: User, at: dt.datetime) -> None:
    for name in ("state", "quota_id", "rank", "waitlisted_at", "offered_at", "offer_until"):
        setattr(new, name, getattr(former, name))
    new.confirmed_at = at if new.state == S.CONFIRMED else None
    # Left first: a rank is one person's.
    move(former, S.CANCELLED, at=at, by=by, reason="swapped", cancelled_at=at)
    new.save(force_insert=True)
    trace(new, "", at=at, by=by)
    RegistrationSession.objects.filter(registration=former).update(registration=new)
    _forget(former, at=at)
    notifications.registered_by_other(new, at=at)
    if new.state == S.OFFERED:
        notifications.offered(new, at=at)


def _let_go(former: Registration, *, by: User, at: dt.datetime) -> None:
    """Without anybody to take the place over: it goes on to the next."""
    if former.registered_elsewhere:
        former.delete()
    else:
        release(former, at=at, by=by, reason="swapped", tell=False)
        _forget(former, at=at)


def _forget(former: Registration, *, at: dt.datetime) -> None:
    """What was written to her goes too, but for the letter that tells."""
    farewell = notifications.swapped_draft(former, at=at)
    told = former.email and not former.is_demo
    erase(former, at=at)
    erase_about(registration=former.pk)
    if told:
        queue_many([farewell])

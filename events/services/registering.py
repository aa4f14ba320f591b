"""Registering, confirming, cancelling. One lock order: the event's row, then its sessions, then the registration.

A transition is written beside each change of state; it is its trace in the audit sense, and staff's acts leave a
line in the audit trail too.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from events import notifications
from events.enums import RegistrationOrigin, RegistrationState
from events.models import Audience, Event, Registration, Session
from events.services.answering import Given, save_access_need, save_answers
from events.services.choosing import fill_sessions, set_choices, settle_wishes, wish
from events.services.errors import (
    ChangedMeanwhileError,
    RegistrationClosedError,
    TooLateError,
    TransitionRefusedError,
)
from events.services.moving import deadline_of, lock_registration, move, refuse_if_over, trace
from events.services.places import Places, lock_event
from events.services.waiting import fill, lapse, make_room, place, release, set_capacity, wait
from events.windows import Window, end_of, window_of, window_text
from networks.models import Network, Structure, Territory
from portal.accounts.models import User
from portal.core.audit import record
from portal.mail.addresses import address_key

__all__ = [
    "Applicant",
    "cancel",
    "confirm",
    "lapse",
    "lock_registration",
    "register",
    "release",
    "set_capacity",
]

S = RegistrationState
FROM = RegistrationOrigin


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who asks, as the form took it."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""
    structure: Structure | None = None
    territory: Territory | None = None
    affiliation: str = ""
    audience: Audience | None = None
    language: str = "fr"
    is_demo: bool = False


def register(
    *,
    event: Event,
    applicant: Applicant,
    form_key: uuid.UUID,
    consent_text: str,
    at: dt.datetime,
    by: User | None = None,
    origin: str = "",
    sessions: Sequence[Session] = (),
    network: Network | None = None,
    address_proved: bool = False,
    answers: Sequence[Given] = (),
    access_need: str = "",
    door_at: dt.datetime | None = None,
    over: bool = False,
) -> Registration:
    """Take a place, or a rank on the waiting list, or ask staff where the meeting wants it. The same form sent twice,
    or an address already registered, changes nothing: whoever asks sees no difference, and only the mail tells.

    `address_proved`: the person came by a link sent to that address. `by`: somebody registers another person, who may
    then have no address; `origin` says which somebody (staff, unless told). `network`: the network whose members were
    invited, for its quota. `door_at`: they came to the door at that instant, the meeting having begun or not; `over`:
    staff let them in though it is full, and the capacity says so.
    """
    invited = network is not None or address_proved
    if not origin:
        origin = FROM.STAFF if by is not None else FROM.INVITATION if invited else FROM.SELF
    with transaction.atomic():
        locked = lock_event(event)
        same, known = _already(locked, applicant, form_key)
        if same is not None and same.state != S.CANCELLED:
            return same
        if same is not None:
            # The page of a registration cancelled since, sent again: somebody comes back.
            form_key = uuid.uuid4()
        window = window_of(
            locked, at=door_at or at, invited=by is not None or invited, at_door=door_at is not None
        )
        if window != Window.OPEN:
            raise RegistrationClosedError(window_text(window, locked), window)
        if known is not None:
            known.event = locked
            _known_again(known, proved=address_proved, at=at, by=by)
            return known
        places = fill(locked, at=at)
        registration = Registration(
            event=locked,
            form_key=form_key,
            consent_text=consent_text,
            created_at=at,
            created_by=by,
            origin=origin,
            link_expires_at=link_end(locked),
            **vars(applicant),
        )
        if locked.requires_approval and origin == FROM.SELF:
            registration.state = S.TO_APPROVE
        else:
            if over and places.is_full:
                places = make_room(locked, places, by=by, at=at)
            _place(registration, places, network, certain=origin != FROM.SELF, at=at)
        registration.save(force_insert=True)
        trace(registration, "", at=at, by=by)
        if sessions and registration.holds_place:
            fill_sessions(locked, at=at)
            set_choices(registration, sessions, at=at)
        elif sessions:
            wish(registration, sessions, at=at)
        if answers:
            save_answers(registration, answers)
        if access_need:
            save_access_need(registration, access_need, at=at)
        _tell(registration, at=at)
        if by is not None:
            record(verb="register", target=registration, by=by, at=at, event=locked.pk)
    return registration


_KNOWN = """
    SELECT * FROM events_registration
    WHERE event_id = %s AND (form_key = %s OR (email_key <> '' AND email_key = %s AND state <> %s))
"""


def _already(
    event: Event, applicant: Applicant, form_key: uuid.UUID
) -> tuple[Registration | None, Registration | None]:
    """What this form made before, and what this address has already. Without an address, nobody is recognised."""
    key = address_key(applicant.email)
    same = known = None
    for row in Registration.objects.raw(_KNOWN, [event.pk, form_key, key, S.CANCELLED.value]):
        if row.form_key == form_key:
            same = row
        if key and row.email_key == key and row.state != S.CANCELLED:
            known = row
    return same, known


def _known_again(known: Registration, *, proved: bool, at: dt.datetime, by: User | None) -> None:
    if proved and known.state in (S.TO_CONFIRM, S.OFFERED):
        # The link that was followed proves what the confirmation would have proved.
        move(known, S.CONFIRMED, at=at, by=by, confirmed_at=at)
        notifications.confirmed(known, at=at)
    else:
        notifications.already_registered(known, at=at)


def _place(
    registration: Registration, places: Places, network: Network | None, *, certain: bool, at: dt.datetime
) -> None:
    """Decide of the state. Called under the lock."""
    event = registration.event
    if not place(registration, places, network=network, at=at):
        registration.state = S.WAITLISTED
        for name, value in wait(places, at=at).items():
            setattr(registration, name, value)
    elif certain:
        registration.state, registration.confirmed_at = S.CONFIRMED, at
    else:
        registration.state = S.TO_CONFIRM
        registration.confirm_before = deadline_of(event, at=at, hours=event.confirm_hours)


def link_end(event: Event) -> dt.datetime | None:
    end = end_of(event)
    return end + dt.timedelta(days=1) if end else None


def _tell(registration: Registration, *, at: dt.datetime) -> None:
    """The first mail, according to the state."""
    if registration.state == S.TO_APPROVE:
        notifications.to_approve(registration, at=at)
    elif registration.state == S.WAITLISTED:
        notifications.waitlisted(registration, at=at)
    elif registration.state == S.TO_CONFIRM:
        notifications.to_confirm(registration, at=at)
    elif registration.created_by_id:
        notifications.registered_by_other(registration, at=at)
    else:
        notifications.confirmed(registration, at=at)


def confirm(registration: Registration, *, at: dt.datetime, by: User | None = None) -> Registration:
    """Keep a place asked for, or accept one that was offered. Doing it twice is doing it once.

    What was read before the lock is trusted where it says yes: it is written only if its revision still stands.
    """
    with transaction.atomic():
        seen = copy(registration)
        seen.event = lock_event(registration.event_id)
        deadline = seen.confirm_before or seen.offer_until
        if seen.state in (S.TO_CONFIRM, S.OFFERED) and deadline is not None and at < deadline:
            try:
                refuse_if_over(seen.event, at=at)
                move(seen, S.CONFIRMED, at=at, by=by, confirmed_at=at)
            except ChangedMeanwhileError:
                pass
            else:
                _settled(seen, at=at)
                return seen
        locked = lock_registration(registration)
        if locked.state in (S.CONFIRMED, S.PRESENT, S.ABSENT):
            return locked
        if locked.state not in (S.TO_CONFIRM, S.OFFERED):
            raise TransitionRefusedError(_("Cette inscription ne peut plus être confirmée."))
        refuse_if_over(locked.event, at=at)
        deadline = locked.confirm_before or locked.offer_until
        if by is None and deadline is not None and deadline <= at:
            raise TooLateError(
                _("Le délai est passé : la place a été rendue. Vous pouvez vous inscrire de nouveau.")
            )
        move(locked, S.CONFIRMED, at=at, by=by, confirmed_at=at)
        _settled(locked, at=at)
    return locked


def _settled(registration: Registration, *, at: dt.datetime) -> None:
    """Who waited, or asked, may have wished for sessions."""
    if registration.waitlisted_at is not None or registration.approved_at is not None:
        settle_wishes(registration, at=at)
    notifications.confirmed(registration, at=at)


def cancel(
    registration: Registration, *, at: dt.datetime, by: User | None = None, reason: str = ""
) -> Registration:
    """Give the place back; the next on the waiting list is offered it in the same transaction."""
    with transaction.atomic():
        locked = lock_registration(registration)
        if locked.state == S.CANCELLED:
            return locked
        if locked.state in (S.PRESENT, S.ABSENT):
            raise TransitionRefusedError(
                _("Cette inscription a été pointée à l’entrée : elle ne s’annule plus.")
            )
        refuse_if_over(locked.event, at=at)
        release(locked, at=at, by=by, reason=reason or ("staff" if by is not None else "person"))
        fill(locked.event, at=at)
    return locked

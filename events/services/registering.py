"""Registering, confirming, cancelling. One lock order: the event's row, then its sessions, then the registration.

A transition is written beside each change of state; it is its trace in the audit sense, and staff's acts leave a
line in the audit trail too.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from events import notifications
from events.enums import InvitationAnswer, RegistrationState
from events.models import Audience, Event, Invitation, Quota, Registration, RegistrationTransition, Session
from events.services.answering import Given, save_access_need, save_answers
from events.services.choosing import set_choices
from events.services.errors import RegistrationClosedError, TooLateError, TransitionRefusedError
from events.services.places import Places, lock_event, places_of
from events.windows import Window, end_of, start_of, window_of, window_text
from networks.models import Membership, Network, Structure, Territory
from portal.accounts.models import User
from portal.core.audit import record
from portal.mail.addresses import address_key

S = RegistrationState


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
    sessions: Sequence[Session] = (),
    network: Network | None = None,
    address_proved: bool = False,
    answers: Sequence[Given] = (),
    access_need: str = "",
) -> Registration:
    """Take a place, or a rank on the waiting list. The same form sent twice, or an address already registered,
    changes nothing: whoever asks sees no difference, and only the mail tells.

    `address_proved`: the person came by a link sent to that address. `by`: somebody registers another person.
    `network`: the network whose members were invited, for its quota.
    """
    with transaction.atomic():
        locked = lock_event(event)
        replayed = Registration.objects.filter(event=locked, form_key=form_key).first()
        if replayed is not None and replayed.is_active:
            return replayed
        if replayed is not None:
            # The page of a registration cancelled since, sent again: somebody comes back.
            form_key = uuid.uuid4()
        trusted = by is not None or network is not None or address_proved
        window = window_of(locked, at=at, invited=trusted)
        if window != Window.OPEN:
            raise RegistrationClosedError(window_text(window, locked), window)
        known = (
            Registration.objects.active().filter(event=locked, email_key=address_key(applicant.email)).first()
        )
        if known is not None:
            known.event = locked
            if address_proved and known.state in (S.TO_CONFIRM, S.OFFERED):
                # The link that was followed proves what the confirmation would have proved.
                move(known, S.CONFIRMED, at=at, by=by, confirmed_at=at)
                notifications.confirmed(known, at=at)
            else:
                notifications.already_registered(known, at=at)
            return known
        fill(locked, at=at)
        registration = Registration(
            event=locked,
            form_key=form_key,
            consent_text=consent_text,
            created_at=at,
            created_by=by,
            link_expires_at=_link_end(locked),
            **vars(applicant),
        )
        _place(
            registration, places_of(locked, at=at), network, certain=address_proved or by is not None, at=at
        )
        registration.save()
        _trace(registration, "", at=at, by=by)
        if registration.holds_place:
            set_choices(registration, sessions, at=at)
        save_answers(registration, answers)
        save_access_need(registration, access_need, at=at)
        _tell(registration, at=at)
        if by is not None:
            record(verb="register", target=registration, by=by, at=at, event=locked.pk)
    return registration


def _place(
    registration: Registration, places: Places, network: Network | None, *, certain: bool, at: dt.datetime
) -> None:
    """Decide of the state. Called under the lock."""
    event = registration.event
    found, registration.quota_id = places.place_for(quotas_for(registration, network, at=at))
    if not found:
        last = Registration.objects.filter(event=event).aggregate(last=Max("rank"))["last"]
        registration.state, registration.waitlisted_at = S.WAITLISTED, at
        registration.rank = (last or 0) + 1
    elif certain:
        registration.state, registration.confirmed_at = S.CONFIRMED, at
    else:
        registration.state = S.TO_CONFIRM
        registration.confirm_before = _deadline(event, at=at, hours=event.confirm_hours)


def quotas_for(registration: Registration, network: Network | None, *, at: dt.datetime) -> list[int]:
    """The quotas under which this person comes, the narrowest first."""
    under = Q(pk__in=[])
    if registration.structure_id:
        under |= Q(structure=registration.structure_id)
        joined = Membership.objects.filter(structure=registration.structure_id).current(on=at.date())
        under |= Q(network__in=joined.values("network"))
    if registration.territory_id:
        under |= Q(territory=registration.territory_id)
        joined = Membership.objects.filter(territory=registration.territory_id).current(on=at.date())
        under |= Q(network__in=joined.values("network"))
    if network is not None:
        under |= Q(network=network)
    if registration.audience_id:
        under |= Q(audience=registration.audience_id)
    found = Quota.objects.in_force(at=at).filter(under, event=registration.event_id)
    return list(found.order_by("audience", "network", "pk").values_list("pk", flat=True))


def _deadline(event: Event, *, at: dt.datetime, hours: int) -> dt.datetime:
    start = start_of(event)
    deadline = at + dt.timedelta(hours=hours)
    return min(deadline, start) if start else deadline


def _link_end(event: Event) -> dt.datetime | None:
    end = end_of(event)
    return end + dt.timedelta(days=1) if end else None


def _tell(registration: Registration, *, at: dt.datetime) -> None:
    """The first mail, according to the state."""
    if registration.state == S.WAITLISTED:
        notifications.waitlisted(registration, at=at)
    elif registration.state == S.TO_CONFIRM:
        notifications.to_confirm(registration, at=at)
    elif registration.created_by_id:
        notifications.registered_by_other(registration, at=at)
    else:
        notifications.confirmed(registration, at=at)


def lock_registration(registration: Registration) -> Registration:
    """The event's row, then the registration's, both held."""
    event = lock_event(registration.event_id)
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    locked.event = event
    return locked


def confirm(registration: Registration, *, at: dt.datetime, by: User | None = None) -> Registration:
    """Keep a place asked for, or accept one that was offered. Doing it twice is doing it once."""
    with transaction.atomic():
        locked = lock_registration(registration)
        if locked.state in (S.CONFIRMED, S.PRESENT, S.ABSENT):
            return locked
        if locked.state not in (S.TO_CONFIRM, S.OFFERED):
            raise TransitionRefusedError(_("Cette inscription ne peut plus être confirmée."))
        _refuse_if_over(locked.event, at=at)
        deadline = locked.confirm_before or locked.offer_until
        if by is None and deadline is not None and deadline <= at:
            raise TooLateError(
                _("Le délai est passé : la place a été rendue. Vous pouvez vous inscrire de nouveau.")
            )
        move(locked, S.CONFIRMED, at=at, by=by, confirmed_at=at)
        notifications.confirmed(locked, at=at)
    return locked


def cancel(
    registration: Registration, *, at: dt.datetime, by: User | None = None, reason: str = "person"
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
        _refuse_if_over(locked.event, at=at)
        release(locked, at=at, by=by, reason="staff" if by is not None else reason)
        fill(locked.event, at=at)
    return locked


def _refuse_if_over(event: Event, *, at: dt.datetime) -> None:
    start = start_of(event)
    if start is not None and start <= at:
        raise TransitionRefusedError(_("L’événement a commencé : l’inscription ne change plus."))


def release(registration: Registration, *, at: dt.datetime, by: User | None, reason: str) -> None:
    """Cancel one registration, under the lock of its event. The caller fills the place."""
    was = registration.state
    move(registration, S.CANCELLED, at=at, by=by, reason=reason, cancelled_at=at)
    registration.choices.all().delete()
    # Whoever gives the place back by the ticket has answered the invitation too, and may answer it again.
    Invitation.objects.filter(registration=registration).update(
        registration=None, answer=InvitationAnswer.NO, answered_at=at
    )
    # Who never answered the first mail is not written to again.
    if was != S.TO_CONFIRM or reason != "lapsed":
        notifications.cancelled(registration, at=at)


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
    cleared: dict[str, object] = {"confirm_before": None, "offer_until": None, "rank": None}
    values = cleared | changes | {"state": state}
    if not Registration.objects.filter(pk=registration.pk, state=was).update(**values):
        raise TransitionRefusedError(_("Cette inscription a changé entre-temps : rechargez la page."))
    for name, value in values.items():
        setattr(registration, name, value)
    _trace(registration, was, at=at, by=by, reason=reason)
    if by is not None:
        record(verb=f"registration_{state}", target=registration, by=by, at=at, event=registration.event_id)


def _trace(
    registration: Registration, was: str, *, at: dt.datetime, by: User | None, reason: str = ""
) -> None:
    RegistrationTransition.objects.create(
        registration=registration, at=at, by=by, from_state=was, to_state=registration.state, reason=reason
    )


def fill(event: Event, *, at: dt.datetime) -> int:
    """Offer free places to those who wait, in strict order of rank. Under the lock; how many were offered."""
    if window_of(event, at=at, invited=True) != Window.OPEN:
        return 0
    offered = 0
    places = places_of(event, at=at)
    if not places.waiting or (places.is_full and not any(places.kept.values())):
        return 0
    for registration in Registration.objects.waiting().filter(event=event).iterator():
        found, quota = places.place_for(quotas_for(registration, _invited_by(registration), at=at))
        if not found:
            if not any(places.kept.values()):
                break
            continue
        registration.event = event
        move(
            registration,
            S.OFFERED,
            at=at,
            by=None,
            quota_id=quota,
            offered_at=at,
            offer_until=_deadline(event, at=at, hours=event.offer_hours),
        )
        notifications.offered(registration, at=at)
        offered += 1
        places = places_of(event, at=at)
    return offered


def _invited_by(registration: Registration) -> Network | None:
    invitation = getattr(registration, "invitation", None)
    membership = invitation.membership if invitation is not None else None
    return membership.network if membership is not None else None


def check_in(registration: Registration, *, present: bool, by: User, at: dt.datetime) -> None:
    """Note at the door that somebody came, or that they did not."""
    with transaction.atomic():
        locked = lock_registration(registration)
        state = S.PRESENT if present else S.ABSENT
        if locked.state not in (S.CONFIRMED, S.PRESENT, S.ABSENT):
            raise TransitionRefusedError(_("Seule une inscription confirmée se pointe."))
        if locked.state != state:
            move(locked, state, at=at, by=by, checked_at=at)


def set_capacity(event: Event, *, capacity: int | None, by: User | None, at: dt.datetime) -> Event:
    """Change the number of places. Raised, it offers places to those who wait; it does not go below those taken."""
    with transaction.atomic():
        locked = lock_event(event)
        taken = places_of(locked, at=at).taken
        if capacity is not None and capacity < taken:
            raise TransitionRefusedError(
                _("%(taken)d places sont déjà prises : la jauge ne peut pas être plus petite.")
                % {"taken": taken}
            )
        Event.objects.filter(pk=locked.pk).update(capacity=capacity)
        locked.capacity = event.capacity = capacity
        record(verb="set_capacity", target=locked, by=by, at=at, capacity=capacity)
        fill(locked, at=at)
    return locked


def lapse(*, at: dt.datetime, events: Iterable[int] | None = None) -> int:
    """Give back what was neither confirmed nor accepted in time, and offer what is free. One transaction an event."""
    due = Registration.objects.lapsed(at=at).order_by().values_list("event", flat=True)
    # A raised capacity or a quota that fell back frees places without any cancellation.
    wanting = Registration.objects.filter(state=S.WAITLISTED).order_by().values_list("event", flat=True)
    count = 0
    for pk in sorted(set(due) | set(wanting) if events is None else set(events)):
        with transaction.atomic():
            event = lock_event(pk)
            for registration in Registration.objects.lapsed(at=at).filter(event=event):
                registration.event = event
                release(registration, at=at, by=None, reason="lapsed")
                count += 1
            fill(event, at=at)
    return count

"""Places given back and offered again: the waiting list, in strict order, under the lock of the event's row."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from events import notifications
from events.enums import ChoiceState as C
from events.enums import InvitationAnswer
from events.enums import RegistrationState as S
from events.models import Event, Invitation, Quota, Registration, RegistrationSession
from events.services.choosing import fill_sessions
from events.services.errors import TransitionRefusedError
from events.services.moving import deadline_of, move
from events.services.places import Places, lock_event, places_of
from events.windows import Window, window_of
from networks.models import Membership, Network
from portal.accounts.models import User
from portal.core.audit import record


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
    if network is not None or registration.network_id:
        under |= Q(network=network.pk if network is not None else registration.network_id)
    if registration.audience_id:
        under |= Q(audience=registration.audience_id)
    found = Quota.objects.in_force(at=at).filter(under, event=registration.event_id)
    return list(found.order_by("audience", "network", "pk").values_list("pk", flat=True))


def invited_by(registration: Registration) -> Network | None:
    invitation = getattr(registration, "invitation", None)
    membership = invitation.membership if invitation is not None else None
    return membership.network if membership is not None else None


def release(
    registration: Registration, *, at: dt.datetime, by: User | None, reason: str, tell: bool = True
) -> None:
    """Cancel one registration, under the lock of its event. The caller fills the place."""
    move(registration, S.CANCELLED, at=at, by=by, reason=reason, cancelled_at=at)
    registration.choices.all().delete()
    fill_sessions(registration.event, at=at)
    # Whoever gives the place back by the ticket has answered the invitation too, and may answer it again.
    Invitation.objects.filter(registration=registration).update(
        registration=None, answer=InvitationAnswer.NO, answered_at=at
    )
    if tell:
        notifications.cancelled(registration, at=at)


def place(registration: Registration, places: Places, *, network: Network | None, at: dt.datetime) -> bool:
    """Whether there is a place, and the quota it is taken from, noted on the registration. Under the lock."""
    quotas = quotas_for(registration, network, at=at) if places.kept else []
    found, registration.quota_id = places.place_for(quotas)
    return found


def wait(places: Places, *, at: dt.datetime) -> dict[str, Any]:
    """What is written of somebody who waits: last of the list."""
    return {"waitlisted_at": at, "rank": places.last_rank + 1}


def fill(event: Event, *, at: dt.datetime) -> Places:
    """Offer free places to those who wait, in strict order of rank. Under the lock; the places as they then are."""
    places = places_of(event, at=at)
    if not places.waiting or window_of(event, at=at, invited=True) != Window.OPEN:
        return places
    if places.is_full and not any(places.kept.values()):
        return places
    for registration in Registration.objects.waiting().filter(event=event).iterator():
        network = invited_by(registration) if places.kept else None
        if not place(registration, places, network=network, at=at):
            if not any(places.kept.values()):
                break
            continue
        registration.event = event
        move(
            registration,
            S.OFFERED,
            at=at,
            by=None,
            quota_id=registration.quota_id,
            offered_at=at,
            offer_until=deadline_of(event, at=at, hours=event.offer_hours),
        )
        notifications.offered(registration, at=at)
        places = places.with_one_more(registration.quota_id)
    return places


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


def make_room(event: Event, places: Places, *, by: User | None, at: dt.datetime) -> Places:
    """One place more for somebody whom staff let in although it is full: the capacity tells the truth, and who decided
    is kept. Under the lock. What quotas keep is used first: nobody else comes now."""
    if event.capacity is not None and places.taken >= event.capacity:
        event.capacity = places.taken + 1
        Event.objects.filter(pk=event.pk).update(capacity=event.capacity)
        record(verb="let_in_over_capacity", target=event, by=by, at=at, capacity=event.capacity)
    return replace(places, capacity=event.capacity, kept={})


def save_quota(quota: Quota, *, by: User | None, at: dt.datetime) -> None:
    """Keep places for somebody, more or fewer: never fewer than are taken; what is freed is offered at once."""
    with transaction.atomic():
        event = lock_event(quota.event_id)
        taken = Registration.objects.holding().filter(quota=quota.pk).count() if quota.pk else 0
        if quota.places < taken:
            raise TransitionRefusedError(
                _("%(taken)d places de ce quota sont déjà prises : il ne peut pas être plus petit.")
                % {"taken": taken}
            )
        quota.save()
        record(verb="save_quota", target=quota, by=by, at=at, event=event.pk, places=quota.places)
        fill(event, at=at)


def offer_sessions(event: Event, *, at: dt.datetime) -> None:
    """After staff changed the programme: what became free is offered at once."""
    with transaction.atomic():
        fill_sessions(lock_event(event), at=at)


def lapse(*, at: dt.datetime, events: Iterable[int] | None = None) -> int:
    """Give back what was neither confirmed nor accepted in time, and offer what is free. One transaction an event."""
    due = Registration.objects.lapsed(at=at).order_by().values_list("event", flat=True)
    late = RegistrationSession.objects.lapsed(at=at).order_by().values_list("event", flat=True)
    listed = RegistrationSession.objects.filter(state=C.WAITING).order_by().values_list("event", flat=True)
    # A raised capacity or a quota that fell back frees places without any cancellation.
    wanting = Registration.objects.filter(state=S.WAITLISTED).order_by().values_list("event", flat=True)
    count = 0
    found = {*due, *late, *listed, *wanting} if events is None else set(events)
    for pk in sorted(found):
        with transaction.atomic():
            event = lock_event(pk)
            for registration in Registration.objects.lapsed(at=at).filter(event=event):
                registration.event = event
                release(registration, at=at, by=None, reason="lapsed")
                count += 1
            # An offer of a session that nobody took: its place goes on, the rest of the registration stays.
            gone, _rows = RegistrationSession.objects.lapsed(at=at).filter(event=event).delete()
            count += gone
            fill(event, at=at)
            fill_sessions(event, at=at)
    return count

"""Answering a request: where a meeting wants each one read by staff (decision 0008)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events import notifications
from events.enums import RegistrationState as S
from events.models import Registration
from events.services.errors import TransitionRefusedError
from events.services.moving import deadline_of, lock_registration, move, refuse_if_over
from events.services.waiting import fill, invited_by, place, wait
from portal.accounts.models import User

LONGEST_REASON = 500


def approve(registration: Registration, *, by: User, at: dt.datetime) -> Registration:
    """A place to confirm if there is one, else the last rank of the waiting list. A refusal may be lifted so."""
    with transaction.atomic():
        locked = lock_registration(registration)
        if locked.state not in (S.TO_APPROVE, S.REFUSED):
            raise TransitionRefusedError(_("Cette inscription n’attend pas de réponse."))
        refuse_if_over(locked.event, at=at)
        # Who waits already comes before who is approved now.
        places = fill(locked.event, at=at)
        network = invited_by(locked) if places.kept else None
        if place(locked, places, network=network, at=at):
            until = deadline_of(locked.event, at=at, hours=locked.event.confirm_hours)
            move(
                locked,
                S.TO_CONFIRM,
                at=at,
                by=by,
                approved_at=at,
                quota_id=locked.quota_id,
                confirm_before=until,
            )
            notifications.to_confirm(locked, at=at)
        else:
            move(locked, S.WAITLISTED, at=at, by=by, approved_at=at, **wait(places, at=at))
            notifications.waitlisted(locked, at=at)
    return locked


def refuse(registration: Registration, *, reason: str, by: User, at: dt.datetime) -> Registration:
    """The reason is kept, and written to the person in these words."""
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise TransitionRefusedError(_("Dites pourquoi : la personne lira cette raison."))
    with transaction.atomic():
        locked = lock_registration(registration)
        if locked.state != S.TO_APPROVE:
            raise TransitionRefusedError(_("Cette inscription n’attend pas de réponse."))
        move(locked, S.REFUSED, at=at, by=by, refused_at=at, refusal_reason=reason)
        notifications.refused(locked, at=at)
    return locked

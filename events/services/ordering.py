"""Staff change the order of a waiting list: rare, and never without a reason, which is kept."""

import datetime as dt

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from events.enums import RegistrationState as S
from events.models import Registration, RegistrationTransition
from events.services.errors import TransitionRefusedError
from events.services.moving import lock_registration
from portal.accounts.models import User
from portal.core.audit import record

LONGEST_REASON = 200


def reorder(
    registration: Registration, *, position: int, reason: str, by: User, at: dt.datetime
) -> Registration:
    """Put somebody who waits at this position; the others keep their order among themselves."""
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise TransitionRefusedError(_("Dites pourquoi : la raison est gardée."))
    with transaction.atomic():
        locked = lock_registration(registration)
        if locked.state != S.WAITLISTED:
            raise TransitionRefusedError(_("Seule une personne en liste d’attente a un rang."))
        waiting = Registration.objects.waiting().filter(event=locked.event_id)
        former = list(waiting.values_list("pk", "rank"))
        order = [pk for pk, _rank in former]
        if not 1 <= position <= len(order):
            raise TransitionRefusedError(_("Choisissez un rang entre 1 et %(last)d.") % {"last": len(order)})
        was = order.index(locked.pk) + 1
        if was == position:
            return locked
        order.insert(position - 1, order.pop(was - 1))
        ranks = [rank for _pk, rank in former]
        # Out of the way first: two people never have the same rank, not even for an instant.
        waiting.update(rank=F("rank") + ranks[-1])
        waiting.update(
            rank=Case(*(When(pk=pk, then=Value(rank)) for pk, rank in zip(order, ranks, strict=True)))
        )
        RegistrationTransition.objects.create(
            registration=locked, at=at, by=by, from_state=S.WAITLISTED, to_state=S.WAITLISTED, reason=reason
        )
        record(
            verb="reorder_waiting_list",
            target=locked,
            by=by,
            at=at,
            event=locked.event_id,
            was=was,
            position=position,
        )
        locked.rank = ranks[position - 1]
    return locked

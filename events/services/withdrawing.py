"""« Ce n’est pas moi »: somebody registered by another is forgotten at once, without having to say why."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.enums import FOR_ANOTHER
from events.enums import RegistrationState as S
from events.models import Registration
from events.services.errors import TransitionRefusedError
from events.services.forgetting import erase
from events.services.moving import lock_registration
from events.services.waiting import fill, release
from events.windows import start_of
from portal.core.audit import record
from portal.mail.services import erase_about


def may_be_erased(registration: Registration) -> bool:
    return registration.origin in FOR_ANOTHER and registration.erased_at is None


def erase_oneself(registration: Registration, *, at: dt.datetime) -> None:
    """The place goes on to the next; name, address, answers and letters are erased. What was counted stays counted."""
    with transaction.atomic():
        locked = lock_registration(registration)
        if locked.erased_at is not None:
            return
        if not may_be_erased(locked):
            raise TransitionRefusedError(
                _(
                    "Cette inscription vient de vous : annulez-la, et vos données s’effaceront après l’événement."
                )
            )
        start = start_of(locked.event)
        checked = locked.state in (S.PRESENT, S.ABSENT)
        if locked.is_active and not checked and (start is None or at < start):
            release(locked, at=at, by=None, reason="not_me", tell=False)
            fill(locked.event, at=at)
        erase(locked, at=at)
        erase_about(registration=locked.pk)
        record(verb="erase_registration", target=locked, by=None, at=at, event=locked.event_id)

"""What must always be true of the outbox, beyond its constraints."""

import datetime as dt
from collections.abc import Iterator

from portal.mail import kinds
from portal.mail.models import Message

# Twice the interval of the tick that gives messages back.
GRACE = dt.timedelta(seconds=120)


def no_lease_forgotten(at: dt.datetime) -> Iterator[str]:
    for message in Message.objects.lease_over(at=at - GRACE):
        yield f"le message {message.pk} est pris depuis trop longtemps"


def kinds_known(at: dt.datetime) -> Iterator[str]:
    known = {kind.name for kind in kinds.registered()} | {kinds.ACCOUNT}
    for kind in (
        Message.objects.exclude(kind__in=known).order_by("kind").values_list("kind", flat=True).distinct()
    ):
        yield f"personne ne sait écrire « {kind} »"

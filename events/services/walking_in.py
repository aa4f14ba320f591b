"""Somebody who comes to the door without being registered: registered there, and present at once."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from events.enums import EventStatus, RegistrationOrigin
from events.enums import RegistrationState as S
from events.models import Event, Registration
from events.services.checking_in import Act, Answer, Outcome, apply, bounded
from events.services.errors import RegistrationClosedError
from events.services.places import lock_event
from events.services.registering import Applicant, register
from events.services.waiting import fill
from portal.accounts.models import User
from portal.mail.addresses import address_key

# Kept word for word with the registration, as what the person themselves accepts is.
AGREEMENT = "Inscription faite à l’entrée, à la demande de la personne."


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """`over`: staff let them in although it is full; `wait`: staff put them on the waiting list instead."""

    key: uuid.UUID
    at: dt.datetime
    first_name: str
    last_name: str
    email: str = ""
    affiliation: str = ""
    over: bool = False
    wait: bool = False
    session: int | None = None


def walk_in(
    event: Event, who: WalkIn, *, by: User, at: dt.datetime, skew: dt.timedelta = dt.timedelta(0)
) -> Answer:
    """The key of the act is the key of the form: sent twice, it makes one registration and one presence. Where no place
    is left, nothing is written until staff have chosen."""
    came = bounded(who.at, skew=skew, at=at)
    with transaction.atomic():
        locked = lock_event(event)
        if locked.status != EventStatus.PLANNED:
            return Answer(key=who.key, outcome=Outcome.EVENT_CANCELLED)
        if not _is_known(locked, who) and not (who.over or who.wait) and fill(locked, at=at).is_full:
            return Answer(key=who.key, outcome=Outcome.FULL)
        try:
            registration = register(
                event=locked,
                applicant=Applicant(
                    first_name=who.first_name,
                    last_name=who.last_name,
                    email=who.email,
                    affiliation=who.affiliation,
                ),
                form_key=who.key,
                consent_text=AGREEMENT,
                origin=RegistrationOrigin.DOOR,
                by=by,
                at=at,
                door_at=came,
                over=who.over,
            )
        except RegistrationClosedError:
            return Answer(key=who.key, outcome=Outcome.CLOSED)
        if registration.state == S.WAITLISTED:
            return Answer(key=who.key, outcome=Outcome.WAITING, registration=registration.pk)
        act = Act(key=who.key, at=who.at, registration=registration.pk, session=who.session)
        return apply(locked, [act], by=by, at=at, skew=skew)[0]


def _is_known(event: Event, who: WalkIn) -> bool:
    """This form, or this address, has its registration already: nothing is counted again."""
    rows = Registration.objects.filter(event=event)
    if rows.filter(form_key=who.key).exists():
        return True
    key = address_key(who.email)
    return bool(key) and rows.known().filter(email_key=key).exists()

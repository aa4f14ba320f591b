import datetime as dt
import uuid

from django.core import signing
from django.utils import timezone

from events.models import Registration
from events.services.registering import Applicant, register
from portal.mail.models import Message

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def applicant(name: str = "ana", **more) -> Applicant:
    return Applicant(first_name=name.title(), last_name="Essai", email=f"{name}@exemple.fr", **more)


def ask(
    event,
    name: str = "ana",
    *,
    at=NOW,
    form_key=None,
    sessions=(),
    network=None,
    by=None,
    proved=False,
    **more,
):
    """Somebody registers."""
    return register(
        event=event,
        applicant=applicant(name, **more),
        form_key=form_key or uuid.uuid4(),
        consent_text="J’accepte.",
        at=at,
        sessions=sessions,
        network=network,
        by=by,
        address_proved=proved,
    )


def states(event) -> dict[str, str]:
    rows = Registration.objects.filter(event=event).order_by("pk")
    return {row.email.split("@")[0]: row.state for row in rows}


def mails() -> list[tuple[str, str]]:
    """(who, kind) of all that was queued, in order."""
    rows = Message.objects.order_by("queued_at", "recipient", "kind").values_list("recipient", "kind")
    return [(recipient.split("@")[0], kind.removeprefix("events.")) for recipient, kind in rows]


def key(age: float = 60) -> str:
    """A form's key given some seconds ago."""
    signer = signing.TimestampSigner(salt="events.registration.form")
    signer.timestamp = lambda: signing.b62_encode(int(timezone.now().timestamp() - age))
    return signer.sign(uuid.uuid4().hex)


def typed(**changes) -> dict:
    """What somebody types in the form, all well."""
    return {
        "first_name": "Nadia",
        "last_name": "Perrin",
        "email": "nadia@exemple.fr",
        "consent": "on",
        "key": key(),
    } | changes

"""Who comes to the meetings to come: invented people, registered through the services of real use."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

from events.enums import InvitationAnswer
from events.models import Event, EventSeries, Invitation, Quota, Registration, ReminderRule, Session
from events.services import registering
from events.services.choosing import choose_sessions
from events.services.delegating import register_list
from events.services.delegations import window_for
from events.services.errors import RegistrationRefusedError
from events.services.registering import Applicant
from events.windows import Window, start_of, window_of
from networks.models import Network, Representative, Structure
from portal.accounts.models import User
from portal.mail.addresses import address_key

NAMESPACE = uuid.UUID("4b7c1c1e-7a52-4b0e-9f0a-5a3c8a1f2b60")


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    data = yaml.safe_load((data_dir / "registrations" / "registrations.yaml").read_text())
    people = [tuple(person) for person in data["people"]]
    _keep_quotas(data["quotas"])
    for shift, meeting in enumerate(data["meetings"]):
        # Not always the same people first.
        _register(meeting, people[shift * 5 :] + people[: shift * 5], at=at)
    for row in data["delegations"]:
        _delegate(row, at=at)
    _invite(data["invitations"], at=at)
    _remind(data["reminders"], at=at)


def _register(meeting: dict[str, Any], people: list[tuple[str, str]], *, at: dt.datetime) -> None:
    event = Event.objects.filter(slug=meeting["event"]).first()
    if event is None or window_of(event, at=at) != Window.OPEN:
        return
    confirmed, later = meeting.get("confirmed", 0), meeting.get("to_confirm", 0)
    workshops = (
        list(event.sessions.filter(capacity__isnull=False).in_order()) if meeting.get("sessions") else []
    )
    for number, (first, last) in enumerate(people[: confirmed + later + meeting.get("waiting", 0)]):
        email = f"{slugify(first)}.{slugify(last)}@exemple.fr"
        if Registration.objects.filter(event=event, email_key=address_key(email)).exists():
            continue
        registration = registering.register(
            event=event,
            applicant=Applicant(first_name=first, last_name=last, email=email, is_demo=True),
            form_key=uuid.uuid5(NAMESPACE, f"{event.slug}:{email}"),
            consent_text="Personne imaginaire.",
            at=at,
        )
        if registration.holds_place and number < confirmed:
            registering.confirm(registration, at=at)
        if registration.holds_place and workshops:
            _choose(registration, [workshops[number % 3], workshops[5 + number % 4]], at=at)


def _choose(registration: Registration, sessions: list[Session], *, at: dt.datetime) -> None:
    try:
        choose_sessions(registration, sessions=sessions, at=at)
    except RegistrationRefusedError:
        # Full: this person comes without a session.
        return


def _keep_quotas(quotas: list[dict[str, Any]]) -> None:
    for row in quotas:
        event = Event.objects.filter(slug=row["event"]).first()
        network = Network.objects.filter(slug=row["network"]).first()
        start = start_of(event) if event is not None else None
        if event is not None and network is not None and start is not None:
            Quota.objects.get_or_create(
                event=event,
                network=network,
                defaults={
                    "places": row["places"],
                    "falls_back_at": start - dt.timedelta(days=row["days_before"]),
                },
            )


def _delegate(row: dict[str, Any], *, at: dt.datetime) -> None:
    """As the correspondent herself would: places kept for a structure, and the first of its people."""
    event = Event.objects.filter(slug=row["event"]).first()
    structure = Structure.objects.filter(slug=row["structure"]).first()
    mandate = Representative.objects.filter(structure=structure).select_related("user").first()
    start = start_of(event) if event is not None else None
    if event is None or structure is None or mandate is None or start is None:
        return
    kept = {"places": row["places"], "falls_back_at": start - dt.timedelta(days=row["days_before"])}
    _quota, is_new = Quota.objects.get_or_create(event=event, structure=structure, defaults=kept)
    if is_new and window_for(event, structure, at=at) == Window.OPEN:
        register_list(
            event=event,
            body=structure,
            people=[
                Applicant(first_name=first, last_name=last, email=email, is_demo=True)
                for first, last, email in row["people"]
            ],
            key=uuid.uuid5(NAMESPACE, f"{event.slug}:{structure.slug}"),
            consent_text="Personne imaginaire.",
            by=mandate.user,
            at=at,
        )


def _invite(invitations: list[dict[str, Any]], *, at: dt.datetime) -> None:
    for row in invitations:
        event = Event.objects.filter(slug=row["event"]).first()
        if event is None:
            continue
        if Invitation.objects.filter(event=event, email_key=address_key(row["email"])).exists():
            continue
        answered = None if row["answer"] == InvitationAnswer.PENDING else at
        Invitation.objects.create(
            event=event,
            email=row["email"],
            name=row["name"],
            answer=row["answer"],
            answered_at=answered,
            created_at=at,
            link_expires_at=start_of(event),
            is_demo=True,
        )


def _remind(groups: list[dict[str, Any]], *, at: dt.datetime) -> None:
    for group in groups:
        for series in EventSeries.objects.filter(slug__in=group["series"]):
            for rule in group["rules"]:
                ReminderRule.objects.get_or_create(
                    series=series,
                    audience=rule["audience"],
                    days_before=rule["days_before"],
                    local_time=dt.time.fromisoformat(rule["at"]),
                    defaults={"created_at": at},
                )

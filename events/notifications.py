"""The mails of registrations: when each is queued, and what goes into it when it leaves.

A letter looks at the registration as it is at that moment: what has become pointless is not sent. Names typed by people
pass through `typed`.
"""

import datetime as dt
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import (
    ACTIVE_STATES,
    ChoiceState,
    RegistrationOrigin,
    RegistrationState,
)
from events.models import Event, Registration, RegistrationSession
from events.own_calendar import has_entry, registration_file
from events.windows import end_of, instant_text, start_of
from events.wording import place_text, when_text
from portal.core.addresses import public_url
from portal.mail import kinds
from portal.mail.kinds import Attachment, Letter, ObsoleteError
from portal.mail.models import Message
from portal.mail.services import Draft, queue_many
from portal.mail.text import typed

S = RegistrationState

TO_APPROVE = "events.registration_to_approve"
REFUSED = "events.registration_refused"
TO_CONFIRM = "events.registration_confirm"
CONFIRMED = "events.registration_confirmed"
WAITLISTED = "events.registration_waitlisted"
OFFERED = "events.registration_offered"
SESSION_OFFERED = "events.session_offered"
CANCELLED = "events.registration_cancelled"
ALREADY = "events.registration_already"
BY_OTHER = "events.registration_by_other"
SWAPPED = "events.registration_swapped"
REMINDER = "events.reminder"
CHANGED = "events.event_changed"
EVENT_CANCELLED = "events.event_cancelled"


# --- queueing ---------------------------------------------------------------------------------------------------


def draft(
    registration: Registration,
    kind: str,
    *,
    at: dt.datetime,
    slot: str = "",
    not_after: dt.datetime | None = None,
    **context: object,
) -> Draft:
    """A message to somebody registered. The slot is the registration, and what tells two of a kind apart."""
    return Draft(
        kind=kind,
        to=registration.email,
        name=registration.full_name,
        language=registration.language,
        slot=f"{registration.pk}:{slot}" if slot else str(registration.pk),
        context={"registration": registration.pk, **context},
        at=at,
        not_after=not_after,
    )


def _send(registration: Registration, kind: str, *, at: dt.datetime, **more) -> None:
    """Nothing is written to invented people, nor to those who have no address."""
    if not registration.is_demo and registration.email:
        queue_many([draft(registration, kind, at=at, **more)])


def to_approve(registration: Registration, *, at: dt.datetime) -> None:
    _send(registration, TO_APPROVE, at=at, not_after=start_of(registration.event))


def refused(registration: Registration, *, at: dt.datetime) -> None:
    _send(registration, REFUSED, at=at)


def to_confirm(registration: Registration, *, at: dt.datetime) -> None:
    _send(registration, TO_CONFIRM, at=at, not_after=registration.confirm_before)


def confirmed(registration: Registration, *, at: dt.datetime) -> None:
    _send(registration, CONFIRMED, at=at, not_after=end_of(registration.event))


def registered_by_other(registration: Registration, *, at: dt.datetime) -> None:
    """The law wants somebody registered by another told: by whom, why, and how to refuse."""
    _send(registration, BY_OTHER, at=at)


def waitlisted(registration: Registration, *, at: dt.datetime) -> None:
    _send(registration, WAITLISTED, at=at, not_after=start_of(registration.event))


def offered(registration: Registration, *, at: dt.datetime) -> None:
    _send(registration, OFFERED, at=at, not_after=registration.offer_until)


def session_offered(choice: RegistrationSession, *, at: dt.datetime) -> None:
    _send(
        choice.registration,
        SESSION_OFFERED,
        at=at,
        slot=f"seance-{choice.pk}",
        not_after=choice.offer_until,
        choice=choice.pk,
    )


def cancelled(registration: Registration, *, at: dt.datetime) -> None:
    _send(registration, CANCELLED, at=at)


def already_draft(registration: Registration, *, at: dt.datetime) -> Draft:
    """At most one a day: asking again and again does not fill somebody's mailbox."""
    until = start_of(registration.event)
    return draft(registration, ALREADY, at=at, slot=at.date().isoformat(), not_after=until)


def already_registered(registration: Registration, *, at: dt.datetime) -> None:
    if not registration.is_demo and registration.email:
        queue_many([already_draft(registration, at=at)])


def by_other_draft(registration: Registration, *, at: dt.datetime) -> Draft:
    return draft(registration, BY_OTHER, at=at)


def swapped_draft(registration: Registration, *, at: dt.datetime) -> Draft:
    """To who no longer comes: made before the registration is erased, since it holds the address."""
    return draft(registration, SWAPPED, at=at, not_after=end_of(registration.event))


# --- writing ----------------------------------------------------------------------------------------------------


def _registration(message: Message, states: Collection[str]) -> Registration:
    found = (
        Registration.objects.select_related(
            "event__venue__territory",
            "event__territory",
            "created_by",
            "structure",
            "territory",
            "network",
        )
        .filter(pk=message.context["registration"])
        .first()
    )
    if found is None or found.state not in states:
        raise ObsoleteError("l’inscription a changé depuis")
    return found


def refuse_if_off(event: Event) -> None:
    if event.is_cancelled or event.is_postponed:
        raise ObsoleteError("l’événement n’a plus lieu ce jour-là")


def event_words(event: Event) -> dict[str, object]:
    return {
        "event": event.title,
        "when": when_text(event),
        "place": place_text(event),
        "address": event.venue.address if event.venue else "",
        "event_url": public_url(event.get_absolute_url()),
    }


def registration_url(registration: Registration) -> str:
    """The private page of a registration. Only for its person."""
    return public_url(reverse("events:registration", args=[registration.link_token]))


def _words(registration: Registration) -> dict[str, object]:
    return {
        **event_words(registration.event),
        "name": typed(registration.first_name),
        "code": registration.code,
        "url": registration_url(registration),
    }


def _calendar(registration: Registration) -> tuple[Attachment, ...]:
    """The entry of the person's calendar, as it is now: changed, or taken away."""
    if not has_entry(registration):
        return ()
    name = f"{registration.event.slug}.ics"
    return (Attachment(name, registration_file(registration), "text/calendar"),)


def write_to_approve(message: Message) -> Letter:
    registration = _registration(message, {S.TO_APPROVE})
    refuse_if_off(registration.event)
    return Letter("events/registration_to_approve", _words(registration))


def write_refused(message: Message) -> Letter:
    registration = _registration(message, {S.REFUSED})
    words = {**_words(registration), "reason": typed(registration.refusal_reason, limit=500)}
    return Letter("events/registration_refused", words)


def write_to_confirm(message: Message) -> Letter:
    registration = _registration(message, {S.TO_CONFIRM})
    refuse_if_off(registration.event)
    deadline = registration.confirm_before
    until = instant_text(deadline, registration.event) if deadline else ""
    approved = registration.approved_at is not None
    return Letter(
        "events/registration_confirm", {**_words(registration), "until": until, "approved": approved}
    )


def write_confirmed(message: Message) -> Letter:
    registration = _registration(message, {S.CONFIRMED, S.PRESENT})
    refuse_if_off(registration.event)
    held = registration.choices.filter(state=ChoiceState.HELD).select_related("session")
    sessions = [str(choice.session) for choice in held]
    return Letter(
        "events/registration_confirmed",
        {**_words(registration), "sessions": ", ".join(sessions)},
        _calendar(registration),
    )


def write_by_other(message: Message) -> Letter:
    registration = _registration(message, ACTIVE_STATES)
    refuse_if_off(registration.event)
    who = str(registration.created_by) if registration.created_by else _("l’équipe du portail")
    return Letter(
        "events/registration_by_other",
        {
            **_words(registration),
            "who": typed(who),
            "body": _delegation(registration),
            "waiting": registration.state == S.WAITLISTED,
        },
        _calendar(registration),
    )


def _delegation(registration: Registration) -> str:
    """For whom a partner registered somebody."""
    if registration.origin != RegistrationOrigin.PARTNER:
        return ""
    body = registration.structure or registration.territory or registration.network
    return typed(body.title) if body is not None else ""


def write_swapped(message: Message) -> Letter:
    """The registration is erased already: the name is the letter's own."""
    registration = _registration(message, {S.CANCELLED})
    words = {**event_words(registration.event), "body": _delegation(registration)}
    return Letter("events/registration_swapped", words, _calendar(registration))


def position_of(registration: Registration) -> int:
    """1 for the first of those who wait."""
    waiting = Registration.objects.waiting().filter(event=registration.event_id)
    return waiting.filter(rank__lt=registration.rank).count() + 1


def write_waitlisted(message: Message) -> Letter:
    registration = _registration(message, {S.WAITLISTED})
    refuse_if_off(registration.event)
    words = {
        **_words(registration),
        "position": position_of(registration),
        "approved": registration.approved_at is not None,
    }
    return Letter("events/registration_waitlisted", words)


def write_offered(message: Message) -> Letter:
    registration = _registration(message, {S.OFFERED})
    refuse_if_off(registration.event)
    until = instant_text(registration.offer_until, registration.event) if registration.offer_until else ""
    return Letter("events/registration_offered", {**_words(registration), "until": until})


def write_session_offered(message: Message) -> Letter:
    registration = _registration(message, ACTIVE_STATES)
    refuse_if_off(registration.event)
    offers = registration.choices.filter(pk=message.context["choice"], state=ChoiceState.OFFERED)
    choice = offers.select_related("session").first()
    if choice is None or choice.offer_until is None:
        raise ObsoleteError("la place dans la séance n’est plus proposée")
    words = {
        **_words(registration),
        "session": choice.session.title,
        "until": instant_text(choice.offer_until, registration.event),
    }
    return Letter("events/session_offered", words)


def write_cancelled(message: Message) -> Letter:
    registration = _registration(message, {S.CANCELLED})
    last = registration.transitions.last()
    reason = last.reason if last else ""
    return Letter(
        "events/registration_cancelled",
        {
            **_words(registration),
            "unconfirmed": reason == "lapsed" and last is not None and last.from_state == S.TO_CONFIRM,
            "lapsed": reason == "lapsed",
            "by_staff": reason == "staff",
            "by_delegation": reason == "delegation",
            "body": _delegation(registration),
        },
        _calendar(registration),
    )


def write_already(message: Message) -> Letter:
    registration = _registration(message, {*ACTIVE_STATES, S.REFUSED})
    refuse_if_off(registration.event)
    return Letter(
        "events/registration_already",
        {
            **_words(registration),
            "to_approve": registration.state == S.TO_APPROVE,
            "refused": registration.state == S.REFUSED,
            "to_confirm": registration.state == S.TO_CONFIRM,
            "offered": registration.state == S.OFFERED,
            "waiting": registration.state == S.WAITLISTED,
        },
    )


def write_reminder(message: Message) -> Letter:
    registration = _registration(message, {S.CONFIRMED})
    refuse_if_off(registration.event)
    return Letter("events/reminder", _words(registration), _calendar(registration))


def write_changed(message: Message) -> Letter:
    registration = _registration(message, ACTIVE_STATES)
    event = registration.event
    if event.is_cancelled:
        raise ObsoleteError("l’événement a été annulé depuis")
    words = {
        **_words(registration),
        "postponed": event.is_postponed,
        "reinstated": bool(message.context.get("reinstated")),
        "reason": event.status_note,
    }
    # Who waits has no place: nothing to put in a calendar as certain. Put off, the entry is taken away.
    return Letter("events/event_changed", words, _calendar(registration))


def write_event_cancelled(message: Message) -> Letter:
    registration = _registration(message, ACTIVE_STATES)
    event = registration.event
    if not event.is_cancelled:
        raise ObsoleteError("l’événement a été rétabli depuis")
    words = {**_words(registration), "reason": event.status_note}
    return Letter("events/event_cancelled", words, _calendar(registration))


def register_kinds() -> None:
    """Called once, when the app is ready."""
    essential = {
        TO_APPROVE: (write_to_approve, gettext_lazy("inscription à approuver")),
        REFUSED: (write_refused, gettext_lazy("inscription refusée")),
        TO_CONFIRM: (write_to_confirm, gettext_lazy("inscription à confirmer")),
        CONFIRMED: (write_confirmed, gettext_lazy("inscription confirmée")),
        BY_OTHER: (write_by_other, gettext_lazy("inscription par un tiers")),
        SWAPPED: (write_swapped, gettext_lazy("place donnée à quelqu’un d’autre")),
        WAITLISTED: (write_waitlisted, gettext_lazy("liste d’attente")),
        OFFERED: (write_offered, gettext_lazy("place proposée")),
        SESSION_OFFERED: (write_session_offered, gettext_lazy("place proposée dans une séance")),
        CANCELLED: (write_cancelled, gettext_lazy("inscription annulée")),
        ALREADY: (write_already, gettext_lazy("inscription retrouvée")),
        REMINDER: (write_reminder, gettext_lazy("rappel")),
        CHANGED: (write_changed, gettext_lazy("événement modifié")),
        EVENT_CANCELLED: (write_event_cancelled, gettext_lazy("événement annulé")),
    }
    for name, (write, label) in essential.items():
        kinds.register(name, write, label=label)

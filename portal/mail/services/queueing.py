"""Writing to the outbox."""

import datetime as dt
import logging
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from celery.exceptions import OperationalError
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from portal.core.audit import Actor, record
from portal.mail import kinds
from portal.mail.addresses import address_digest, address_key
from portal.mail.enums import FINAL_STATES, GONE_STATES, MessageState, SuppressionReason
from portal.mail.models import Message, Suppression
from portal.mail.text import typed

logger = logging.getLogger(__name__)

# A mail that could not leave for three days is late news.
USEFUL_FOR = dt.timedelta(days=3)
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.:+-]{1,64}")
DRAIN = "portal.mail.tasks.drain"
# A drain is on its way and has not begun: whoever commits meanwhile needs no other. Short, for one that got lost.
_CALLED, _CALLED_FOR = "mail.drain.called", 3


class CannotResendError(Exception):
    """The message is not in a state that allows this; the words are for the person who asked."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One message to queue: see `queue`."""

    kind: str
    to: str
    slot: str
    at: dt.datetime
    name: str = ""
    language: str = "fr"
    context: Mapping[str, object] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    not_before: dt.datetime | None = None
    not_after: dt.datetime | None = None

    def as_message(self) -> Message:
        if self.kind != kinds.ACCOUNT:
            kinds.get(self.kind)
        _require_identifiers(self.context)
        start, identifier = self.not_before or self.at, uuid.uuid4()
        return Message(
            id=identifier,
            kind=self.kind,
            recipient=self.to.strip(),
            recipient_key=address_key(self.to),
            name=typed(self.name, limit=120),
            language=self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            slot=self.slot,
            context=dict(self.context),
            body=dict(self.body) if self.body is not None else None,
            queued_at=self.at,
            next_attempt_at=start,
            not_after=self.not_after or start + USEFUL_FOR,
            message_id=f"<{identifier}@{settings.MAIL_DOMAIN}>",
        )


def queue(
    *,
    kind: str,
    to: str,
    slot: str,
    at: dt.datetime,
    name: str = "",
    language: str = "fr",
    context: Mapping[str, object] | None = None,
    body: Mapping[str, object] | None = None,
    not_before: dt.datetime | None = None,
    not_after: dt.datetime | None = None,
) -> Message:
    """Write a message in the caller's transaction; the same (recipient, kind, slot) is written once.

    Asking again returns the first one, whatever has become of it. The context holds identifiers only: the words are
    found when the message leaves. No actor, no audit line: the row is its own trace.
    """
    message = Draft(
        kind=kind,
        to=to,
        slot=slot,
        at=at,
        name=name,
        language=language,
        context=context or {},
        body=body,
        not_before=not_before,
        not_after=not_after,
    ).as_message()
    with transaction.atomic():
        Message.objects.bulk_create([message], ignore_conflicts=True)
        kept = Message.objects.get(recipient_key=message.recipient_key, kind=kind, slot=slot)
        if kept.pk == message.pk and message.next_attempt_at <= at:
            wake_on_commit()
    return kept


def queue_many(drafts: Iterable[Draft]) -> int:
    """Write thousands in the caller's transaction, each once; how many were asked for."""
    messages = [draft.as_message() for draft in drafts]
    with transaction.atomic(savepoint=False):
        Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)
        if messages:
            wake_on_commit()
    return len(messages)


def _require_identifiers(context: Mapping[str, object]) -> None:
    for key, value in context.items():
        if not (isinstance(value, bool | int) or (isinstance(value, str) and _IDENTIFIER.fullmatch(value))):
            raise ValueError(f"the context of a message holds identifiers only: {key!r}")


def wake_on_commit() -> None:
    """One wake-up a transaction, however many messages it writes."""
    if not any(_wake_drain in registered for registered in connection.run_on_commit):
        transaction.on_commit(_wake_drain, robust=True)


def _wake_drain() -> None:
    """A crowd on one meeting commits a hundred times a second: one drain for all who come before it begins."""
    if cache.add(_CALLED, 1, timeout=_CALLED_FOR) and not wake(DRAIN):
        cache.delete(_CALLED)


def drain_begins() -> None:
    """Said before the first row is looked for: what is committed from now on calls a drain of its own."""
    cache.delete(_CALLED)


def wake(task: str) -> bool:
    """Tell a worker that there is work. A broker out of reach is no fault: the next tick asks the database."""
    from portal.celery import app

    try:
        app.send_task(task, expires=25)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("broker unreachable, the next tick will find the work: %s", type(error).__name__)
        return False
    return True


def expire(messages, *, at: dt.datetime, reason: str) -> int:
    """Give up what waits and has become pointless. What is being sent or is over is left as it is."""
    waiting = messages.filter(state__in=(MessageState.QUEUED, MessageState.HELD))
    return waiting.update(state=MessageState.EXPIRED, body=None, last_error=reason[:300])


def erase_about(**context: int) -> int:
    """Forget the letters about something erased on request. One being sent this instant is left to `forget`."""
    about = Message.objects.filter(context__contains=context).exclude(state=MessageState.SENDING)
    deleted, _models = about.delete()
    return deleted


def hold(message: Message, *, by: Actor | None, at: dt.datetime) -> None:
    """Keep a waiting message from leaving until somebody sends it again."""
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
            state=MessageState.HELD
        ):
            raise CannotResendError(_("Seul un message qui attend peut être retenu."))
        message.state = MessageState.HELD
        record(verb="hold", target=message, by=by, at=at)


def resend(message: Message, *, by: Actor | None, at: dt.datetime) -> None:
    """Queue the message again. One that had left gets a new Message-ID, since the first may have arrived."""
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        if locked.state in (MessageState.QUEUED, MessageState.SENDING):
            raise CannotResendError(_("Ce message est déjà en route."))
        if locked.kind == kinds.ACCOUNT and locked.state in FINAL_STATES:
            raise CannotResendError(
                _("Le texte de ce message a été effacé : la personne doit refaire sa demande.")
            )
        if locked.state in GONE_STATES:
            locked.message_id = f"<{uuid.uuid4()}@{settings.MAIL_DOMAIN}>"
        locked.state, locked.sent_at = MessageState.QUEUED, None
        locked.faults, locked.last_error, locked.last_code = 0, "", None
        locked.next_attempt_at, locked.not_after = at, max(locked.not_after, at + USEFUL_FOR)
        locked.save()
        record(verb="resend", target=locked, by=by, at=at)
        wake_on_commit()


def suppress(address: str, *, reason: str, at: dt.datetime) -> None:
    """Write no longer to this address, or solicit it no longer."""
    _suppress(address_digest(address), reason=reason, at=at)


def _suppress(digest: str, *, reason: str, at: dt.datetime) -> None:
    Suppression.objects.bulk_create(
        [Suppression(digest=digest, reason=reason, created_at=at)], ignore_conflicts=True
    )


def oppose(digest: str, *, at: dt.datetime) -> None:
    """Solicit no longer whoever received this fingerprint in a mail. Said twice, it is said once."""
    _suppress(digest, reason=SuppressionReason.OPPOSITION, at=at)


def is_opposed(digest: str) -> bool:
    return Suppression.objects.filter(digest=digest, reason=SuppressionReason.OPPOSITION).exists()


def solicit_again(digest: str) -> None:
    """They changed their mind, by the same link."""
    Suppression.objects.filter(digest=digest, reason=SuppressionReason.OPPOSITION).delete()

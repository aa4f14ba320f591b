"""Sending: claim rows, send outside any transaction, record what the server answered.

What is promised: nothing queued is lost, whoever dies and when. What is not: between the server's « 250 » and our
record, a death sends the message a second time, under the same Message-ID.
"""

import datetime as dt
import logging
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Min
from django.utils import translation

from portal.core.models import SiteSettings
from portal.mail import kinds
from portal.mail.addresses import address_digests
from portal.mail.composing import compose
from portal.mail.enums import FINAL_STATES, MessageState, SuppressionReason
from portal.mail.line import Pace, failed, is_resting, works
from portal.mail.models import Message, Suppression
from portal.mail.services.queueing import suppress
from portal.mail.text import plain
from portal.mail.transport import ACCEPTED, Answer, classify, seconds_before_retry

logger = logging.getLogger(__name__)

BATCH = 50
# What the page on personal data promises.
TRACE_KEPT = dt.timedelta(days=75)
MOST_FAULTS = 5
# A drain that lasts is followed by another task: below the soft limit of Celery.
LONGEST = dt.timedelta(seconds=60)
MOST_CUTS = 3
Clock = Callable[[], dt.datetime]


@dataclass
class DrainReport:
    """What one run did."""

    sent: int = 0
    others: int = 0
    unreachable: bool = False
    more: bool = False


def drain(*, clock: Clock, batch: int = BATCH, longest: dt.timedelta = LONGEST) -> DrainReport:
    """Send what is due until nothing is, on one connection. Two at once share the work and send nothing twice."""
    report, started = DrainReport(), clock()
    release_lost(at=started)
    if is_resting(at=started):
        report.unreachable = True
        return report
    line = Line()
    try:
        while True:
            messages = claim(at=clock(), limit=batch)
            if not messages:
                return report
            _send_all(messages, line, clock=clock, report=report)
            if report.unreachable:
                return report
            if clock() - started > longest:
                report.more = True
                return report
    finally:
        line.close()


def release_lost(*, at: dt.datetime) -> int:
    """Give back what dead workers had taken, give up what is too late. Safe at any moment, any number of times."""
    lost = Message.objects.lease_over(at=at)
    nothing: dict = {"leased_until": None, "lease_token": None}
    dead = lost.filter(faults__gte=MOST_FAULTS).update(
        state=MessageState.DEAD, body=None, last_error="le programme s’est arrêté pendant l’envoi", **nothing
    )
    back = lost.update(state=MessageState.QUEUED, next_attempt_at=at, **nothing)
    late = Message.objects.too_late(at=at).update(
        state=MessageState.EXPIRED, body=None, last_error="n’a pas pu partir à temps"
    )
    if dead or back or late:
        logger.info("mail: %s given back, %s given up, %s too late", back, dead, late)
    return back


def forget(*, at: dt.datetime) -> int:
    """Erase the trace of what is finished and old. Nothing is written twice for it: its causes are older still."""
    deleted, _models = Message.objects.filter(state__in=FINAL_STATES, queued_at__lt=at - TRACE_KEPT).delete()
    return deleted


def claim(*, at: dt.datetime, limit: int = BATCH) -> list[Message]:
    """Take some due rows for a while. Rows that another worker is taking are passed over."""
    token = uuid.uuid4()
    with transaction.atomic():
        taken = list(
            Message.objects.due(at=at)
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:limit]
        )
        Message.objects.filter(pk__in=taken).update(
            state=MessageState.SENDING, lease_token=token, leased_until=at + lease_time()
        )
    return list(Message.objects.filter(lease_token=token).order_by("next_attempt_at", "pk"))


def lease_time() -> dt.timedelta:
    return dt.timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def oldest_due(*, at: dt.datetime) -> dt.datetime | None:
    """Since when the longest overdue message waits: how far behind sending is."""
    return Message.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=at).aggregate(
        since=Min("next_attempt_at")
    )["since"]


class Line:
    """The one connection of a run, opened when needed, reopened when cut."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self.cuts = 0
        self.pace = Pace(settings.MAIL_PER_SECOND)

    def open(self) -> BaseEmailBackend:
        """Raises what the server or the network answers."""
        if self._connection is None:
            connection = get_connection(settings.MAIL_TRANSPORT_BACKEND)
            connection.open()
            works()
            self._connection = connection
        return self._connection

    def cut(self) -> None:
        self.cuts += 1
        self.close()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except OSError:
                logger.debug("the line was already cut")


def _send_all(messages: list[Message], line: Line, *, clock: Clock, report: DrainReport) -> None:
    put_aside = _put_aside(messages)
    for position, message in enumerate(messages):
        try:
            connection = line.open()
        except OSError as error:  # SMTPException is one
            logger.warning("mail server unreachable: %s: %s", type(error).__name__, error)
            failed(at=clock())
            report.unreachable = True
        if report.unreachable or line.cuts >= MOST_CUTS:
            report.unreachable = True
            _give_back(messages[position:])
            return
        if not _begin(message, at=clock()):
            continue
        line.pace.wait()
        answer = _send(message, connection, at=clock(), put_aside=message.pk in put_aside)
        if answer.disconnected:
            line.cut()
        _finish(message, answer, at=clock())
        if answer.state == MessageState.SENT:
            line.cuts = 0
            report.sent += 1
        else:
            report.others += 1


def _put_aside(messages: list[Message]) -> set[uuid.UUID]:
    """Those of a batch that go to an address which is no longer written to: one query, asked as it begins."""
    essential = {message.pk: kinds.is_essential(message.kind) for message in messages}
    reasons: dict[str, set[str]] = {}
    digests = {message.pk: address_digests(message.recipient) for message in messages}
    every = [digest for some in digests.values() for digest in some]
    for digest, reason in Suppression.objects.filter(digest__in=every).values_list("digest", "reason"):
        reasons.setdefault(digest, set()).add(reason)
    return {
        pk
        for pk, some in digests.items()
        for digest in some
        for reason in reasons.get(digest, ())
        if reason == SuppressionReason.BOUNCE or not essential[pk]
    }


def _begin(message: Message, *, at: dt.datetime) -> bool:
    """Renew the lease of this one just before speaking. False: it lapsed, and somebody else has the message.

    A fault is counted in advance and forgotten when the server has answered, so that a message
    which kills its worker is not tried for ever.
    """
    return bool(
        Message.objects.filter(pk=message.pk, lease_token=message.lease_token).update(
            attempts=F("attempts") + 1, faults=F("faults") + 1, leased_until=at + lease_time()
        )
    )


def _send(message: Message, connection: BaseEmailBackend, *, at: dt.datetime, put_aside: bool) -> Answer:
    message.attempts += 1
    message.faults += 1
    if message.not_after <= at:
        return Answer(MessageState.EXPIRED, text="n’a pas pu partir à temps")
    if put_aside:
        return Answer(MessageState.REFUSED, text="adresse écartée")
    try:
        email = _written(message)
    except kinds.ObsoleteError as reason:
        return Answer(MessageState.EXPIRED, text=str(reason))
    except SoftTimeLimitExceeded:
        raise
    except (
        Exception
    ) as error:  # the one wide net of the house: whatever a letter's code does, the others leave
        return _fault(message, error)
    message.subject = email.subject[:250]
    try:
        connection.send_messages([email])
    except OSError as error:
        return classify(error) or _fault(message, error)
    except (ValueError, LookupError) as error:  # headers that cannot be written
        return _fault(message, error)
    return ACCEPTED


def _written(message: Message) -> EmailMultiAlternatives:
    with translation.override(message.language):
        return compose(message, site=SiteSettings.load())


def _fault(message: Message, error: Exception) -> Answer:
    """Ours, not the server's: try again a few times, then leave it to somebody."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
    # The words of the error may quote an address: they stay in the row.
    logger.error("message %s of kind %s cannot be written: %s", message.pk, message.kind, what)
    state = MessageState.DEAD if message.faults >= MOST_FAULTS else MessageState.QUEUED
    return Answer(state, text=f"{what}: {plain(error)}"[:280])


def _finish(message: Message, answer: Answer, *, at: dt.datetime) -> None:
    """Record the answer, if the message is still ours."""
    state, next_attempt_at = answer.state, message.next_attempt_at
    ours_at_fault = answer.code is None and not answer.disconnected and answer.state == MessageState.QUEUED
    if answer.is_retried:
        next_attempt_at = at + dt.timedelta(seconds=seconds_before_retry(answer, attempts=message.attempts))
        if next_attempt_at >= message.not_after:
            state = MessageState.EXPIRED
    changes: dict = {
        "state": state,
        "next_attempt_at": next_attempt_at,
        "last_code": answer.code,
        "last_error": answer.text[:300],
        "subject": message.subject,
        "sent_at": at if state == MessageState.SENT else None,
        "leased_until": None,
        "lease_token": None,
    }
    if not ours_at_fault and state != MessageState.DEAD:
        changes["faults"] = 0
    if state not in (MessageState.QUEUED, MessageState.HELD):
        changes["body"] = None
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk, lease_token=message.lease_token).update(**changes):
            logger.warning("message %s was taken over while it was being sent", message.pk)
        if answer.no_such_address:
            suppress(message.recipient, reason=SuppressionReason.BOUNCE, at=at)


def _give_back(messages: list[Message]) -> None:
    """What was taken and not begun waits as before."""
    for message in messages:
        Message.objects.filter(pk=message.pk, lease_token=message.lease_token).update(
            state=MessageState.QUEUED, leased_until=None, lease_token=None
        )

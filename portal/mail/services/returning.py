"""What came back: the message says so, and an address that does not exist is written to no more."""

import datetime as dt
import logging
import mailbox
from collections import Counter
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from portal.mail.enums import MessageState, SuppressionReason
from portal.mail.envelope import message_of
from portal.mail.models import Message
from portal.mail.returns import addressed_to, notice_in, parse
from portal.mail.services.queueing import suppress

logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    FORGED = "forged"  # the address it came to is none of ours
    NO_NOTICE = "no notice"  # a holiday reply, or a person
    UNKNOWN = "unknown"  # the message was forgotten since
    NOTED = "noted"  # a delay: the server is still trying
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"  # and the address is set aside


def take_back(raw: bytes, *, at: dt.datetime, sent_to: str = "") -> Outcome:
    """Read one returned mail. The same twice changes nothing more.

    `sent_to` is the envelope's recipient where the mail server tells it (a pipe); else the headers are asked.
    Only the sealed address decides which message it is: what the mail itself quotes can be written by anybody.
    """
    mail = parse(raw)
    asked = [sent_to] if sent_to else addressed_to(mail)
    pk = next(filter(None, map(message_of, asked)), None)
    if pk is None:
        return Outcome.FORGED
    notice = notice_in(mail)
    if notice is None:
        return Outcome.NO_NOTICE
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=pk).first()
        if message is None:
            return Outcome.UNKNOWN
        message.last_error = f"{notice.status} {notice.text}".strip()[:300]
        if not notice.is_final:
            message.save(update_fields=["last_error"])
            return Outcome.NOTED
        if message.state == MessageState.SENT:
            message.state = MessageState.BOUNCED
        message.save(update_fields=["state", "last_error"])
        if notice.no_such_address:
            suppress(message.recipient, reason=SuppressionReason.BOUNCE, at=at)
    logger.info("message %s came back: %s", pk, notice.status)
    return Outcome.SUPPRESSED if notice.no_such_address else Outcome.BOUNCED


def empty_maildir(folder: Path, *, at: dt.datetime) -> Counter[Outcome]:
    """Read each mail of this Maildir and remove it once that is recorded: a death in between reads it again, which
    changes nothing. Raises `FileNotFoundError` where there is no such folder."""
    if not (folder / "new").is_dir():
        raise FileNotFoundError(folder / "new")
    outcomes: Counter[Outcome] = Counter()
    box = mailbox.Maildir(folder, create=False)
    for key in list(box.keys()):
        outcomes[take_back(box.get_bytes(key), at=at)] += 1
        box.discard(key)
    return outcomes

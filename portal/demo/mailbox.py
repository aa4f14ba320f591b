"""The demonstration's mailbox: what its SMTP server received, read as the recipient would read it."""

import datetime as dt
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

# The names that the SMTP server gives: nothing else is ever opened.
NAME = re.compile(r"^\d{10,20}-[0-9a-f]{8}$")
MOST = 100


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter; `number` is its place among the attachments, from 0."""

    number: int
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `html` is None when it has only plain text."""

    name: str
    subject: str
    sender: str
    recipient: str
    date: dt.datetime | None
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    message: EmailMessage


def folder() -> Path:
    return Path(settings.VIVIER_MAIL_DIR)


def letters(*, recipient: str = "", most: int = MOST) -> list[Letter]:
    """The newest first, of everybody or of one recipient."""
    if not folder().is_dir():
        return []
    names = sorted((path.stem for path in folder().glob("*.eml") if NAME.match(path.stem)), reverse=True)
    found = []
    for name in names:
        letter = read(name)
        if letter is not None and recipient.casefold() in letter.recipient.casefold():
            found.append(letter)
        if len(found) == most:
            break
    return found


def read(name: str) -> Letter | None:
    """The letter of this name, or None when there is none or the name is not one of ours."""
    if not NAME.match(name):
        return None
    try:
        raw = (folder() / f"{name}.eml").read_bytes()
    except OSError:
        return None
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    return Letter(
        name=name,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or message["X-Envelope-To"] or ""),
        date=_date(message),
        text=str(text.get_content()) if text is not None else "",
        html=str(html.get_content()) if html is not None else None,
        attachments=tuple(
            Attachment(number, part.get_filename() or f"piece-{number + 1}", part.get_content_type())
            for number, part in enumerate(message.iter_attachments())
        ),
        message=message,
    )


def attached(letter: Letter, number: int) -> tuple[Attachment, bytes] | None:
    """An attachment and its content, or None."""
    for attachment, part in zip(letter.attachments, letter.message.iter_attachments(), strict=True):
        if attachment.number == number:
            content = part.get_payload(decode=True)
            return attachment, content if isinstance(content, bytes) else b""
    return None


def _date(message: EmailMessage) -> dt.datetime | None:
    try:
        date = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None
    # « -0000 » says that the hour is UTC and nothing of where the sender is (RFC 5322): Python then gives no zone.
    return timezone.localtime(date if timezone.is_aware(date) else date.replace(tzinfo=dt.UTC))

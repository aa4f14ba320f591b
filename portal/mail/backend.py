"""Django's e-mail backend of the house: whoever sends mail writes to the outbox."""

import base64
import uuid
from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation

from portal.mail import kinds
from portal.mail.services import queue


class OutboxBackend(BaseEmailBackend):
    """Sends nothing: the outbox does, after the caller's transaction, again if need be.

    The text waits in the row (a reset link among others) and is blanked as soon as the message is over.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for email in email_messages:
                self._queue(email)
        return len(email_messages)

    def _queue(self, email: EmailMessage) -> None:
        # One row a recipient: nobody sees the others.
        for recipient in email.recipients():
            name, address = parseaddr(recipient)
            queue(
                kind=kinds.ACCOUNT,
                to=address,
                name=name,
                slot=str(uuid.uuid4()),
                language=(translation.get_language() or "fr")[:2],
                body=_body(email),
                at=timezone.now(),
            )


def _body(email: EmailMessage) -> dict[str, object]:
    attachments = []
    for part in email.attachments:
        if not isinstance(part, tuple):
            raise ValueError("attach files as (name, content, type)")
        filename, content, mimetype = part
        raw = content.encode() if isinstance(content, str) else bytes(content)
        attachments.append([filename, base64.b64encode(raw).decode(), mimetype])
    return {
        "subject": str(email.subject),
        "text": str(email.body),
        "alternatives": [
            [str(content), mimetype] for content, mimetype in getattr(email, "alternatives", [])
        ],
        "attachments": attachments,
        "reply_to": list(email.reply_to),
    }

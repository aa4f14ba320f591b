"""Reading what servers send back: delivery status notifications (RFC 3464)."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage

# A notification holds the headers of what it returns; some servers return the whole mail. Beyond, nothing is read.
MOST_BYTES = 2_000_000
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")


@dataclass(frozen=True)
class Notice:
    """What one server says of one message: its `action` (failed, delayed, delivered…) and its status (RFC 3463)."""

    action: str
    status: str
    text: str

    @property
    def is_final(self) -> bool:
        return self.action == "failed" and self.status.startswith("5.")

    @property
    def no_such_address(self) -> bool:
        """5.1.x: a bad address; 5.2.1: a mailbox that was closed. A full mailbox or an unwanted text is none of it."""
        return self.is_final and (self.status.startswith("5.1.") or self.status == "5.2.1")


def parse(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw[:MOST_BYTES], policy=email.policy.default)


def notice_in(mail: EmailMessage) -> Notice | None:
    """The first recipient's group of a notification; None for any other mail (a holiday reply, a person)."""
    if mail.get_content_type() != "multipart/report":
        return None
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for group in part.iter_parts() if part.is_multipart() else ():
                if group.get("Action"):
                    return _notice(group)
    return None


def _notice(group: object) -> Notice:
    action = _words(group.get("Action", "")).partition(" ")[0].lower()  # type: ignore[attr-defined]
    diagnostic = _words(group.get("Diagnostic-Code", ""))  # type: ignore[attr-defined]
    found = _STATUS.search(_words(group.get("Status", ""))) or _STATUS.search(diagnostic)  # type: ignore[attr-defined]
    return Notice(action, found.group() if found else "", diagnostic.partition(";")[2].strip()[:200])


def addressed_to(mail: EmailMessage) -> list[str]:
    """Where the notification was sent, the surest first."""
    return [
        _words(value) for name in ("Delivered-To", "X-Original-To", "To") for value in mail.get_all(name, [])
    ]


def _words(value: object) -> str:
    return "".join(c if c.isprintable() else " " for c in str(value)).strip()

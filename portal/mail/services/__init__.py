"""The verbs of the outbox: queue, send, and what staff may do to a message."""

from portal.mail.services.queueing import (
    CannotResendError,
    Draft,
    drain_begins,
    erase_about,
    expire,
    hold,
    is_opposed,
    oppose,
    queue,
    queue_many,
    resend,
    solicit_again,
    suppress,
    wake,
)
from portal.mail.services.returning import Outcome, empty_maildir, take_back
from portal.mail.services.sending import DrainReport, drain, forget, oldest_due, release_lost

__all__ = [
    "CannotResendError",
    "Draft",
    "DrainReport",
    "Outcome",
    "drain",
    "drain_begins",
    "empty_maildir",
    "erase_about",
    "expire",
    "forget",
    "hold",
    "is_opposed",
    "oldest_due",
    "oppose",
    "queue",
    "queue_many",
    "release_lost",
    "resend",
    "solicit_again",
    "suppress",
    "take_back",
    "wake",
]

"""The verbs of the outbox: queue, send, and what staff may do to a message."""

from portal.mail.services.queueing import (
    CannotResendError,
    Draft,
    drain_begins,
    erase_about,
    expire,
    hold,
    queue,
    queue_many,
    resend,
    suppress,
    wake,
)
from portal.mail.services.sending import DrainReport, drain, forget, oldest_due, release_lost

__all__ = [
    "CannotResendError",
    "Draft",
    "DrainReport",
    "drain",
    "drain_begins",
    "erase_about",
    "expire",
    "forget",
    "hold",
    "oldest_due",
    "queue",
    "queue_many",
    "release_lost",
    "resend",
    "suppress",
    "wake",
]

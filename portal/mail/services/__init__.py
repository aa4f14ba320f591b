"""The verbs of the outbox: queue, send, and what staff may do to a message."""

from portal.mail.services.queueing import (
    CannotResendError,
    expire,
    hold,
    queue,
    resend,
    suppress,
    wake,
)
from portal.mail.services.sending import DrainReport, drain, oldest_due, release_lost

__all__ = [
    "CannotResendError",
    "DrainReport",
    "drain",
    "expire",
    "hold",
    "oldest_due",
    "queue",
    "release_lost",
    "resend",
    "suppress",
    "wake",
]

"""Periodic work: fixed intervals in UTC, never local times.

A tick only asks the database what is due, so it is safe when two beats run or when one was stopped.
"""

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "mail-drain": {
        "task": "portal.mail.tasks.drain",
        "schedule": 30.0,
        "options": {"queue": "mail", "expires": 25},
    },
}

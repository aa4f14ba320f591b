"""Periodic work: fixed intervals in UTC, never local times.

A tick only asks the database what is due, so it is safe when two beats run or when one was stopped.
A tick that no worker took before the next one is dropped.
"""

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "mail-drain": {
        "task": "portal.mail.tasks.drain",
        "schedule": 30.0,
        "options": {"queue": "mail", "expires": 25},
    },
    "mail-returns": {
        "task": "portal.mail.tasks.read_returns",
        "schedule": 300.0,
        "options": {"queue": "default", "expires": 290},
    },
    "mail-sweep": {
        "task": "portal.mail.tasks.sweep",
        "schedule": 60.0,
        # Not the mail queue: it must run when that one is full.
        "options": {"queue": "default", "expires": 55},
    },
    "labels-expire": {
        "task": "labels.tasks.expire",
        "schedule": 3600.0,
        "options": {"queue": "default", "expires": 3500},
    },
    "events-sweep": {
        "task": "events.tasks.sweep_registrations",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 55},
    },
    "events-reminders": {
        "task": "events.tasks.plan_reminders",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 55},
    },
    "events-forget": {
        "task": "events.tasks.forget",
        "schedule": 21600.0,
        "options": {"queue": "default", "expires": 21500},
    },
    "events-absences": {
        "task": "events.tasks.mark_absences",
        "schedule": 3600.0,
        "options": {"queue": "default", "expires": 3500},
    },
    "mail-forget": {
        "task": "portal.mail.tasks.forget",
        "schedule": 21600.0,
        # Not the mail queue: nothing waits for it.
        "options": {"queue": "default", "expires": 21500},
    },
    "pictures-draw": {
        "task": "portal.core.tasks.draw_pictures",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 55},
    },
    "journal-forget": {
        "task": "portal.core.tasks.forget",
        "schedule": 21600.0,
        "options": {"queue": "default", "expires": 21500},
    },
    "talents-consents": {
        "task": "talents.tasks.archive_pages_without_consent",
        "schedule": 3600.0,
        "options": {"queue": "default", "expires": 3500},
    },
    "pages-accessibility": {
        "task": "portal.pages.tasks.declare_accessibility",
        "schedule": 3600.0,
        "options": {"queue": "default", "expires": 3500},
    },
}

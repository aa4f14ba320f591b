"""Where staff keep the agenda."""

from events.admin import around, meetings, registrations

__all__ = ["around", "meetings", "registrations"]

"""Where staff keep the agenda."""

from events.admin import around, door, meetings, registrations

__all__ = ["around", "door", "meetings", "registrations"]

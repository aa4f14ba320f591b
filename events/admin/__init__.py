"""Where staff keep the agenda."""

from events.admin import around, meetings

__all__ = ["around", "meetings"]

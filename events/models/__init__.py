from events.models.event import Event, EventQuerySet
from events.models.host import HostBid, HostCall
from events.models.place import Room, Venue
from events.models.presence import Attendance, Report, Stand
from events.models.series import Audience, EventSeries
from events.models.session import Session, SessionQuerySet, Speaker

__all__ = [
    "Attendance",
    "Audience",
    "Event",
    "EventQuerySet",
    "EventSeries",
    "HostBid",
    "HostCall",
    "Report",
    "Room",
    "Session",
    "SessionQuerySet",
    "Speaker",
    "Stand",
    "Venue",
]

from events.models.choice import RegistrationSession
from events.models.door import DoorAct
from events.models.event import Event
from events.models.event_query import EventQuerySet
from events.models.form_question import AccessNeed, Answer, FormQuestion
from events.models.host import HostBid, HostCall
from events.models.invitation import Invitation, InvitationQuerySet
from events.models.place import Room, Venue
from events.models.practical import Document, Question
from events.models.presence import Attendance, Report, Stand
from events.models.quota import Quota
from events.models.registration import Registration, RegistrationQuerySet
from events.models.reminder import ReminderRule
from events.models.series import Audience, EventSeries
from events.models.session import Session, SessionQuerySet, Speaker
from events.models.transition import RegistrationTransition

__all__ = [
    "AccessNeed",
    "Answer",
    "Attendance",
    "Audience",
    "Document",
    "DoorAct",
    "Event",
    "EventQuerySet",
    "EventSeries",
    "FormQuestion",
    "HostBid",
    "HostCall",
    "Invitation",
    "InvitationQuerySet",
    "Question",
    "Quota",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationSession",
    "RegistrationTransition",
    "ReminderRule",
    "Report",
    "Room",
    "Session",
    "SessionQuerySet",
    "Speaker",
    "Stand",
    "Venue",
]

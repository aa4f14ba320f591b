"""The programme: sessions find their room and their instants."""

import datetime as dt
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from events.clock import LocalTimeError, local_instant
from events.enums import EventStatus, SpeakerRole
from events.models import Event, Room, Session, Speaker, Stand
from events.services.errors import ProgrammeError, RoomTakenError
from events.wording import session_hours_text
from networks.models import Person, Structure
from portal.core.audit import Actor, record
from talents.models import Talent

ROOM_CONSTRAINTS = ("session_room_used_once", "session_room_used_once_in_event")


def session_period(event: Event, session: Session) -> DateTimeTZRange | None:
    """The instants of a session, once the day of the meeting is known. None when it will not be held then."""
    if (
        event.status != EventStatus.PLANNED
        or session.is_cancelled
        or not event.is_to_the_day
        or event.day is None
        or session.start_time is None
        or session.end_time is None
    ):
        return None
    day = event.day + dt.timedelta(days=session.day_number - 1)
    try:
        start = local_instant(day, session.start_time, zone=event.time_zone)
        end = local_instant(day, session.end_time, zone=event.time_zone)
    except LocalTimeError as error:
        raise ProgrammeError(f"« {session.title} » : {error}") from error
    return DateTimeTZRange(start, end, "[)")


def clashing_session(session: Session) -> Session | None:
    """The session that holds this one's room at the same time."""
    if session.room_id is None or session.start_time is None or session.is_cancelled:
        return None
    others = (
        Session.objects.held().filter(room=session.room_id).exclude(pk=session.pk).select_related("event")
    )
    inside = others.filter(
        event=session.event_id,
        day_number=session.day_number,
        start_time__lt=session.end_time,
        end_time__gt=session.start_time,
    ).first()
    if inside is not None or session.period is None:
        return inside
    return others.filter(period__overlap=session.period).first()


def room_taken_message(session: Session, other: Session) -> str:
    return _("La salle %(room)s est déjà prise par « %(other)s » (%(event)s, %(hours)s).") % {
        "room": session.room,
        "other": other.title,
        "event": other.event,
        "hours": session_hours_text(other),
    }


@contextmanager
def _room_told(session: Session):
    """Turn the refusal of the database into a sentence that names the other session."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name not in ROOM_CONSTRAINTS:
            raise
        other = clashing_session(session)
        message = (
            room_taken_message(session, other) if other else _("Cette salle est déjà prise à cette heure.")
        )
        raise RoomTakenError(message) from error


@transaction.atomic
def save_session(event: Event, session: Session, *, by: Actor | None, at: dt.datetime) -> Session:
    """Keep a new or changed session: its room belongs to the venue, and is free."""
    session.event = event
    if session.room is not None and session.room.venue_id != event.venue_id:
        raise ProgrammeError(_("La salle %(room)s n’est pas dans ce lieu.") % {"room": session.room})
    session.period = session_period(event, session)
    created = session.pk is None
    with _room_told(session):
        session.save()
    record(verb="add_session" if created else "change_session", target=session, by=by, at=at, event=event.pk)
    return session


def add_session(
    event: Event,
    *,
    kind: str,
    title: str,
    by: Actor | None,
    at: dt.datetime,
    room: Room | None = None,
    start: dt.time | None = None,
    end: dt.time | None = None,
    day_number: int = 1,
    day_part: str = "",
    capacity: int | None = None,
    summary: str = "",
    position: int = 0,
) -> Session:
    session = Session(
        event=event,
        kind=kind,
        title=title,
        summary=summary,
        room=room,
        start_time=start,
        end_time=end,
        day_number=day_number,
        day_part=day_part,
        capacity=capacity,
        position=position,
    )
    return save_session(event, session, by=by, at=at)


@transaction.atomic
def place_sessions(event: Event) -> None:
    """Compute the instants of all sessions again, after the date or the state of the meeting changed.

    All are set free first, so that two sessions may exchange their hours.
    """
    sessions = list(event.sessions.select_related("room"))
    event.sessions.update(period=None)
    for session in sessions:
        session.event = event
        session.period = session_period(event, session)
        if session.period is not None:
            with _room_told(session):
                session.save(update_fields=["period"])


@transaction.atomic
def add_speaker(
    session: Session,
    *,
    by: Actor | None,
    at: dt.datetime,
    person: Person | None = None,
    talent: Talent | None = None,
    role: str = SpeakerRole.SPEAKER,
    function: str = "",
    structure: Structure | None = None,
    affiliation: str = "",
    position: int = 0,
) -> Speaker:
    """Someone's part in a session, with the function and structure of that day."""
    speaker = Speaker.objects.create(
        session=session,
        person=person,
        talent=talent,
        role=role,
        function=function,
        structure=structure,
        affiliation=affiliation,
        position=position,
    )
    record(verb="add_speaker", target=session, by=by, at=at, speaker=speaker.pk)
    return speaker


@transaction.atomic
def add_stand(
    event: Event,
    *,
    structure: Structure,
    by: Actor | None,
    at: dt.datetime,
    level: str = "",
    room: Room | None = None,
    code: str = "",
    activities: str = "",
    position: int = 0,
) -> Stand:
    """A structure's place in the forum."""
    stand = Stand.objects.create(
        event=event,
        structure=structure,
        level=level,
        room=room,
        code=code,
        activities=activities,
        position=position,
    )
    record(verb="add_stand", target=event, by=by, at=at, structure=structure.pk)
    return stand

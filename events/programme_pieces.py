"""The programme of a meeting turned into what its components are given: grids, lists, voices. Nothing here queries."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.clock import LocalTimeError, local_instant
from events.enums import SessionKind, SpeakerRole
from events.models import Event, Session, Speaker
from events.pieces import public_link
from events.wording import session_hours_text
from portal.core import components as c
from portal.core.programme import Grid, ProgrammeSession, Room, arrange
from portal.core.richtext import french

# A day for programmes of which the date is not known: only its hours are shown.
SOME_DAY = dt.date(2001, 1, 1)


def session_look(session: Session) -> tuple[str, str]:
    """Its treatment in the grid, and the family it is told under. The words are always written."""
    return {
        SessionKind.WORKSHOP: ("full", _("Atelier")),
        SessionKind.EXCHANGE: ("full", _("Échange d’expériences")),
        SessionKind.RECRUITMENT: ("framed", _("Recrutement")),
        SessionKind.FORUM: ("framed", _("Forum")),
        SessionKind.IMMERSION: ("tinted", _("Immersion")),
        SessionKind.VISIT: ("tinted", _("Visite")),
        SessionKind.BREAK: ("plain", _("Convivialité")),
    }.get(SessionKind(session.kind), ("stage", _("Sur scène")))


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """One day: a grid of the sessions whose hours are known, a list of the others."""

    heading: str
    grid: Grid | None
    rows: Sequence[c.Row]
    legend: Sequence[tuple[str, str]]


def places_words(session: Session, free: Mapping[int, int]) -> str:
    """« 4 places », « complet, liste d’attente », « accès libre »."""
    if session.capacity is None:
        return _("accès libre") if session.kind == SessionKind.BREAK else ""
    left = free.get(session.pk, session.capacity)
    if left <= 0:
        return _("complet, liste d’attente")
    return ngettext("%(n)d place", "%(n)d places", left) % {"n": left}


def programme_days(
    event: Event,
    sessions: Iterable[Session],
    *,
    free: Mapping[int, int] | None = None,
    keyed: bool = False,
) -> list[ProgrammeDay]:
    """The programme, day by day. `free`: places left by session, where they are counted. `keyed`: each session can be
    chosen."""
    by_day: dict[int, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(session.day_number, []).append(session)
    several = len(by_day) > 1 or any(number > 1 for number in by_day)
    return [
        _programme_day(event, number, by_day[number], several=several, free=free or {}, keyed=keyed)
        for number in sorted(by_day)
    ]


def _programme_day(
    event: Event,
    number: int,
    sessions: Sequence[Session],
    *,
    several: bool,
    free: Mapping[int, int],
    keyed: bool,
) -> ProgrammeDay:
    day = day_of(event, number)
    heading = ""
    if several:
        heading = _("Jour %(number)d") % {"number": number}
        if day is not None:
            heading = capfirst(formats.date_format(day, "l j F"))
    timed: list[ProgrammeSession] = []
    untimed: list[c.Row] = []
    legend: dict[tuple[str, str], None] = {}
    rooms: dict[tuple[int, int], Room] = {}
    for session in sessions:
        look, word = session_look(session)
        legend[look, word] = None
        if session.start_time is None or session.end_time is None:
            untimed.append(_untimed_row(session, before=untimed))
            continue
        if session.room is not None:
            seats = (
                ngettext("%(n)d place", "%(n)d places", session.room.capacity) % {"n": session.room.capacity}
                if session.room.capacity and not session.room.level
                else ""
            )
            rooms[session.room.position, session.room.pk] = Room(
                session.room.name, session.room.level or seats
            )
        timed.append(
            ProgrammeSession(
                title=french(session.title),
                start=dt.datetime.combine(day or SOME_DAY, session.start_time),
                end=dt.datetime.combine(day or SOME_DAY, session.end_time),
                kind=word,
                look=look,
                room=session.room.name if session.room else "",
                about=places_words(session, free),
                cancelled=session.is_cancelled,
                key=str(session.pk) if keyed and not session.is_cancelled else "",
            )
        )
    grid = arrange(timed, [rooms[key] for key in sorted(rooms)]) if timed else None
    if grid is not None and day is not None:
        grid = replace(grid, opens=_opening(event, day, min(item.start for item in timed)))
    return ProgrammeDay(heading, grid, untimed, list(legend))


def day_of(event: Event, number: int) -> dt.date | None:
    """The day of the calendar on which the n-th day of the programme falls, where it is known."""
    if event.day is None or not event.is_to_the_day:
        return None
    return event.day + dt.timedelta(days=number - 1)


def _opening(event: Event, day: dt.date, first: dt.datetime) -> str:
    """The instant at which the grid begins, for machines: the hour before the first session, or at it."""
    try:
        return local_instant(day, first.time().replace(minute=0), zone=event.time_zone).isoformat()
    except LocalTimeError:
        return ""


def _untimed_row(session: Session, *, before: Sequence[c.Row]) -> c.Row:
    """The part of the day is written once, above the sessions that share it."""
    tags = [c.Note(capfirst(session.get_kind_display()))]
    if session.is_cancelled:
        tags.append(c.Note(_("annulé"), "x"))
    told = [row.lead for row in before if row.lead]
    lead = session_hours_text(session)
    who = "\u202f; ".join(
        ", ".join(part for part in (speaker_name(speaker), speaker_about(speaker)) if part)
        for speaker in session.speakers.all()
        if speaker_name(speaker)
    )
    return c.Row(
        title=french(session.title),
        lead=lead if not told or told[-1] != lead else "",
        text=french(". ".join(part.rstrip(".") for part in (session.summary, who) if part)),
        tags=tags,
    )


@dataclass(frozen=True, slots=True)
class Voices:
    """The people of a session: « Six voix autour d’une table »."""

    session: Session
    when: str
    title: str
    moderated_by: str
    rows: Sequence[c.Row]

    @property
    def is_table(self) -> bool:
        """Several people, who deserve their part of the page; a single speaker is named on the programme's."""
        return len(self.rows) > 2 or bool(self.moderated_by)


def speaker_name(speaker: Speaker) -> str:
    """The name, if it may be told to everybody; else nothing, and the line is left out."""
    if speaker.talent is not None:
        return speaker.talent.public_name if speaker.talent.is_published else ""
    if speaker.person is not None and (speaker.person.is_public_figure or speaker.person.is_demo):
        return str(speaker.person)
    return ""


def speaker_about(speaker: Speaker) -> str:
    structure = speaker.structure.title if speaker.structure else speaker.affiliation
    return ", ".join(part for part in (speaker.function, structure) if part)


def _speaker_row(speaker: Speaker) -> c.Row:
    link = public_link(speaker.talent) if speaker.talent else ""
    return c.Row(title=speaker_name(speaker), aside=speaker_about(speaker), url=link)


def voices_of(session: Session) -> Voices | None:
    """None when nobody of this session may be named. Its speakers are loaded."""
    named = [speaker for speaker in session.speakers.all() if speaker_name(speaker)]
    if not named:
        return None
    moderators = [speaker for speaker in named if speaker.role == SpeakerRole.MODERATOR]
    others = [speaker for speaker in named if speaker.role != SpeakerRole.MODERATOR]
    told = [", ".join(part for part in (speaker_name(s), speaker_about(s)) if part) for s in moderators]
    place = session.room.name if session.room else ""
    hours = session_hours_text(session)
    return Voices(
        session=session,
        when=", ".join(part for part in (hours, place) if part),
        title=session.title,
        moderated_by="\u202f; ".join(told),
        rows=[_speaker_row(speaker) for speaker in others],
    )

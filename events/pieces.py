"""A meeting turned into the plain values that the components of a page are given. Nothing here queries."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import EventPrecision, SessionKind, SpeakerRole
from events.models import Audience, Event, Session, Speaker, Stand
from events.wording import (
    date_text,
    event_hours_text,
    hours_text,
    lower_first,
    place_text,
    session_hours_text,
    zone_text,
)
from networks.models import Partnership
from portal.core import components as c
from portal.core.models import Entry
from portal.core.programme import Grid, ProgrammeSession, Room, arrange
from portal.core.richtext import french

# A day for programmes of which the date is not known: only its hours are shown.
SOME_DAY = dt.date(2001, 1, 1)


def crumbs_of(event: Event, here: str = "") -> list[c.Crumb]:
    crumbs = [c.Crumb(_("Événements"), reverse("events:agenda"))]
    if here:
        return [*crumbs, c.Crumb(event.title, event.get_absolute_url()), c.Crumb(here)]
    return [*crumbs, c.Crumb(event.title)]


def public_link(entry: Entry) -> str:
    """Its page if everybody may read it, else nothing: the name stands alone."""
    return entry.get_absolute_url() if entry.is_published else ""


def drawing_of(event: Event) -> c.Portrait | None:
    """The cut-out face above the poster: decorative."""
    return c.Portrait(static(f"img/portraits/{event.drawing}.svg")) if event.drawing else None


def machine_date(event: Event) -> str:
    """The date for machines, only where the day is known."""
    if event.local_start is not None:
        return event.local_start.isoformat(timespec="minutes")
    return event.day.isoformat() if event.is_to_the_day and event.day else ""


def status_words(event: Event) -> str:
    if event.is_cancelled:
        return _("Annulé")
    return _("Reporté") if event.is_postponed else ""


# Lists


def agenda_row(event: Event, *, under_month: bool = True, with_series: bool = True) -> c.Row:
    """A line of a list. Under the heading of a month, the month itself is not repeated; nor the series on its page."""
    day = event.day
    if day is not None and event.is_to_the_day:
        lead: str | int = day.day
        if event.last_day and event.last_day != day:
            lead = f"{day.day}–{event.last_day.day}"
        notes = [_weekdays(event), event_hours_text(event)]
        if not under_month:
            notes = [capfirst(f"{MONTHS[day.month]} {day.year}"), lower_first(notes[0]), notes[1]]
    else:
        lead = _imprecise_lead(event, under_month=under_month)
        notes = [event.date_note if day is not None else ""]
    if event.year_derived and (not under_month or event.is_to_the_day):
        notes.append(_("année déduite"))
    tags = [c.Note(word, "triangle-alert") for word in [status_words(event)] if word]
    place = place_text(event)
    if place:
        tags.append(c.Note(capfirst(place), "map-pin"))
    if event.series and with_series:
        tags.append(c.Note(event.series.title, "repeat"))
    return c.Row(
        title=event.title,
        url=event.get_absolute_url(),
        text=french(event.summary),
        lead=lead,
        lead_note=", ".join(note for note in notes if note),
        hue=event.hue,
        slug=event.slug,
        tags=tags,
        datetime=machine_date(event),
    )


def _weekdays(event: Event) -> str:
    """« Jeudi », « Du mercredi au vendredi »."""
    if event.day is None:
        return ""
    first = formats.date_format(event.day, "l")
    if event.last_day is None or event.last_day == event.day:
        return capfirst(first)
    last = formats.date_format(event.last_day, "l")
    return capfirst(_("du %(first)s au %(last)s") % {"first": first, "last": last})


def _imprecise_lead(event: Event, *, under_month: bool) -> str:
    """What stands for the day; under a heading that says the period already, the period is not repeated."""
    if event.day is None:
        return date_text(event)
    if not under_month:
        return capfirst(str(event.imprecise_date))
    if event.precision == EventPrecision.MONTH:
        return _("Dans le mois")
    if event.precision == EventPrecision.SEASON:
        return _("Dans la saison")
    return _("Dans l’année")


@dataclass(frozen=True, slots=True)
class AgendaGroup:
    """Meetings under one heading: a month, a season, a year, or no date at all."""

    heading: str
    rows: Sequence[c.Row]


def group_key(event: Event) -> tuple:
    if event.day is None:
        return ("unknown",)
    if event.precision in (EventPrecision.SEASON, EventPrecision.YEAR):
        return (event.precision, event.day)
    return ("month", event.day.year, event.day.month)


def group_heading(event: Event) -> str:
    if event.day is None:
        return _("Date à préciser") if not event.is_over else _("Sans date connue")
    if event.precision in (EventPrecision.SEASON, EventPrecision.YEAR):
        return capfirst(str(event.imprecise_date))
    return capfirst(f"{MONTHS[event.day.month]} {event.day.year}")


def agenda_groups(events: Iterable[Event]) -> list[AgendaGroup]:
    """Already sorted meetings, each under its heading; a heading comes once."""
    groups: dict[tuple, tuple[str, list[c.Row]]] = {}
    for event in events:
        _heading, rows = groups.setdefault(group_key(event), (group_heading(event), []))
        rows.append(agenda_row(event))
    return [AgendaGroup(heading, rows) for heading, rows in groups.values()]


# The page of a meeting


def facts_of(
    event: Event, sessions: Sequence[Session] = (), audiences: Iterable[Audience] = ()
) -> list[c.Note]:
    """When, on whose clocks, where, for whom."""
    facts = [c.Note(date_text(event), "calendar")]
    hours = event_hours_text(event) or _hours_of_programme(sessions)
    if hours:
        zone = zone_text(event)
        facts.append(c.Note(capfirst(f"{hours}, {zone}" if zone else hours), "clock"))
    place = place_text(event)
    if place:
        facts.append(c.Note(place, "map-pin"))
    names = [audience.name for audience in audiences]
    if names:
        facts.append(c.Note(_("Pour : %(people)s") % {"people": ", ".join(names)}, "users"))
    return facts


def _hours_of_programme(sessions: Sequence[Session]) -> str:
    """What the programme says of the hours, when the date does not: the first and the last hour of a day."""
    timed = [session for session in sessions if session.start_time and session.end_time]
    if not timed or any(session.day_number > 1 for session in timed):
        return ""
    return hours_text(
        min(session.start_time for session in timed if session.start_time),
        max(session.end_time for session in timed if session.end_time),
    )


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
    event: Event, sessions: Iterable[Session], *, free: Mapping[int, int] | None = None
) -> list[ProgrammeDay]:
    """The programme, day by day. `free`: places left by session, where they are counted."""
    by_day: dict[int, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(session.day_number, []).append(session)
    several = len(by_day) > 1 or any(number > 1 for number in by_day)
    return [
        _programme_day(event, number, by_day[number], several=several, free=free or {})
        for number in sorted(by_day)
    ]


def _programme_day(
    event: Event, number: int, sessions: Sequence[Session], *, several: bool, free: Mapping[int, int]
) -> ProgrammeDay:
    day = event.day + dt.timedelta(days=number - 1) if event.is_to_the_day and event.day else None
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
            )
        )
    grid = arrange(timed, [rooms[key] for key in sorted(rooms)]) if timed else None
    return ProgrammeDay(heading, grid, untimed, list(legend))


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


def floors_of(stands: Iterable[Stand]) -> list[c.Floor]:
    """Stands by level, in the order of their codes."""
    levels: dict[str, list[c.Stand]] = {}
    for stand in stands:
        levels.setdefault(stand.level or (stand.room.level if stand.room else ""), []).append(
            c.Stand(
                stand.structure.title,
                number=stand.code,
                text=stand.activities,
                url=public_link(stand.structure),
            )
        )
    return [c.Floor(level or _("Sur place"), stands) for level, stands in levels.items()]


def partner_rows(partnerships: Iterable[Partnership]) -> list[c.Row]:
    """Who organises, hosts, supports: the role is written."""
    rows = []
    for partnership in partnerships:
        partner = partnership.partner
        about = [capfirst(partnership.get_role_display()), partnership.note]
        rows.append(
            c.Row(
                title=partner.title, url=public_link(partner), aside=", ".join(part for part in about if part)
            )
        )
    return rows

"""A meeting turned into the plain values that the components of a page are given. Nothing here queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.enums import EventPrecision
from events.models import Audience, Event, Session, Stand
from events.wording import (
    date_text,
    event_hours_text,
    hours_text,
    lower_first,
    place_text,
    zone_text,
)
from networks.models import Partnership
from portal.core import components as c
from portal.core.models import Entry
from portal.core.richtext import french


def crumbs_of(event: Event, here: str = "") -> list[c.Crumb]:
    crumbs = [c.Crumb(_("Événements"), reverse("events:agenda"))]
    if here:
        return [*crumbs, c.Crumb(event.title, event.get_absolute_url(), typed=True), c.Crumb(here)]
    return [*crumbs, c.Crumb(event.title, typed=True)]


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

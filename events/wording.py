"""How the date of a meeting is told, in full: « jeudi 17 octobre 2019, de 9 h à 17 h »."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, translation
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Session
from portal.core.richtext import NO_BREAK


def hour_text(time: dt.time) -> str:
    """« 9 h », « 9 h 30 »; in English, « 9:30 »."""
    if (translation.get_language() or "fr")[:2] != "fr":
        return f"{time.hour}:{time.minute:02}"
    text = f"{time.hour}{NO_BREAK}h"
    return f"{text}{NO_BREAK}{time.minute:02}" if time.minute else text


def hours_text(start: dt.time, end: dt.time | None) -> str:
    if end is None:
        return _("à partir de %(start)s") % {"start": hour_text(start)}
    return _("de %(start)s à %(end)s") % {"start": hour_text(start), "end": hour_text(end)}


def _day(day: dt.date, *, weekday: bool = False, year: bool = True, month: bool = True) -> str:
    first = day.day == 1 and (translation.get_language() or "fr")[:2] == "fr"
    text = formats.date_format(day, r"j\e\r" if first else "j")
    if weekday:
        text = f"{formats.date_format(day, 'l')} {text}"
    if month:
        text = f"{text} {MONTHS[day.month]}"
    return f"{text} {day.year}" if year else text


def date_text(event: Event) -> str:
    """The date as it is known, without its hours. « Un mardi » stays « Un mardi »."""
    if event.day is None:
        if event.date_note:
            told = capfirst(event.date_note)
            return told if event.is_over else _("%(note)s, date à préciser") % {"note": told}
        return _("Date non précisée") if event.is_over else _("Date à préciser")
    if event.last_day and event.last_day != event.day:
        same_year = event.day.year == event.last_day.year
        same_month = same_year and event.day.month == event.last_day.month
        text = _("du %(first)s au %(last)s") % {
            "first": _day(event.day, year=not same_year, month=not same_month),
            "last": _day(event.last_day),
        }
        if event.year_derived:
            text = f"{text} ({_('année déduite')})"
    else:
        text = str(event.imprecise_date)
    text = capfirst(text)
    return f"{text}, {event.date_note}" if event.date_note else text


def event_hours_text(event: Event) -> str:
    """The hours of the meeting, empty if they are not known or if it lasts several days."""
    start, end = event.local_start, event.local_end
    if start is None or (event.last_day and event.last_day != event.day):
        return ""
    return hours_text(start.time(), end.time() if end else None)


def zone_text(event: Event) -> str:
    """Whose clocks these are, when they do not show the site's hour: « heure de Montréal, 15 h à Paris »."""
    start, home = event.local_start, ZoneInfo(settings.TIME_ZONE)
    if start is None:
        return ""
    ours = start.astimezone(home)
    if ours.utcoffset() == start.utcoffset():
        return ""
    city, our_city = (zone.rsplit("/", 1)[-1].replace("_", " ") for zone in (event.time_zone, home.key))
    told = hour_text(ours.time())
    if ours.date() != start.date():
        told = f"{_day(ours.date(), weekday=True, year=False)}, {told}"
    return _("heure de %(city)s (%(hour)s à %(here)s)") % {"city": city, "hour": told, "here": our_city}


def when_text(event: Event) -> str:
    hours = event_hours_text(event)
    return f"{date_text(event)}, {hours}" if hours else date_text(event)


# Beyond, days are no longer counted by anybody.
_COUNTED_IN_DAYS = 60


def countdown_text(event: Event, *, at: dt.datetime) -> str:
    """« dans 12 jours », « demain », « aujourd’hui à 18 h »: only where the day is known and is not over."""
    if event.day is None or not event.is_to_the_day or event.is_past(at=at):
        return ""
    days = (event.day - at.astimezone(event.zone).date()).days
    if days < 0 or (event.starts_at is not None and event.starts_at <= at):
        return _("en ce moment")
    hour = hour_text(event.local_start.time()) if event.local_start else ""
    if days == 0:
        return _("aujourd’hui à %(hour)s") % {"hour": hour} if hour else _("aujourd’hui")
    if days == 1:
        return _("demain à %(hour)s") % {"hour": hour} if hour else _("demain")
    if days <= _COUNTED_IN_DAYS:
        return ngettext("dans %(n)d jour", "dans %(n)d jours", days) % {"n": days}
    months = round(days / 30.44)
    return ngettext("dans %(n)d mois", "dans %(n)d mois", months) % {"n": months}


def session_hours_text(session: Session) -> str:
    """« 9 h 30 – 10 h 30 », or the part of the day."""
    if session.start_time is None or session.end_time is None:
        return capfirst(session.get_day_part_display()) if session.day_part else ""
    return f"{hour_text(session.start_time)} – {hour_text(session.end_time)}"


def place_text(event: Event) -> str:
    """« Hub&Go, Le Creusot », « Lyon, lieu à préciser »."""
    venue = event.venue
    town = event.territory or (venue.territory if venue else None)
    parts = [venue.name if venue else "", town.title if town else "", event.place_note]
    return ", ".join(part for part in parts if part)


def lower_first(text: str) -> str:
    """For the middle of a sentence."""
    return text[:1].lower() + text[1:]

"""Calendar files. What is not known to the day is not exported: no calendar shows a false day."""

import datetime as dt
import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, vUri
from icalendar import Event as CalendarEvent

from events.enums import EventPrecision
from events.models import Event, EventSeries, Session
from events.programme_pieces import speaker_name
from events.windows import Window
from events.wording import place_text
from networks.enums import PartnershipRole
from networks.models import Partnership
from portal.core.addresses import public_url
from portal.core.linked_data import thing
from portal.core.models import Entry


def calendar_uid(event: Event) -> str:
    """The same for ever, whatever becomes of the title, the address or the date."""
    return f"evenement-{event.pk}@{settings.MAIL_DOMAIN}"


def _plain(text: str) -> str:
    """Without control characters, which calendars choke on; line breaks stay."""
    kept = (
        c
        for c in text.replace("\r\n", "\n")
        if c == "\n" or unicodedata.category(c) not in ("Cc", "Zl", "Zp")
    )
    return "".join(kept).strip()


def calendar_event(event: Event) -> CalendarEvent | None:
    """One VEVENT, or None when the day is not known."""
    if not event.is_to_the_day or event.day is None:
        return None
    item = CalendarEvent()
    item.add("uid", calendar_uid(event))
    item.add("sequence", event.sequence)
    item.add("dtstamp", event.updated_at)
    item.add("last-modified", event.updated_at)
    title = _plain(event.title).replace("\n", " ")
    if event.is_cancelled:
        title = _("Annulé : %(title)s") % {"title": title}
    elif event.is_postponed:
        title = _("Reporté : %(title)s") % {"title": title}
    item.add("summary", title)
    if event.precision == EventPrecision.HOUR:
        item.add("dtstart", event.local_start)
        if event.ends_at is not None:
            item.add("dtend", event.local_end)
    else:
        item.add("dtstart", event.day)
        # The end of an all-day event is the morning after.
        item.add("dtend", (event.last_day or event.day) + dt.timedelta(days=1))
    address = public_url(event.get_absolute_url())
    description = [_plain(event.summary), address]
    item.add("description", "\n\n".join(part for part in description if part))
    place = [_plain(place_text(event)), _plain(event.venue.address) if event.venue else ""]
    item.add("location", ", ".join(part for part in place if part).replace("\n", " "))
    item.add("url", vUri(address))
    # A postponed meeting is no longer held that day: calendars take it away until it has a new date.
    item.add("status", "CANCELLED" if event.is_cancelled or event.is_postponed else "CONFIRMED")
    return item


def session_event(event: Event, session: Session, day: dt.date) -> CalendarEvent:
    """One session. Without its hours, it is told for the whole day: no hour is made up."""
    item = CalendarEvent()
    item.add("uid", f"seance-{session.pk}@{settings.MAIL_DOMAIN}")
    item.add("sequence", event.sequence)
    item.add("dtstamp", event.updated_at)
    off = session.is_cancelled or event.is_cancelled or event.is_postponed
    title = _plain(session.title).replace("\n", " ")
    item.add("summary", _("Annulé : %(title)s") % {"title": title} if off else title)
    if session.start_time is not None and session.end_time is not None:
        item.add("dtstart", dt.datetime.combine(day, session.start_time, tzinfo=event.zone))
        item.add("dtend", dt.datetime.combine(day, session.end_time, tzinfo=event.zone))
    else:
        item.add("dtstart", day)
        item.add("dtend", day + dt.timedelta(days=1))
    address = public_url(f"{reverse('events:programme', args=[event.slug])}#seance-{session.pk}")
    item.add("description", "\n\n".join(part for part in (_plain(session.summary), address) if part))
    room = [session.room.name, session.room.level] if session.room else []
    place = [*room, _plain(place_text(event)), _plain(event.venue.address) if event.venue else ""]
    item.add("location", ", ".join(part for part in place if part).replace("\n", " "))
    item.add("url", vUri(address))
    item.add("status", "CANCELLED" if off else "CONFIRMED")
    return item


def sessions_file(event: Event, sessions: Iterable[tuple[Session, dt.date]], *, name: str) -> bytes:
    """A calendar of some sessions of a meeting, each with its day."""
    calendar = new_calendar(name)
    for session, day in sessions:
        calendar.add_component(session_event(event, session, day))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def new_calendar(name: str, *, method: str = "PUBLISH") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.MAIL_DOMAIN}//Vivier//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("x-wr-calname", _plain(name).replace("\n", " "))
    return calendar


def calendar_file(events: Iterable[Event], *, name: str, page: str = "") -> bytes:
    """A calendar of these meetings, with the rules of their time zones. `page` shows the same."""
    calendar = new_calendar(name)
    calendar.add("refresh-interval", dt.timedelta(hours=6), {"VALUE": "DURATION"})
    # What older calendars read instead.
    calendar.add("x-published-ttl", "PT6H")
    if page:
        calendar.add("url", vUri(public_url(page)))
    for event in events:
        item = calendar_event(event)
        if item is not None:
            calendar.add_component(item)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def series_data(series: EventSeries) -> dict[str, object]:
    return thing(series, "EventSeries")


def event_data(
    event: Event,
    partnerships: Iterable[Partnership],
    sessions: Iterable[Session] = (),
    *,
    free: int | None = None,
    window: Window = Window.NONE,
) -> dict[str, object]:
    """The meeting for machines (schema.org). A date is written as far as it is known, no further.

    `free`: the places left, if it has any to give and is still to come. `sessions` come with their speakers.
    """
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": public_url(event.get_absolute_url()),
        "eventStatus": "https://schema.org/"
        + {"cancelled": "EventCancelled", "postponed": "EventPostponed"}.get(event.status, "EventScheduled"),
    }
    if event.summary:
        data["description"] = event.summary
    if event.local_start is not None:
        data["startDate"] = event.local_start.isoformat()
        if event.local_end is not None:
            data["endDate"] = event.local_end.isoformat()
    elif event.day is not None and event.precision == EventPrecision.DAY:
        data["startDate"] = event.day.isoformat()
        data["endDate"] = (event.last_day or event.day).isoformat()
    elif event.day is not None and event.precision == EventPrecision.MONTH:
        data["startDate"] = f"{event.day:%Y-%m}"
    elif event.day is not None and event.precision == EventPrecision.YEAR:
        data["startDate"] = f"{event.day:%Y}"
    place = place_text(event)
    if place:
        data["location"] = {
            "@type": "Place",
            "name": place,
            "address": event.venue.address if event.venue and event.venue.address else place,
        }
        data["eventAttendanceMode"] = "https://schema.org/OfflineEventAttendanceMode"
    organisers = [
        _named("Organization", partnership.partner)
        for partnership in partnerships
        if partnership.role == PartnershipRole.ORGANISER
    ]
    if not organisers and event.network is not None and event.network.is_published:
        organisers = [_named("Organization", event.network)]
    if organisers:
        data["organizer"] = organisers
    if event.series is not None and event.series.is_published:
        data["superEvent"] = _named("EventSeries", event.series)
    performers = _performers(sessions)
    if performers:
        data["performer"] = performers
    if window in (Window.OPEN, Window.NOT_YET):
        data["isAccessibleForFree"] = True
        data["offers"] = _offer(event, free=free, window=window)
    if event.capacity is not None:
        data["maximumAttendeeCapacity"] = event.capacity
        if free is not None and not (event.is_cancelled or event.is_postponed):
            data["remainingAttendeeCapacity"] = max(0, free)
    return data


def _named(type_: str, entry: Entry) -> dict[str, object]:
    """Its name, and its page if everybody may read it."""
    told: dict[str, object] = {"@type": type_, "name": entry.title}
    if entry.is_published:
        told["url"] = public_url(entry.get_absolute_url())
    return told


def _performers(sessions: Iterable[Session]) -> list[dict[str, object]]:
    """Who speaks and may be named, each once, in the order of the programme."""
    found: dict[str, dict[str, object]] = {}
    for session in sessions:
        for speaker in () if session.is_cancelled else session.speakers.all():
            name, talent = speaker_name(speaker), speaker.talent
            if name and talent is not None:
                type_ = "PerformingGroup" if talent.is_collective else "Person"
                found.setdefault(name, _named(type_, talent) | {"name": name})
            elif name:
                found.setdefault(name, {"@type": "Person", "name": name})
    return list(found.values())


def _offer(event: Event, *, free: int | None, window: Window) -> dict[str, object]:
    """Every meeting is free: what is offered is a place."""
    stock = "PreOrder" if window == Window.NOT_YET else "InStock"
    offer: dict[str, object] = {
        "@type": "Offer",
        "price": "0",
        "priceCurrency": "EUR",
        "availability": f"https://schema.org/{'SoldOut' if free is not None and free <= 0 else stock}",
        "url": public_url(reverse("events:register", args=[event.slug])),
    }
    if event.registration_opens_at is not None:
        offer["validFrom"] = event.registration_opens_at.astimezone(event.zone).isoformat()
    return offer

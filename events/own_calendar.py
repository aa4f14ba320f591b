"""Somebody's own place in their calendar: a file that follows it, and addresses that fill in a web calendar.

The file has an identity of its own, so that giving up the place takes the entry away (METHOD:CANCEL) and leaves the
public calendar of the meeting alone. Its SEQUENCE grows with the meeting's and with the registration's.
"""

import datetime as dt
from email.utils import parseaddr
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress

from events.enums import ChoiceState, EventPrecision, RegistrationState
from events.exports import calendar_event, new_calendar
from events.models import Event, Registration
from events.wording import place_text
from portal.core.addresses import public_url

S = RegistrationState
GONE = (S.CANCELLED, S.REFUSED)


def has_entry(registration: Registration) -> bool:
    """Whether there is something to put in a calendar, or to take out of it."""
    if not registration.event.is_to_the_day:
        return False
    if registration.state in GONE:
        return registration.confirmed_at is not None
    return registration.state in (S.CONFIRMED, S.PRESENT, S.ABSENT)


def registration_file(registration: Registration) -> bytes:
    """The place of one person: published while it is held, cancelled once it is not."""
    event = registration.event
    off = registration.state in GONE or event.is_cancelled or event.is_postponed
    calendar: Calendar = new_calendar(event.title, method="CANCEL" if off else "PUBLISH")
    item = calendar_event(event)
    if item is None:
        return calendar.to_ical()
    for name, value in (
        ("uid", f"inscription-{registration.pk}@{settings.MAIL_DOMAIN}"),
        ("sequence", event.sequence + registration.revision),
        ("status", "CANCELLED" if off else "CONFIRMED"),
    ):
        del item[name]
        item.add(name, value)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    item.add("organizer", vCalAddress(f"mailto:{sender}"))
    held = [
        str(choice.session)
        for choice in registration.choices.select_related("session")
        if choice.state == ChoiceState.HELD
    ]
    if held and not off:
        told = str(item["description"])
        del item["description"]
        item.add("description", _("Vos séances : %(list)s") % {"list": ", ".join(held)} + "\n\n" + told)
    calendar.add_component(item)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def calendar_links(event: Event) -> list[tuple[str, str]]:
    """Name and address of web calendars, filled in. Nothing of the registration is in them, and nothing leaves
    before they are followed."""
    if not event.is_to_the_day or event.day is None or event.is_cancelled or event.is_postponed:
        return []
    where = ", ".join(
        part for part in (place_text(event), event.venue.address if event.venue else "") if part
    )
    page = public_url(event.get_absolute_url())
    if event.precision == EventPrecision.HOUR and event.starts_at is not None:
        start, end = event.starts_at, event.ends_at or event.starts_at
        compact = "/".join(moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ") for moment in (start, end))
        plain = [moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (start, end)]
        all_day = "false"
    else:
        after = (event.last_day or event.day) + dt.timedelta(days=1)
        compact = f"{event.day:%Y%m%d}/{after:%Y%m%d}"
        plain, all_day = [event.day.isoformat(), after.isoformat()], "true"
    google = urlencode(
        {
            "action": "TEMPLATE",
            "text": event.title,
            "dates": compact,
            "details": page,
            "location": where,
            "ctz": event.time_zone,
        }
    )
    outlook = urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": event.title,
            "startdt": plain[0],
            "enddt": plain[1],
            "allday": all_day,
            "body": page,
            "location": where,
        }
    )
    return [
        ("Google Agenda", f"https://calendar.google.com/calendar/render?{google}"),
        ("Outlook", f"https://outlook.live.com/calendar/0/action/compose?{outlook}"),
        ("Microsoft 365", f"https://outlook.office.com/calendar/0/action/compose?{outlook}"),
    ]

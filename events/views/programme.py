"""The programme of a meeting: whole, narrowed, or what somebody chose of it. Nobody's choice is kept here."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from events.exports import sessions_file
from events.models import Event, Session
from events.pieces import facts_of
from events.programme_choices import Mine, look_word, mine_of, narrow
from events.programme_pieces import day_of, programme_days, voices_of
from events.services.places import sessions_with_places
from events.views.event import common, find_event, sessions_of
from events.wording import session_hours_text
from portal.core import components as c
from portal.core.requests import HtmxHttpRequest
from portal.core.richtext import french


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Narrowed by its address, fit for printing, with who speaks in each session."""
    event = find_event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    everything = sessions_of(event, with_words=True)
    narrowed = narrow(everything, request.GET)
    sessions = narrowed.sessions
    is_past = event.is_past(at=timezone.now())
    free = {} if is_past else sessions_with_places(event)
    days = programme_days(event, sessions, free=free, keyed=not is_past and not event.is_cancelled)
    mine = reverse("events:my_programme", args=[event.slug])
    context = common(event, here=_("Programme")) | {
        "facts": facts_of(event, everything),
        "narrowed": narrowed,
        "days": days,
        "can_choose": any(placed.session.key for day in days if day.grid for placed in day.grid.sessions),
        "mine_url": mine,
        "several_days": any(session.day_number > 1 for session in everything),
        "has_programme": bool(everything),
        "voices": [voice for voice in (voices_of(session) for session in sessions) if voice],
        "summaries": [session for session in sessions if session.summary],
    }
    return render(request, "events/programme.html", context)


@require_safe
@vary_on_headers("HX-Request")
def my_programme(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """The sessions that the address names. The visitor's browser keeps them; this page only tells them."""
    event = find_event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    mine = mine_of(sessions_of(event), request.GET)
    context = common(event, here=_("Mon programme")) | _mine_context(event, mine)
    response = render(
        request, "events/_my_programme.html" if request.htmx else "events/my_programme.html", context
    )
    # Of interest to one person: no search engine keeps it.
    response["X-Robots-Tag"] = "noindex"
    return response


def _mine_context(event: Event, mine: Mine) -> dict[str, Any]:
    by_day: dict[str, list[tuple[int, c.Row]]] = {}
    clashing = {session.pk for pair in mine.clashes for session in pair}
    for session in mine.sessions:
        row = _row(session, clashes=session.pk in clashing)
        by_day.setdefault(_day_heading(event, session), []).append((session.pk, row))
    address = reverse("events:my_programme_ics", args=[event.slug])
    query = urlencode([("s", key) for key in mine.keys])
    return {
        "mine": mine,
        "by_day": by_day,
        "ics_url": f"{address}?{query}" if mine.sessions and event.is_to_the_day else "",
        "programme_url": reverse("events:programme", args=[event.slug]),
    }


def _day_heading(event: Event, session: Session) -> str:
    day = day_of(event, session.day_number)
    if day is not None:
        return capfirst(formats.date_format(day, "l j F"))
    return _("Jour %(number)d") % {"number": session.day_number}


def _row(session: Session, *, clashes: bool) -> c.Row:
    room = session.room
    tags = [c.Note(look_word(session))]
    if clashes:
        tags.insert(0, c.Note(_("en même temps qu’une autre"), "triangle-alert"))
    if session.is_cancelled:
        tags.insert(0, c.Note(_("annulé"), "x"))
    place = ", ".join(part for part in (room.name, room.level) if part) if room else ""
    return c.Row(title=french(session.title), lead=session_hours_text(session), text=place, tags=tags)


@require_safe
def my_programme_ics(request: HttpRequest, slug: str) -> HttpResponse:
    event = find_event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    mine = mine_of(sessions_of(event), request.GET)
    if not mine.sessions or not event.is_to_the_day:
        raise Http404("nothing to put in a calendar")
    days: list[tuple[Session, dt.date]] = [
        (session, day) for session in mine.sessions if (day := day_of(event, session.day_number))
    ]
    name = _("Mon programme – %(event)s") % {"event": event.title}
    response = HttpResponse(
        sessions_file(event, days, name=name), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="mon-programme-{event.slug}.ics"'
    return response

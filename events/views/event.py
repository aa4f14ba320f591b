"""The pages of one meeting."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from events import windows
from events.exports import calendar_file, event_data
from events.models import Event, Session, Speaker, Stand
from events.panels import edition_rows
from events.pieces import (
    agenda_row,
    crumbs_of,
    drawing_of,
    facts_of,
    floors_of,
    partner_rows,
)
from events.programme_pieces import programme_days, voices_of
from events.registration_window import window_of
from events.services.places import places_of, sessions_with_places
from events.services.reporting import compute_report
from events.wording import date_text, lower_first, when_text
from networks.enums import Stage
from networks.services import figures_of
from portal.core import components as c
from portal.core.addresses import public_url
from portal.core.pages import get_entry_or_response

MOST_FIGURES = 4


def _events():
    return Event.objects.select_related("series", "network", "venue__territory", "territory", "cover")


def find_event(request: HttpRequest, slug: str) -> Event | HttpResponse:
    return cast(Event | HttpResponse, get_entry_or_response(_events(), slug=slug, request=request))


def sessions_of(event: Event, *, with_words: bool = False) -> list[Session]:
    """With rooms and speakers: two queries; two more for the words by which they can be narrowed."""
    speakers = Speaker.objects.select_related("person", "talent", "structure").order_by("position", "pk")
    words = ["audiences", "themes"] if with_words else []
    return list(
        event.sessions.in_order()
        .select_related("room")
        .prefetch_related(Prefetch("speakers", queryset=speakers), *words)
    )


def common(event: Event, *, here: str = "") -> dict[str, Any]:
    return {
        "event": event,
        "when": when_text(event),
        "when_inside": lower_first(when_text(event)),
        "crumbs": crumbs_of(event, here),
        "canonical": public_url(event.get_absolute_url()),
    }


def figure_items(pairs) -> list[c.Figure]:
    return [c.Figure(pair.value, pair.label, pair.note) for pair in pairs]


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = find_event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    at = timezone.now()
    is_past = event.is_past(at=at)
    sessions = sessions_of(event)
    stands = list(event.stands.in_order().select_related("structure", "room"))
    partnerships = event.partnerships.select_related("structure", "territory")
    partners = partner_rows(partnerships)
    floors = floors_of(stands)
    audiences = list(event.audiences.all())
    voices = [voice for voice in (voices_of(session) for session in sessions) if voice and voice.is_table]
    places = None if is_past else places_of(event, at=at)
    context = common(event) | {
        "is_past": is_past,
        "facts": facts_of(event, sessions, audiences),
        "drawing": drawing_of(event),
        "window": window_of(event, at=at),
        "places": places,
        "days": programme_days(event, sessions, free={} if is_past else sessions_with_places(event)),
        "several_days": any(session.day_number > 1 for session in sessions),
        "has_hours": any(session.start_time for session in sessions),
        "voices": voices,
        "floors": floors,
        "stands_words": _stands_words(len(stands), len(floors)),
        "levels": _levels(sessions, stands),
        "contact_url": reverse("pages:contact"),
        "partners": partners,
        "audiences": audiences,
        "themes": list(event.themes.all()),
        "documents": list(event.documents.all()),
        "questions": list(event.questions.all()),
        "following": following_rows(event, at=at),
        "previous": previous_rows(event, at=at),
        "editions": edition_rows([event.pk], at=at),
        "linked_data": event_data(
            event,
            partnerships,
            sessions,
            free=places.free if places else None,
            window=windows.window_of(event, at=at),
        ),
        "ics_available": event.is_to_the_day and not event.is_cancelled,
    }
    if is_past:
        report = event.reports.filter(published_at__lte=at).first()
        figures = figure_items(figures_of(event))
        context |= {"report": report, "figures": figures[:MOST_FIGURES]}
    return render(request, "events/event.html", context)


def _levels(sessions: Iterable[Session], stands: Iterable[Stand]) -> list[str]:
    """The floors on which something happens, each once."""
    told = [session.room.level for session in sessions if session.room]
    told += [stand.level or (stand.room.level if stand.room else "") for stand in stands]
    return list(dict.fromkeys(level for level in told if level))


def _stands_words(stands: int, floors: int) -> str:
    """« 12 stands, 2 niveaux »."""
    text = ngettext("%(n)d stand", "%(n)d stands", stands) % {"n": stands}
    if floors < 2:
        return text
    return text + ", " + ngettext("%(n)d niveau", "%(n)d niveaux", floors) % {"n": floors}


def previous_rows(event: Event, *, at: dt.datetime) -> list[c.Row]:
    """The meeting before: the one that staff named, else the last one of the series. If everybody may read it."""
    known = Event.objects.published(at=at).listed()
    if event.previous_id is not None:
        before = known.filter(pk=event.previous_id).first()
    elif event.series_id is not None and event.day is not None:
        earlier = known.filter(series=event.series_id, day__lt=event.day)
        before = earlier.by_earliest_day(latest_first=True).first()
    else:
        before = None
    return (
        [c.Row(title=before.title, url=before.get_absolute_url(), lead=date_text(before))] if before else []
    )


def following_rows(event: Event, *, at: dt.datetime) -> list[c.Row]:
    """What staff say comes after, else the next meeting of the series."""
    known = Event.objects.published(at=at).listed().for_lists().by_earliest_day()
    after = list(known.filter(previous=event))
    if not after and event.series_id is not None and event.day is not None:
        after = list(known.filter(series=event.series_id, day__gt=event.day)[:1])
    return [agenda_row(other, under_month=False) for other in after]


@require_safe
def stands(request: HttpRequest, slug: str) -> HttpResponse:
    event = find_event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    found = list(event.stands.in_order().select_related("structure", "room"))
    floors = floors_of(found)
    context = common(event, here=_("Stands")) | {
        "floors": floors,
        "stands_words": _stands_words(len(found), len(floors)),
    }
    return render(request, "events/stands.html", context)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """What the meeting did. While it is not public, only staff read it; others are led to the meeting."""
    event = find_event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    at = timezone.now()
    found = event.reports.first()
    is_public = found is not None and found.published_at is not None and found.published_at <= at
    if found is None or not (is_public or request.user.is_staff):
        return redirect(event)
    presence = compute_report(event)
    pairs = figures_of(event)
    by_key = {pair.key: pair for pair in pairs}
    context = common(event, here=_("Compte rendu")) | {
        "report": found,
        "is_public": is_public,
        "figures": figure_items(pairs),
        "sources": sorted({pair.source for pair in pairs if pair.source}),
        "differing": [pair for pair in pairs if pair.differs],
        "presence": presence,
        "groups": [_place_group(group, by_key) for group in presence.groups],
        "host_calls": list(event.host_calls_announced.prefetch_related("bids__territory")),
        "following": [
            agenda_row(other, under_month=False)
            for other in Event.objects.published(at=at).listed().filter(previous=event).by_earliest_day()
        ],
    }
    return render(request, "events/report.html", context)


def _place_group(group, pairs) -> c.PlaceGroup:
    """Territories of one stage, with what the declared figure says of them."""
    words = {
        Stage.ACCREDITED: _("Habilités"),
        Stage.EMERGING: _("Projets émergents"),
        Stage.INTERESTED: _("Intéressés"),
    }
    pair = pairs.get(group.stage)
    places = [
        c.Place(place.title, url=place.get_absolute_url() if place.is_published else "")
        for place in group.territories
    ]
    label = words[Stage(group.stage)] if group.stage else _("Présents")
    return c.PlaceGroup(label, places, kind=group.stage or "member", note=pair.note if pair else "")


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    event = find_event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    if not event.is_to_the_day:
        raise Http404("no day to put in a calendar")
    body = calendar_file([event], name=event.title)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response

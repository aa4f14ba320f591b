"""The series: the list of them with the next meeting of each, and a page each with what is to come and was held."""

import datetime as dt
from typing import Any, cast

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from events.filters import SeriesFilter
from events.models import Event, EventSeries
from events.panels import edition_rows
from events.pieces import agenda_row, partner_rows
from events.wording import place_text
from networks.views.lists import Listing, show_list
from networks.views.places import Point
from portal.core import components as c
from portal.core.models import EntryQuerySet
from portal.core.pages import get_entry_or_response
from portal.core.requests import HtmxHttpRequest
from portal.core.richtext import french


def _series(at: dt.datetime) -> EntryQuerySet:
    """Each with its next meeting, its latest one, and how many it has had and announced."""
    held = Event.objects.published(at=at).listed().for_lists()
    # One row a series: the first in the order of dates.
    coming = held.upcoming(at=at).by_earliest_day()
    over = held.past(at=at).by_earliest_day(latest_first=True)
    count = (
        Event.objects.published(at=at)
        .listed()
        .filter(series=OuterRef("pk"))
        .order_by()
        .values("series")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        EventSeries.objects.published(at=at)
        .select_related("network__territory")
        .annotate(meetings=Coalesce(Subquery(count), 0))
        .prefetch_related(
            Prefetch(
                "events", coming.order_by("series_id", *coming.query.order_by).distinct("series"), "coming"
            ),
            Prefetch("events", over.order_by("series_id", *over.query.order_by).distinct("series"), "over"),
        )
    )


def _line(found: Any, at: dt.datetime) -> c.Row:
    """Under the date of its next meeting; a series that has none announced says so."""
    coming = found.coming[0] if found.coming else None
    told = agenda_row(coming, under_month=False) if coming else None
    tags = []
    if coming and place_text(coming):
        tags.append(c.Note(place_text(coming), "map-pin"))
    if found.network is not None and found.network.is_published:
        tags.append(c.Note(found.network.title, "network"))
    if found.meetings:
        said = ngettext("%(n)d rencontre", "%(n)d rencontres", found.meetings) % {"n": found.meetings}
        tags.append(c.Note(said, "calendar"))
    return c.Row(
        found.title,
        found.get_absolute_url(),
        french(found.summary or found.rhythm),
        lead=told.lead if told else "",
        lead_note=told.lead_note if told else _("Pas de date annoncée"),
        hue=found.hue,
        slug=found.slug,
        tags=tags,
        datetime=told.datetime if told else "",
    )


def _where(found: Any) -> Point | None:
    """Where its next meeting is held, else the latest one, else where its network is anchored."""
    for event in [*found.coming, *found.over]:
        town = event.territory or (event.venue.territory if event.venue else None)
        place = event.venue if event.venue and event.venue.is_placed else town
        if place is not None and place.is_placed:
            name = town.title if town is not None and town.is_published else found.title
            return Point(float(place.longitude), float(place.latitude), name)
    town = found.network.territory if found.network is not None and found.network.is_published else None
    if town is not None and town.is_published and town.is_placed:
        return Point(float(town.longitude), float(town.latitude), town.title)
    return None


SERIES = Listing(
    "events:series_list",
    gettext_lazy("Séries"),
    gettext_lazy("Ce qui revient : chaque rendez-vous, sa prochaine date, et l’abonnement à ses dates."),
    gettext_lazy("Un rendez-vous, un réseau"),
    SeriesFilter,
    _series,
    lambda n: ngettext("%(n)d série", "%(n)d séries", n) % {"n": n},
    _line,
    "dated",
    _where,
)


@require_safe
@vary_on_headers("HX-Request")
def series_list(request: HtmxHttpRequest) -> HttpResponse:
    return show_list(request, SERIES)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    everything = EventSeries.objects.select_related("network")
    found = cast(EventSeries | HttpResponse, get_entry_or_response(everything, slug=slug, request=request))
    if isinstance(found, HttpResponse):
        return found
    at = timezone.now()
    events = Event.objects.published(at=at).listed().filter(series=found).for_lists()
    feed = f"{reverse('events:agenda_ics')}?serie={found.slug}"
    context = {
        "series": found,
        "crumbs": [c.Crumb(_("Séries"), reverse("events:series_list")), c.Crumb(found.title, typed=True)],
        "upcoming": [
            agenda_row(event, under_month=False, with_series=False)
            for event in events.upcoming(at=at).by_earliest_day()
        ],
        "past": [
            agenda_row(event, under_month=False, with_series=False)
            for event in events.past(at=at).by_earliest_day(latest_first=True)
        ],
        "editions": edition_rows(events.order_by().values("pk"), at=at),
        "partners": partner_rows(found.partnerships.select_related("structure", "territory")),
        "host_calls": list(
            found.host_calls.prefetch_related("bids__territory").select_related("hosted_event")
        ),
        "feed_url": feed,
    }
    return render(request, "events/series.html", context)

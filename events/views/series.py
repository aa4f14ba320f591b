"""The page of a series: what is to come, what was held, and who hosts next."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Event, EventSeries
from events.pieces import agenda_row, partner_rows
from portal.core import components as c
from portal.core.pages import get_entry_or_response


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
        "crumbs": [c.Crumb(_("Événements"), reverse("events:agenda")), c.Crumb(found.title)],
        "upcoming": [
            agenda_row(event, under_month=False, with_series=False)
            for event in events.upcoming(at=at).by_earliest_day()
        ],
        "past": [
            agenda_row(event, under_month=False, with_series=False)
            for event in events.past(at=at).by_earliest_day(latest_first=True)
        ],
        "partners": partner_rows(found.partnerships.select_related("structure", "territory")),
        "host_calls": list(
            found.host_calls.prefetch_related("bids__territory").select_related("hosted_event")
        ),
        "feed_url": feed,
    }
    return render(request, "events/series.html", context)

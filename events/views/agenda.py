"""The agenda: a list by month or a month's calendar, narrowed by its address; and the same as a feed."""

import datetime as dt
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from events.exports import calendar_file
from events.filters import FACETS, PAST, WEEKEND, AgendaFilter
from events.models import Event, EventQuerySet
from events.pieces import agenda_groups, agenda_row
from events.wording import hour_text
from portal.core.addresses import public_url
from portal.core.months import DayItem, Month, build_month
from portal.core.requests import HtmxHttpRequest

PER_PAGE = 24
MOST_IN_A_FEED = 500
TARGET = "resultats"
MOST_YEARS_AWAY = 100


def _announced(at: dt.datetime) -> EventQuerySet:
    return Event.objects.published(at=at).listed()


def _chosen_month(text: str, *, today: dt.date) -> dt.date:
    """The month of `2026-12`; this one when the address says none that exists."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return today.replace(day=1)
    return first if abs(first.year - today.year) <= MOST_YEARS_AWAY else today.replace(day=1)


def _moved(first: dt.date, months: int) -> dt.date:
    place = first.year * 12 + first.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1)


def _facets_chosen(chosen: AgendaFilter) -> list[tuple[str, str]]:
    """What the address says of the facets, well formed, as pairs."""
    return [(name, value) for name in FACETS for value in chosen.chosen.get(name) or ()]


def _period_chosen(chosen: AgendaFilter) -> list[tuple[str, str]]:
    return [("quand", chosen.chosen["quand"])] if chosen.chosen.get("quand") else []


def _address(path: str, *pairs: tuple[str, str]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


@require_safe
def agenda(request: HtmxHttpRequest) -> HttpResponse:
    at = timezone.now()
    chosen = AgendaFilter(request.GET, _announced(at), at=at)
    path = reverse("events:agenda")
    as_month = request.GET.get("vue") == "mois"
    facets, view = _facets_chosen(chosen), [("vue", "mois")] if as_month else []
    feed = _address(reverse("events:agenda_ics"), *facets, *_period_chosen(chosen))
    context = {
        "filter": chosen,
        "target": TARGET,
        "action": path,
        "keep": view,
        "reset_url": _address(path, *view),
        "list_url": _address(path, *facets, *_period_chosen(chosen)),
        "month_url": _address(path, *facets, ("vue", "mois")),
        "as_month": as_month,
        "feed_url": feed,
        "webcal_url": "webcal://" + public_url(feed).split("://", 1)[-1],
    }
    if as_month:
        context |= _month_context(request, chosen, at=at)
    else:
        context |= _list_context(request, chosen)
    asked = request.htmx
    if asked and not asked.boosted and not asked.history_restore_request:
        response = render(request, "events/_agenda_results.html", context)
    else:
        response = render(request, "events/agenda.html", context | {"facets": chosen.facets()})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _list_context(request: HttpRequest, chosen: AgendaFilter) -> dict:
    events = chosen.narrowed().for_lists().by_earliest_day(latest_first=chosen.is_past)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    words = ngettext("%(n)d événement", "%(n)d événements", page.paginator.count)
    return {
        "page": page,
        "groups": agenda_groups(page.object_list),
        "count": words % {"n": page.paginator.count},
        "detail": str(dict(chosen.filters["quand"].extra["choices"])[chosen.period]).lower(),
        "empty_title": _("Rien ce week-end") if chosen.period == WEEKEND else _("Aucun événement"),
    }


def _month_context(request: HttpRequest, chosen: AgendaFilter, *, at: dt.datetime) -> dict:
    """A month shows all its meetings, past ones too."""
    today = timezone.localdate(at)
    first = _chosen_month(request.GET.get("mois", "")[:10], today=today)
    events = list(chosen.narrowed_in_month(first.year, first.month).for_lists().by_earliest_day())
    days: dict[dt.date, list[DayItem]] = {}
    for event in events:
        if event.day is None or not event.is_to_the_day:
            continue
        item = DayItem(
            event.title,
            event.get_absolute_url(),
            event.hue,
            hour_text(event.local_start.time()) if event.local_start else "",
        )
        for offset in range(((event.last_day or event.day) - event.day).days + 1):
            days.setdefault(event.day + dt.timedelta(days=offset), []).append(item)
    before, after = _moved(first, -1), _moved(first, 1)
    path, facets = reverse("events:agenda"), [*_facets_chosen(chosen), ("vue", "mois")]
    month: Month = build_month(first.year, first.month, items=days, today=today)
    words = ngettext("%(n)d événement", "%(n)d événements", len(events))
    return {
        "month": month,
        "unsettled": [agenda_row(event) for event in events if not event.is_to_the_day],
        "count": words % {"n": len(events)},
        "detail": month.label.lower(),
        "previous_url": _address(path, *facets, ("mois", f"{before:%Y-%m}")),
        "next_url": _address(path, *facets, ("mois", f"{after:%Y-%m}")),
    }


@require_safe
def agenda_ics(request: HttpRequest) -> HttpResponse:
    """The same filters as the page. What has no day yet waits."""
    at = timezone.now()
    chosen = AgendaFilter(request.GET, _announced(at), at=at)
    events = chosen.narrowed().for_lists().by_earliest_day(latest_first=chosen.period == PAST)
    body = calendar_file(events[:MOST_IN_A_FEED], name=_("Agenda Vivier"))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return response

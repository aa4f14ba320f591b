"""The agenda: a list by month, a month's calendar or a map, narrowed by its address; and the same as a feed."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from events.enums import EventPrecision
from events.exports import calendar_file
from events.filters import PAST, PERIODS, UPCOMING, WEEKEND, AgendaFilter
from events.maps import agenda_map
from events.models import Event, EventQuerySet
from events.pieces import agenda_groups, agenda_row
from events.wording import hour_text
from portal.core.months import DayItem, Month, build_month, month_label
from portal.core.requests import HtmxHttpRequest

PER_PAGE = 24
MOST_IN_A_FEED = 500
TARGET = "resultats"
MOST_YEARS_AWAY = 100
MOST_UNDER_A_MONTH = 12
# Than a month.
WIDER = (EventPrecision.SEASON, EventPrecision.YEAR)
LIST, CALENDAR, MAP = "liste", "mois", "carte"


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


def _counted(number: int) -> str:
    return ngettext("%(n)d événement", "%(n)d événements", number) % {"n": number}


@require_safe
@vary_on_headers("HX-Request")
def agenda(request: HtmxHttpRequest) -> HttpResponse:
    at = timezone.now()
    view = request.GET.get("vue", "")
    view = view if view in (CALENDAR, MAP) else LIST
    today = timezone.localdate(at)
    first = _chosen_month(request.GET.get("mois", "")[:10], today=today)
    month = (first.year, first.month) if view == CALENDAR else None
    chosen = AgendaFilter(request.GET, _announced(at), at=at, month=month)
    if month and not request.GET.get("mois"):
        # Nobody asked for this month: where it is empty, the page opens on the next that is not.
        opening = chosen.narrowed().in_month(*month).exists() or _next_month(chosen)
        if isinstance(opening, dt.date):
            first, month = opening, (opening.year, opening.month)
            chosen = AgendaFilter(request.GET, _announced(at), at=at, month=month)
    parts = {LIST: _list_context, MAP: _map_context}
    context = _common(chosen, view=view, first=first if month else None)
    if view == CALENDAR:
        context |= _month_context(chosen, first, today=today)
    else:
        context |= parts[view](request, chosen)
    if not context["found"]:
        context |= _empty_context(chosen, view=view)
    # A page that the browser takes back from its history is wanted whole.
    fragment = request.htmx and not request.htmx.history_restore_request
    return render(request, "events/_agenda_results.html" if fragment else "events/agenda.html", context)


def _common(chosen: AgendaFilter, *, view: str, first: dt.date | None) -> dict[str, Any]:
    path = reverse("events:agenda")
    kept = [] if view == LIST else [("vue", view)]
    if first is not None:
        kept.append(("mois", f"{first:%Y-%m}"))
    shown_periods = {value: str(label).lower() for value, label in PERIODS}
    chips = [
        {"label": capfirst(name), "url": chosen.address(path, *kept, but=[(word, value)])}
        for word, value, name in chosen.told
    ]
    names = ", ".join(name for _word, _value, name in chosen.told)
    return {
        "filter": chosen,
        "facets": chosen.facets(),
        "target": TARGET,
        "action": path,
        "keep": [*kept, *((word, value) for word, value in chosen.pairs if word in ("structure", "label"))],
        "reset_url": path + (f"?vue={view}" if kept else ""),
        "chips": chips,
        "view": view,
        "views": [
            (LIST, _("Liste"), "list", chosen.address(path)),
            (CALENDAR, _("Mois"), "calendar", chosen.address(path, ("vue", CALENDAR))),
            (MAP, _("Carte"), "map", chosen.address(path, ("vue", MAP))),
        ],
        "feed_url": chosen.address(reverse("events:agenda_ics")),
        "feed_title": capfirst(names) if names else _("Tout l’agenda"),
        "detail": _("aux dates choisies") if chosen.has_dates else shown_periods[chosen.period],
    }


def _list_context(request: HttpRequest, chosen: AgendaFilter) -> dict[str, Any]:
    events = chosen.narrowed().for_lists().by_earliest_day(latest_first=chosen.is_past)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "groups": agenda_groups(page.object_list),
        "found": page.paginator.count,
        "count": _counted(page.paginator.count),
    }


def _map_context(request: HttpRequest, chosen: AgendaFilter) -> dict[str, Any]:
    events = chosen.narrowed().for_lists().by_earliest_day(latest_first=chosen.is_past)
    drawn = agenda_map(events.defer("body"), request.GET)
    found = drawn.page.paginator.count
    return {
        "map": drawn.sketch,
        "map_title": _("Carte des événements trouvés. La liste qui suit donne les mêmes informations."),
        "towns": drawn.towns,
        "elsewhere": drawn.elsewhere,
        "page": drawn.page,
        "found": found,
        "count": _counted(found),
    }


def _month_context(chosen: AgendaFilter, first: dt.date, *, today: dt.date) -> dict[str, Any]:
    """A month shows all its meetings, past ones too."""
    events = list(chosen.narrowed().for_lists().by_earliest_day())
    days: dict[dt.date, list[DayItem]] = {}
    for event in events:
        if event.day is None or not event.is_to_the_day:
            continue
        item = DayItem(
            event.title,
            event.get_absolute_url(),
            event.hue,
            hour_text(event.local_start.time()) if event.local_start else "",
            note=_("annulé") if event.is_cancelled else _("reporté") if event.is_postponed else "",
        )
        for offset in range(((event.last_day or event.day) - event.day).days + 1):
            days.setdefault(event.day + dt.timedelta(days=offset), []).append(item)
    before, after = _moved(first, -1), _moved(first, 1)
    path, view = reverse("events:agenda"), ("vue", CALENDAR)
    month: Month = build_month(
        first.year,
        first.month,
        items=days,
        today=today,
        more_url=lambda day: chosen.address(path, ("du", f"{day}"), ("au", f"{day}")),
    )
    unsettled = [event for event in events if event.precision == EventPrecision.MONTH]
    wider = [event for event in events if event.precision in WIDER]
    last = after - dt.timedelta(days=1)
    return {
        "month": month,
        "unsettled": [agenda_row(event) for event in unsettled[:MOST_UNDER_A_MONTH]],
        "wider": [agenda_row(event, under_month=False) for event in wider[:MOST_UNDER_A_MONTH]],
        # The list has what does not fit here.
        "whole_url": chosen.address(path, ("du", f"{first}"), ("au", f"{last}"))
        if max(len(unsettled), len(wider)) > MOST_UNDER_A_MONTH
        else "",
        "found": len(events),
        "count": _counted(len(events)),
        "detail": month.label.lower(),
        "previous_url": chosen.address(path, view, ("mois", f"{before:%Y-%m}")),
        "previous_label": month_label(before),
        "next_url": chosen.address(path, view, ("mois", f"{after:%Y-%m}")),
        "next_label": month_label(after),
    }


def _empty_context(chosen: AgendaFilter, *, view: str) -> dict[str, Any]:
    """What to loosen, with what that would leave; never a way that leaves nothing."""
    path = reverse("events:agenda")
    kept = [("vue", view)] if view != LIST else []
    ways = []
    for name, left in chosen.left_without().items():
        if not left:
            continue
        if name == "quand":
            dropped = [(word, value) for word, value in chosen.pairs if word in ("du", "au")]
            url = chosen.address(path, *kept, but=dropped, with_period=False)
            ways.append({"label": _("À toutes les dates à venir"), "url": url, "count": _counted(left)})
            continue
        told = ", ".join(label for word, _value, label in chosen.told if word == name)
        url = chosen.address(path, *kept, but=[pair for pair in chosen.pairs if pair[0] == name])
        ways.append({"label": _("Sans « %(name)s »") % {"name": told}, "url": url, "count": _counted(left)})
    title = _("Rien à cet endroit de l’agenda")
    if chosen.period == WEEKEND and not chosen.has_dates and not chosen.month:
        title = _("Rien ce week-end")
    elif chosen.month:
        title = _("Rien ce mois-là")
    soon = _next_month(chosen)
    next_url = chosen.address(path, *kept, ("mois", f"{soon:%Y-%m}")) if soon else ""
    return {"empty_title": title, "loosen": ways, "soonest_url": next_url}


def _next_month(chosen: AgendaFilter) -> dt.date | None:
    """The first day of the next month, after the one shown, in which something is on the same choices."""
    if chosen.month is None:
        return None
    later = chosen.queryset.filter(day__gte=_moved(dt.date(*chosen.month, 1), 1))
    following = AgendaFilter(chosen.data, later, at=chosen.at).narrowed(but="quand")
    day = following.order_by("day").values_list("day", flat=True).first()
    return day.replace(day=1) if day else None


@require_safe
def agenda_ics(request: HttpRequest) -> HttpResponse:
    """The same filters as the page. What has no day yet waits."""
    at = timezone.now()
    chosen = AgendaFilter(request.GET, _announced(at), at=at)
    events = chosen.narrowed().for_lists().by_earliest_day(latest_first=chosen.is_past)
    told = [capfirst(name) for _word, _value, name in chosen.told]
    if chosen.period != UPCOMING:
        told.insert(0, str(dict(PERIODS)[chosen.period]))
    name = _("Agenda Vivier") + (f" – {', '.join(told)}" if told else "")
    page = chosen.address(reverse("events:agenda"))
    body = calendar_file(events[:MOST_IN_A_FEED], name=name, page=page)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    ending = "-passes" if chosen.period == PAST else ""
    response["Content-Disposition"] = f'inline; filename="agenda{ending}.ics"'
    return response

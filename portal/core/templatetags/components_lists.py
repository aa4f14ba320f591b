"""Lists, filters, programmes, calendars and maps. Loaded in every template (settings)."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.core import components as c
from portal.core.addresses import public_url
from portal.core.months import Month
from portal.core.programme import Grid

register = template.Library()


@register.inclusion_tag("components/rows.html")
def rows(items: Sequence[c.Row], *, look: str = "", level: int = 3, ordered: bool = False) -> dict:
    """A printed summary. `look`: nothing (title and arrow), "dated", "big" (enormous number) or "pictured"."""
    return {"items": items, "look": look, "heading": f"h{level}", "list": "ol" if ordered else "ul"}


@register.inclusion_tag("components/search_form.html")
def search_form(
    action: str,
    *,
    label: str,
    placeholder: str = "",
    value: str = "",
    name: str = "q",
    id: str = "q",
    keep: Sequence[tuple[str, str]] = (),
    suggest: str = "",
) -> dict:
    """One field to search with. `keep`: parameters that searching must not lose (facets).

    `suggest`: the address that answers with a few pages while somebody types (static/js/suggest.js).
    """
    return {
        "action": action,
        "label": label,
        "placeholder": placeholder,
        "value": value,
        "name": name,
        "id": id,
        "keep": keep,
        "suggest": suggest,
    }


@register.inclusion_tag("components/facet_panel.html")
def facet_panel(
    facets: Sequence[c.Facet],
    action: str,
    *,
    label: str,
    chosen: int = 0,
    keep: Sequence[tuple[str, str]] = (),
    reset_url: str = "",
    target: str = "",
) -> dict:
    """Groups of boxes with counts; a drawer on a phone.

    `keep`: parameters that filtering must not lose (search words, order). With `target` (an element's id), htmx
    replaces that element as soon as a box changes, and the address follows; without scripts, the button does it.
    """
    return {
        "facets": facets,
        "action": action,
        "label": label,
        "chosen": chosen,
        "keep": keep,
        "reset_url": reset_url,
        "target": target,
    }


@register.inclusion_tag("components/results_bar.html")
def results_bar(
    count: str,
    *,
    detail: str = "",
    sorts: Sequence[c.SortOption] = (),
    sort: str = "",
    sort_name: str = "tri",
    keep: Sequence[tuple[str, str]] = (),
    action: str = "",
) -> dict:
    """How many were found (« 24 talents ») and in which order; `keep`: the other parameters of the address."""
    return {
        "count": count,
        "detail": detail,
        "sorts": sorts,
        "sort": sort,
        "sort_name": sort_name,
        "keep": keep,
        "action": action,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, *, label: str = "", target: str = "") -> dict:
    """Pages of results; the rest of the address is kept. `page` is a Paginator's page."""
    return {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
        "label": label,
        "target": target,
        "query": context["request"].GET,
    }


@register.inclusion_tag("components/programme.html")
def programme(
    grid: Grid, *, hue: str = "soc", legend: Sequence[tuple[str, str]] = (), level: int = 3
) -> dict:
    """One day: rooms across, hours down on a wide screen; a list in order on a narrow one. `legend`: (look, word)."""
    return {"grid": grid, "hue": hue, "legend": legend, "heading": f"h{level}"}


@register.inclusion_tag("components/floors.html")
def floors(items: Sequence[c.Floor], *, level: int = 3) -> dict:
    """Stands, floor by floor."""
    return {"floors": items, "heading": f"h{level}"}


@register.inclusion_tag("components/month_calendar.html")
def month_calendar(
    month: Month,
    *,
    previous_url: str = "",
    previous_label: str = "",
    next_url: str = "",
    next_label: str = "",
) -> dict:
    """A month: a table on a wide screen; on a phone, only the days on which something happens."""
    return {
        "month": month,
        "previous_url": previous_url,
        "previous_label": previous_label,
        "next_url": next_url,
        "next_label": next_label,
    }


@register.inclusion_tag("components/subscribe.html")
def subscribe(feed: str, *, title: str = "", about: str = "") -> dict:
    """To receive dates in one's own calendar. `feed`: the path of an iCalendar feed; `about`: what it holds."""
    address = public_url(feed)
    return {
        "title": title or _("S’abonner à ces dates"),
        "about": about,
        "address": address,
        "webcal": "webcal://" + address.split("://", 1)[-1],
    }


@register.inclusion_tag("components/view_switch.html")
def view_switch(views: Sequence[tuple[str, str, str, str]], current: str, *, target: str = "") -> dict:
    """Ways of seeing the same things: (key, name, icon, address) each. `target`: the part that htmx refreshes."""
    return {"views": views, "current": current, "target": target}


@register.simple_block_tag(end_name="endmap_figure")
def map_figure(
    content: str,
    title: str,
    *,
    width: int,
    height: int,
    panels: Sequence[Any] = (),
    points: Sequence[c.MapPoint] = (),
    credit: str = "",
) -> SafeString:
    """A map: panels of land, places by shape and number, and between the tags whatever SVG comes under them.

    The drawing is for the eye and the mouse: its signs lead where the list beside leads (`places`), which says the
    same to everybody, so the drawing is hidden from those who listen and its signs are no stops for the keyboard
    (decision 0009). The title, read aloud, says so. Panels are `MapPanel`s or what has their fields.
    """
    return render_to_string(
        "components/map.html",
        {
            "content": content,
            "title": title,
            "width": width,
            "height": height,
            "panels": panels,
            "points": points,
            "credit": credit,
        },
    )


@register.inclusion_tag("components/places.html")
def places(groups: Sequence[c.PlaceGroup], *, level: int = 3) -> dict:
    """What a map says, as a list: groups with their shape, numbers, names."""
    numbered = any(place.number for group in groups for place in group.places)
    return {"groups": groups, "heading": f"h{level}", "numbered": numbered}

"""The lists: words, facets, pages, or a map; the address holds the whole state."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from networks.filters import EntryFilter, InitiativeFilter, NetworkFilter, StructureFilter, TerritoryFilter
from networks.models import Initiative, Network, Structure, Territory, TerritoryStage
from networks.views.parts import poster_of, row_of
from networks.views.places import Point, list_map, point_of
from portal.core.components import Crumb, Note, Poster, Row
from portal.core.facets import ways_out
from portal.core.models import EntryQuerySet
from portal.core.requests import HtmxHttpRequest

PER_PAGE = 24
LIST, MAP = "liste", "carte"


@dataclass(frozen=True, slots=True)
class Listing:
    """What makes one list differ from another."""

    url_name: str
    title: str | Promise
    lead: str | Promise
    placeholder: str | Promise
    filters: type[EntryFilter]
    # The entries to show, with what their lines need.
    entries: Callable[[dt.datetime], EntryQuerySet]
    count: Callable[[int], str]
    line: Callable[[Any, dt.datetime], Row]
    # "posters", or the look of the rows.
    look: str
    where: Callable[[Any], Point | None] = point_of

    @property
    def row_look(self) -> str:
        return "pictured" if self.look == "posters" else self.look


def _posters(page: Page, at: dt.datetime) -> list[Poster]:
    """The first of the list hangs large, where it has others beside it."""
    entries = list(page)
    return [
        poster_of(entry, at=at, large=not rank and page.number == 1 and len(entries) > 2)
        for rank, entry in enumerate(entries)
    ]


def _line(entry: Any, at: dt.datetime) -> Row:
    return row_of(entry, at=at)


def _territory_line(territory: Any, at: dt.datetime) -> Row:
    stages = [
        Note(str(stage.get_stage_display()).capitalize(), f"stage-{stage.stage}")
        for stage in territory.current_stages
    ]
    return row_of(territory, at=at, tags=stages)


def _networks(at: dt.datetime) -> EntryQuerySet:
    return Network.objects.published(at=at).select_related("territory")


def _territories(at: dt.datetime) -> EntryQuerySet:
    public = Network.objects.published(at=at).order_by().values("pk")
    stages = TerritoryStage.objects.current(on=timezone.localdate(at)).filter(network__in=public)
    return (
        Territory.objects.published(at=at)
        .select_related("parent")
        .prefetch_related(Prefetch("stages", stages, to_attr="current_stages"))
    )


def _structures(at: dt.datetime) -> EntryQuerySet:
    return Structure.objects.published(at=at).select_related("territory")


def _initiatives(at: dt.datetime) -> EntryQuerySet:
    return Initiative.objects.published(at=at).select_related("territory")


NETWORKS = Listing(
    "networks:network_list",
    gettext_lazy("Réseaux"),
    gettext_lazy(
        "Clubs, grappes, réseaux de villes, collectifs : là où les uns et les autres se retrouvent."
    ),
    gettext_lazy("Un réseau, un thème, une personne"),
    NetworkFilter,
    _networks,
    lambda n: ngettext("%(n)d réseau", "%(n)d réseaux", n) % {"n": n},
    _line,
    "posters",
)
TERRITORIES = Listing(
    "networks:territory_list",
    gettext_lazy("Territoires"),
    gettext_lazy("Communes, communautés, métropoles : celles et ceux qui avancent, et jusqu’où."),
    gettext_lazy("Une commune, une vallée"),
    TerritoryFilter,
    _territories,
    lambda n: ngettext("%(n)d territoire", "%(n)d territoires", n) % {"n": n},
    _territory_line,
    "pictured",
)
STRUCTURES = Listing(
    "networks:structure_list",
    gettext_lazy("Structures"),
    gettext_lazy(
        "Associations, entreprises, écoles, collectivités : les maisons qui portent, aident, embauchent."
    ),
    gettext_lazy("Une structure, un sigle, une commune"),
    StructureFilter,
    _structures,
    lambda n: ngettext("%(n)d structure", "%(n)d structures", n) % {"n": n},
    _line,
    "pictured",
)
INITIATIVES = Listing(
    "networks:initiative_list",
    gettext_lazy("Initiatives"),
    gettext_lazy("Ce qui se fait déjà, près de chez vous ou plus loin, et que l’on peut reprendre."),
    gettext_lazy("Une idée, un lieu, un thème"),
    InitiativeFilter,
    _initiatives,
    lambda n: ngettext("%(n)d initiative", "%(n)d initiatives", n) % {"n": n},
    _line,
    "posters",
)


def show_list(request: HtmxHttpRequest, listing: Listing) -> HttpResponse:
    """The page of a list, or the part of it that htmx asks for."""
    at = timezone.now()
    view = MAP if request.GET.get("vue") == MAP else LIST
    filters = listing.filters(request.GET, queryset=listing.entries(at), at=at, today=timezone.localdate(at))
    page = Paginator(filters.found(), PER_PAGE).get_page(request.GET.get("page"))
    action = reverse(listing.url_name)
    kept_view = [("vue", MAP)] if view == MAP else []
    # What each form of the page must not lose of the others.
    kept_words = [("q", filters.words)] if filters.words else []
    kept_facets = [(name, value) for name in filters.FACETS for value in filters.chosen(name)]
    chosen = [*kept_words, *kept_facets]
    facets = [facet for facet in filters.facets() if facet.options]
    context = {
        "listing": listing,
        "crumbs": [Crumb(str(listing.title))],
        "action": action,
        "search_label": _("Chercher dans cette liste"),
        "filters": filters,
        "facets": facets,
        "kept_words": [*kept_words, *kept_view],
        "kept_facets": [*kept_facets, *kept_view],
        "reset_url": _address(action, kept_view),
        "view": view,
        "views": [
            (LIST, _("Liste"), "list", _address(action, chosen)),
            (MAP, _("Carte"), "map", _address(action, [*chosen, ("vue", MAP)])),
        ],
        "count": listing.count(page.paginator.count),
        "is_narrowed": bool(chosen),
    }
    if view == MAP:
        found = list(filters.found().defer("body"))
        context |= {
            "drawn": list_map(found, lambda entry: listing.line(entry, at), request.GET, listing.where),
            "items": found,
        }
    else:
        items = _posters(page, at) if listing.look == "posters" else [listing.line(one, at) for one in page]
        context |= {"page": page, "items": items}
    if not context["items"]:
        context["loosen"] = ways_out(
            filters.left_without(),
            path=action,
            pairs=[*chosen, *kept_view],
            facets=facets,
            words=filters.words,
            counted=listing.count,
        )
    # A page that the browser takes back from its history is wanted whole.
    htmx = request.htmx
    fragment = htmx and not htmx.history_restore_request
    template = "networks/_results.html" if fragment else "networks/list.html"
    return render(request, template, context)


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


@require_safe
@vary_on_headers("HX-Request")
def network_list(request: HtmxHttpRequest) -> HttpResponse:
    return show_list(request, NETWORKS)


@require_safe
@vary_on_headers("HX-Request")
def territory_list(request: HtmxHttpRequest) -> HttpResponse:
    return show_list(request, TERRITORIES)


@require_safe
@vary_on_headers("HX-Request")
def structure_list(request: HtmxHttpRequest) -> HttpResponse:
    return show_list(request, STRUCTURES)


@require_safe
@vary_on_headers("HX-Request")
def initiative_list(request: HtmxHttpRequest) -> HttpResponse:
    return show_list(request, INITIATIVES)

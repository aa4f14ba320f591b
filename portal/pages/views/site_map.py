"""The plan of the site: every section, and what each one holds."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.components import Crumb, Row
from portal.core.enums import EntryKind
from portal.core.listing import listed_entries
from portal.core.navigation import Route, find

# Kinds few enough to be all named here; the others are counted beside their list.
NAMED = (EntryKind.SERIES, EntryKind.EDITION, EntryKind.NETWORK, EntryKind.LABEL, EntryKind.PAGE)


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    rows: list[Row]


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    entries = listed_entries(at=timezone.now())
    counts = dict(entries.order_by().values_list("kind").annotate(n=Count("pk")).values_list("kind", "n"))
    named: dict[str, list[Row]] = {kind: [] for kind in NAMED}
    for entry in entries.of_kind(*NAMED).only("kind", "slug", "title").order_by("title"):
        named[entry.kind].append(Row(entry.title, entry.get_absolute_url()))

    def listing(title: str, route: str, *kinds: str) -> Row:
        number = sum(counts.get(kind, 0) for kind in kinds)
        return Row(title, find(Route(title, route)), ours=True, aside=str(number) if kinds else "")

    sections = [
        Section(
            "talents",
            _("Les talents"),
            [listing(_("Tous les talents"), "talents:list", EntryKind.TALENT), *named[EntryKind.EDITION]],
        ),
        Section(
            "evenements",
            _("Les événements"),
            [
                listing(_("L’agenda"), "events:agenda", EntryKind.EVENT),
                listing(_("Toutes les séries"), "events:series_list", EntryKind.SERIES),
                *named[EntryKind.SERIES],
            ],
        ),
        Section(
            "reseaux",
            _("Les réseaux"),
            [
                listing(_("Tous les réseaux"), "networks:network_list", EntryKind.NETWORK),
                *named[EntryKind.NETWORK],
                listing(_("Les territoires"), "networks:territory_list", EntryKind.TERRITORY),
                listing(_("Les structures"), "networks:structure_list", EntryKind.STRUCTURE),
                listing(_("Les initiatives"), "networks:initiative_list", EntryKind.INITIATIVE),
            ],
        ),
        Section(
            "labels",
            _("Les labels"),
            [listing(_("Tous les labels"), "labels:list", EntryKind.LABEL), *named[EntryKind.LABEL]],
        ),
        Section(
            "pratique",
            _("Lire et chercher"),
            [
                listing(_("Les actualités"), "news:list", EntryKind.ARTICLE),
                listing(_("Chercher dans tout le site"), "pages:search"),
                *named[EntryKind.PAGE],
                listing(_("Espace partenaires"), "accounts:space"),
            ],
        ),
    ]
    return render(
        request, "pages/site_map.html", {"sections": sections, "crumbs": [Crumb(_("Plan du site"))]}
    )

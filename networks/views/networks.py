"""The page of a network: its figures, where each member stands on a day, its board, its story."""

import datetime as dt
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from networks.enums import NetworkKind, Stage
from networks.forms import DayForm
from networks.models import Mandate, Membership, Network, Partnership, TerritoryStage
from networks.services import STAGE_ORDER, FigurePair, figures_of
from networks.views.maps import Spot, sketch
from networks.views.parts import (
    figures_band,
    is_public,
    kind_of,
    mandate_rows,
    name_row,
    page_annotations,
    partner_groups,
    poster_of,
    sources_of,
    step_of,
)
from portal.core.components import Crumb, Place, PlaceGroup, Row
from portal.core.enums import EntryKind
from portal.core.models import Entry
from portal.core.pages import get_entry_or_response
from portal.core.panels import Moment, moments_of
from portal.core.richtext import french


@require_safe
def network_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    form = DayForm(request.GET or None)
    day = form.chosen(default=timezone.localdate(at))
    networks = (
        Network.objects.annotate(**page_annotations())
        .select_related("territory", "cover")
        .prefetch_related(
            "figures",
            Prefetch("partnerships", Partnership.objects.select_related("structure", "territory")),
            Prefetch(
                "seats",
                Mandate.objects.current(on=day).select_related("holder_structure", "holder_person"),
                to_attr="seats_that_day",
            ),
            Prefetch("members", members_with_stage(day), to_attr="members_that_day"),
        )
    )
    found = get_entry_or_response(networks, slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    network: Any = found
    pairs = figures_of(network)
    related = related_entries(network, at=at)
    board = [seat for seat in network.seats_that_day if seat.is_board]
    officers = [seat for seat in network.seats_that_day if not seat.is_board]
    groups = place_groups(network.members_that_day, pairs, at=at)
    context = {
        "network": network,
        "crumbs": [Crumb(_("Réseaux"), reverse("networks:network_list")), Crumb(network.title, typed=True)],
        "kind": kind_of(network),
        "founded": founded_in(network),
        "facilitators": [entry for entry in related if entry.kind == EntryKind.STRUCTURE],
        "figures": figures_band(pairs),
        "sources": sources_of(pairs),
        "day_form": form,
        "day": day,
        "day_said": formats.date_format(day, "j F Y"),
        "groups": groups,
        "map": sketch(
            spots_of(network.members_that_day, groups),
            worldwide=network.network_kind == NetworkKind.CITY_NETWORK,
        ),
        "members": other_members(network.members_that_day, board, at=at),
        "has_stages": any(group.kind != "member" for group in groups),
        "members_note": next((pair.note for pair in pairs if pair.key == "members"), ""),
        "themes": network.theme_rows,
        "steps": [step_of(moment) for moment in moments_of(network, request, own_moments(network))],
        "partners": partner_groups(network.partnerships.all(), at=at),
        "board": [replace(row, aside="") for row in mandate_rows(board, at=at, whose="holder")],
        "board_said": board_said(board),
        "officers": mandate_rows(officers, at=at, whose="holder"),
        "initiatives": [poster_of(entry, at=at) for entry in related if entry.kind == EntryKind.INITIATIVE],
        "links": network.link_rows,
    }
    return render(request, "networks/network.html", context)


def related_entries(network: Network, *, at: dt.datetime) -> list[Entry]:
    """Who facilitates it, and the initiatives shared in it: one query."""
    return list(
        Entry.objects.published(at=at)
        .filter(
            Q(pk__in=network.facilitators.order_by().values("pk"))
            | Q(pk__in=network.initiatives.order_by().values("pk"))
        )
        .alphabetical()
    )


def members_with_stage(day: dt.date) -> Any:
    """The members on this day, each territory with its stage: one query."""
    stage = (
        TerritoryStage.objects.current(on=day)
        .filter(territory=OuterRef("territory"), network=OuterRef("network"))
        .values("stage")[:1]
    )
    return Membership.objects.members_on(day).annotate(stage=Subquery(stage)).order_by("pk")


def place_groups(members: list[Any], pairs: list[FigurePair], *, at: dt.datetime) -> list[PlaceGroup]:
    """Territories by stage, the farthest first, numbered through; then members without a stage."""
    labels = {
        Stage.ACCREDITED: _("Habilités"),
        Stage.EMERGING: _("Projets émergents"),
        Stage.INTERESTED: _("Intéressés"),
        None: _("Membres"),
    }
    # What was declared is said beside the list only where it speaks of this very list.
    said = {pair.key: pair for pair in pairs if pair.declared and pair.counted}
    groups, number = [], 0
    for stage in (*STAGE_ORDER, None):
        territories = sorted(
            (row.territory for row in members if row.territory_id and row.stage == stage),
            key=lambda territory: territory.title,
        )
        places = []
        for territory in territories:
            if is_public(territory, at=at):
                number += 1
                places.append(Place(territory.title, number, territory.get_absolute_url()))
        if places:
            key = stage.value if stage else "territories"
            pair = said.get(key)
            same = pair is not None and pair.counted is not None and pair.counted.value == len(places)
            label = _("%(group)s, %(count)s") % {
                "group": labels[stage],
                "count": pair.value if pair and same else len(places),
            }
            note = french(pair.note) if pair and same else ""
            groups.append(PlaceGroup(label, places, stage.value if stage else "member", note))
    return groups


def spots_of(members: list[Any], groups: list[PlaceGroup]) -> list[Spot]:
    """The placed territories under the numbers of the list."""
    placed = {
        row.territory.get_absolute_url(): row.territory
        for row in members
        if row.territory_id and row.territory.is_placed
    }
    return [
        Spot(
            place.number or 0,
            group.kind,
            float(placed[place.url].longitude),
            float(placed[place.url].latitude),
            place.name,
            place.url,
        )
        for group in groups
        for place in group.places
        if place.url in placed
    ]


def other_members(members: list[Any], board: list[Mandate], *, at: dt.datetime) -> list[dict[str, Any]]:
    """Structures, talents and people who are not named elsewhere on the page (on the map, on the board)."""
    seated = {("structure", seat.holder_structure_id) for seat in board if seat.holder_structure_id}
    seated |= {("person", seat.holder_person_id) for seat in board if seat.holder_person_id}
    titles = {"structure": _("Structures"), "talent": _("Talents"), "person": _("Personnes")}
    groups: list[dict[str, Any]] = []
    for field, title in titles.items():
        rows: list[Row] = []
        for membership in members:
            key = getattr(membership, f"{field}_id")
            if key is not None and (field, key) not in seated:
                row = name_row(getattr(membership, field), at=at, aside=french(membership.role))
                rows += [row] if row else []
        if rows:
            groups.append({"title": title, "rows": sorted(rows, key=attrgetter("title"))})
    return groups


def board_said(seats: list[Mandate]) -> str:
    """« 14 organismes et une personne »."""
    bodies = sum(seat.holder_structure_id is not None for seat in seats)
    people = len(seats) - bodies
    said = []
    if bodies:
        said.append(ngettext("un organisme", "%(n)d organismes", bodies) % {"n": bodies})
    if people:
        said.append(ngettext("une personne", "%(n)d personnes", people) % {"n": people})
    return _(" et ").join(said)


def founded_in(network: Network) -> str:
    when = network.founded_on
    return _("Créé\u00a0: %(when)s") % {"when": when} if when.is_known else ""


def own_moments(network: Network) -> list[Moment]:
    """What the network itself knows of its story; meetings and labels come from the apps above."""
    when = network.founded_on
    return [Moment(when, _("Création du réseau"), ours=True)] if when.is_known else []

"""The page of a territory: how far it has come, in which networks, with whom."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import Membership, Partnership, Territory, TerritoryStage
from networks.services import figures_of
from networks.views.parts import (
    figures_band,
    is_public,
    kind_of,
    name_row,
    page_annotations,
    partnership_rows,
    related_groups,
    since,
    sources_of,
    step_of,
)
from networks.views.places import locator
from networks.views.structures import public_keys
from portal.core.components import Crumb, Row
from portal.core.models import Entry
from portal.core.pages import get_entry_or_response
from portal.core.panels import Moment, moments_of
from portal.core.richtext import french


@require_safe
def territory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    day = timezone.localdate(at)
    territories = (
        Territory.objects.annotate(**page_annotations())
        .select_related("parent")
        .prefetch_related(
            "figures",
            Prefetch("stages", TerritoryStage.objects.select_related("network").order_by("since", "pk")),
            Prefetch(
                "territory_memberships",
                Membership.objects.current(on=day).select_related("network"),
                to_attr="current_memberships",
            ),
            Prefetch(
                "partner_of",
                Partnership.objects.filter(entry__in=public_keys(at)).select_related("entry"),
                to_attr="public_partnerships",
            ),
        )
    )
    found = get_entry_or_response(territories, slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    territory: Any = found
    pairs = figures_of(territory)
    stages = [stage for stage in territory.stages.all() if is_public(stage.network, at=at)]
    context = {
        "territory": territory,
        "crumbs": [
            Crumb(_("Territoires"), reverse("networks:territory_list")),
            Crumb(territory.title, typed=True),
        ],
        "kind": kind_of(territory),
        "locator": locator(territory),
        "parent": territory.parent if is_public(territory.parent, at=at) else None,
        "stages": current_stages(stages, on=day),
        "figures": figures_band(pairs),
        "sources": sources_of(pairs),
        "themes": territory.theme_rows,
        "networks": networks_of(territory.current_memberships, stages, on=day, at=at),
        "partnerships": partnership_rows(territory.public_partnerships),
        "related": related_groups(related_entries(territory, at=at)),
        "links": territory.link_rows,
        "steps": [step_of(moment) for moment in moments_of(territory, request, own_moments(stages))],
    }
    return render(request, "networks/territory.html", context)


def holds(stage: TerritoryStage, on: dt.date) -> bool:
    return (stage.since is None or stage.since <= on) and (stage.until is None or stage.until > on)


def current_stages(stages: list[TerritoryStage], *, on: dt.date) -> list[dict[str, str]]:
    """« Projet émergent », once, with the sign of the stage."""
    held = {stage.stage: str(stage.get_stage_display()) for stage in stages if holds(stage, on)}
    return [
        {"label": label[:1].upper() + label[1:], "icon": f"stage-{stage}"} for stage, label in held.items()
    ]


def networks_of(
    memberships: list[Membership], stages: list[TerritoryStage], *, on: dt.date, at: dt.datetime
) -> list[Row]:
    """Networks it belongs to; beside each the stage it has reached there, else its role."""
    reached = {stage.network_id: str(stage.get_stage_display()) for stage in stages if holds(stage, on)}
    rows = []
    for membership in memberships:
        aside = reached.get(membership.network_id) or french(membership.role) or since(membership.began)
        row = name_row(membership.network, at=at, aside=aside)
        rows += [row] if row else []
    return rows


def own_moments(stages: list[TerritoryStage]) -> list[Moment]:
    """Each stage when it began; where only an observation is known, it says so."""
    return [
        Moment(
            stage.began,
            str(stage.get_stage_display()).capitalize(),
            _("Constaté ce jour-là\u202f; le début de l’étape n’est pas connu.") if stage.is_observed else "",
            stage.network.get_absolute_url(),
            ours=True,
        )
        for stage in stages
    ]


def related_entries(territory: Territory, *, at: dt.datetime) -> list[Entry]:
    """What lies in it: structures, initiatives, networks, smaller territories. One query."""
    return list(
        Entry.objects.published(at=at)
        .filter(
            Q(pk__in=territory.structures.order_by().values("pk"))
            | Q(pk__in=territory.initiatives.order_by().values("pk"))
            | Q(pk__in=territory.anchored_networks.order_by().values("pk"))
            | Q(pk__in=territory.children.order_by().values("pk"))
        )
        .alphabetical()
    )

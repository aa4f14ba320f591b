"""The page of an initiative: what is done, by whom, and what resembles it."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import Initiative, Partnership
from networks.services import figures_of
from networks.views.parts import (
    figures_band,
    is_public,
    name_row,
    page_annotations,
    partner_groups,
    poster_of,
    since,
    sources_of,
    step_of,
)
from portal.core.components import Crumb, Poster
from portal.core.pages import get_entry_or_response
from portal.core.panels import moments_of


@require_safe
def initiative_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    initiatives = (
        Initiative.objects.annotate(**page_annotations())
        .select_related("territory", "network")
        .prefetch_related(
            "figures",
            "carriers",
            Prefetch("partnerships", Partnership.objects.select_related("structure", "territory")),
        )
    )
    found = get_entry_or_response(initiatives, slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    initiative: Any = found
    pairs = figures_of(initiative)
    carriers = [name_row(structure, at=at) for structure in initiative.carriers.all()]
    context = {
        "initiative": initiative,
        "crumbs": [
            Crumb(_("Initiatives"), reverse("networks:initiative_list")),
            Crumb(initiative.title, typed=True),
        ],
        "territory": initiative.territory if is_public(initiative.territory, at=at) else None,
        "network": initiative.network if is_public(initiative.network, at=at) else None,
        "started": since(initiative.started_on),
        "carriers": [row for row in carriers if row],
        "figures": figures_band(pairs),
        "sources": sources_of(pairs),
        "themes": initiative.theme_rows,
        "partners": partner_groups(initiative.partnerships.all(), at=at),
        "links": initiative.link_rows,
        "steps": [step_of(moment) for moment in moments_of(initiative, request)],
        "neighbours": neighbours(initiative, at=at),
    }
    return render(request, "networks/initiative.html", context)


def neighbours(initiative: Initiative, *, at: dt.datetime) -> list[Poster]:
    """Up to four others, those of the same themes."""
    same = Initiative.objects.filter(themes__in=initiative.themes.all()).exclude(pk=initiative.pk)
    others = (
        Initiative.objects.published(at=at)
        .filter(pk__in=same.order_by().values("pk"))
        .select_related("territory")
        .alphabetical()
    )
    return [poster_of(other, at=at) for other in others[:4]]

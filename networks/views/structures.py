"""The page of a structure: who it is, where, with whom."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.exports import structure_card
from networks.models import Mandate, Membership, Network, Partnership, Structure
from networks.services import figures_of
from networks.views.parts import (
    figures_band,
    is_public,
    kind_of,
    mandate_rows,
    name_row,
    page_annotations,
    partnership_rows,
    related_groups,
    since,
    sources_of,
    step_of,
)
from networks.views.places import locator
from portal.core.components import Crumb, Note, Row
from portal.core.models import Entry
from portal.core.pages import get_entry_or_response
from portal.core.panels import moments_of
from portal.core.richtext import french


@require_safe
def structure_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    day = timezone.localdate(at)
    structures = (
        Structure.objects.annotate(**page_annotations())
        .select_related("territory", "parent", "logo")
        .prefetch_related(
            "figures",
            Prefetch(
                "structure_memberships",
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
    found = get_entry_or_response(structures, slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    structure: Any = found
    pairs = figures_of(structure)
    held, within = offices(structure, on=day)
    context = {
        "structure": structure,
        "crumbs": [
            Crumb(_("Structures"), reverse("networks:structure_list")),
            Crumb(structure.title, typed=True),
        ],
        "kind": kind_of(structure),
        "locator": locator(structure),
        "territory": structure.territory if is_public(structure.territory, at=at) else None,
        "parent": structure.parent if is_public(structure.parent, at=at) else None,
        "contact": contact_of(structure),
        "figures": figures_band(pairs),
        "sources": sources_of(pairs),
        "themes": structure.theme_rows,
        "networks": [
            row for row in (network_row(one, at=at) for one in structure.current_memberships) if row
        ],
        "people": mandate_rows(within, at=at, whose="holder"),
        "mandates": mandate_rows(held, at=at, whose="body"),
        "partnerships": partnership_rows(structure.public_partnerships),
        "related": related_groups(related_entries(structure, at=at)),
        "links": structure.link_rows,
        "steps": [step_of(moment) for moment in moments_of(structure, request)],
    }
    return render(request, "networks/structure.html", context)


@require_safe
def structure_vcf(request: HttpRequest, slug: str) -> HttpResponse:
    """The card that a telephone or a mail program keeps."""
    found = get_entry_or_response(Structure.objects.all(), slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    return HttpResponse(
        structure_card(found),
        content_type="text/vcard; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.slug}.vcf"'},
    )


def public_keys(at: dt.datetime) -> Any:
    return Entry.objects.published(at=at).order_by().values("pk")


def offices(structure: Structure, *, on: dt.date) -> tuple[list[Mandate], list[Mandate]]:
    """Seats that the structure holds elsewhere, offices held in it: one query."""
    mandates = (
        Mandate.objects.current(on=on)
        .filter(Q(holder_structure=structure) | Q(body_structure=structure))
        .select_related("body_structure", "body_network", "holder_structure", "holder_person")
    )
    held = [mandate for mandate in mandates if mandate.holder_structure_id == structure.pk]
    return held, [mandate for mandate in mandates if mandate.body_structure_id == structure.pk]


def network_row(membership: Membership, *, at: dt.datetime) -> Row | None:
    network: Network = membership.network
    return name_row(network, at=at, aside=french(membership.role) or since(membership.began))


def related_entries(structure: Structure, *, at: dt.datetime) -> list[Entry]:
    """What it carries, runs or is made of: one query."""
    return list(
        Entry.objects.published(at=at)
        .filter(
            Q(pk__in=structure.initiatives.order_by().values("pk"))
            | Q(pk__in=structure.facilitated_networks.order_by().values("pk"))
            | Q(pk__in=structure.branches.order_by().values("pk"))
        )
        .alphabetical()
    )


def contact_of(structure: Structure) -> list[Note]:
    """How to reach it."""
    notes = []
    if structure.address:
        notes.append(Note(", ".join(structure.address.split("\n")), "map-pin"))
    if structure.email:
        notes.append(Note(structure.email, "mail", f"mailto:{structure.email}"))
    if structure.phone:
        bare = "".join(sign for sign in structure.phone if sign.isdigit() or sign == "+")
        notes.append(Note(structure.phone, "phone", f"tel:{bare}"))
    return notes

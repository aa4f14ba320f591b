"""Labels: the wall of medals, and the page of each."""

import datetime as dt
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from labels.enums import AwardState, Direction
from labels.filters import LabelFilter
from labels.models import ActionPlan, Indicator, Label, LabelAward
from labels.pieces import LOOKS, Curve, curve, issuer_text, label_medal
from networks.services import figures_of
from networks.views.lists import LIST, MAP
from networks.views.places import ListMap, list_map, point_of
from portal.core.addresses import public_url
from portal.core.components import Crumb, Figure, Note, Row
from portal.core.enums import EntryKind
from portal.core.facets import ways_out
from portal.core.models import Entry
from portal.core.pages import get_entry_or_response
from portal.core.requests import HtmxHttpRequest
from portal.core.richtext import french

PER_PAGE = 24


@require_safe
@vary_on_headers("HX-Request")
def label_list(request: HtmxHttpRequest) -> HttpResponse:
    """The whole wall, or for htmx the part that changes: the same template."""
    at = timezone.now()
    path = reverse("labels:list")
    filters = LabelFilter(
        request.GET,
        queryset=Label.objects.visible_to(request.user, at=at).with_issuer(),
        at=at,
        today=timezone.localdate(at),
    )
    awards = Prefetch(
        "awards", LabelAward.objects.shown(at=at).select_related("holder").latest_first(), "shown_awards"
    )
    labels = filters.found().prefetch_related(awards)
    view = MAP if request.GET.get("vue") == MAP else LIST
    page = Paginator(labels, PER_PAGE).get_page(request.GET.get("page"))
    # Its awards are set by the prefetch: no class names them.
    shown: list[Any] = list(page.object_list)
    items = [
        {
            "label": label,
            "medal": label_medal(label, label.shown_awards),
            "issuer": issuer_text(label),
            "holders": [award.holder for award in label.shown_awards],
        }
        for label in shown
    ]
    facets = [facet for facet in filters.facets() if facet.options]
    kept_view = [("vue", MAP)] if view == MAP else []
    kept_words = [("q", filters.words)] if filters.words else []
    kept_facets = [(name, value) for name in filters.FACETS for value in filters.chosen(name)]
    chosen = [*kept_words, *kept_facets]
    context = {
        "crumbs": [Crumb(_("Labels"))],
        "action": path,
        "filters": filters,
        "facets": facets,
        "kept_words": [*kept_words, *kept_view],
        "kept_facets": [*kept_facets, *kept_view],
        "reset_url": _address(path, kept_view),
        "is_narrowed": bool(chosen),
        "page": page,
        "items": items,
        "view": view,
        "views": [
            (LIST, _("Liste"), "list", _address(path, chosen)),
            (MAP, _("Carte"), "map", _address(path, [*chosen, ("vue", MAP)])),
        ],
        "drawn": _holders_map(filters, request.GET, at=at) if view == MAP else None,
        "count": _counted(page.paginator.count),
    }
    if not items:
        context["loosen"] = ways_out(
            filters.left_without(),
            path=path,
            pairs=[*chosen, *kept_view],
            facets=facets,
            words=filters.words,
            counted=_counted,
        )
    fragment = request.htmx and not request.htmx.history_restore_request
    return render(request, "labels/_results.html" if fragment else "labels/list.html", context)


def _counted(number: int) -> str:
    return ngettext("%(n)d label", "%(n)d labels", number) % {"n": number}


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _holders_map(filters: LabelFilter, query: QueryDict, *, at: dt.datetime) -> ListMap:
    """Who holds a label in force or announced, where they are: a structure, a territory, an initiative, a network."""
    kinds = ("as_structure__territory", "as_territory", "as_initiative__territory", "as_network__territory")
    awards = (
        LabelAward.objects.shown(at=at)
        .current()
        .filter(label__in=filters.narrowed().order_by().values("pk"))
        .exclude(holder__kind=EntryKind.TALENT)
        .select_related("label", *(f"holder__{kind}" for kind in kinds))
        .order_by("holder__title", "pk")
    )
    return list_map(list(awards), _holder_row, query, lambda award: point_of(_whole(award.holder)))


def _whole(holder: Entry) -> Any:
    """The holder with the columns of its own kind, loaded already."""
    return getattr(holder, f"as_{holder.kind}")


def _holder_row(award: LabelAward) -> Row:
    holder = award.holder
    return Row(
        holder.title,
        holder.get_absolute_url(),
        french(holder.summary),
        hue=holder.hue,
        slug=holder.slug,
        tags=[Note(award.label.title, "award"), Note(capfirst(award.get_state_display()))],
    )


@require_safe
def label_detail(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_entry_or_response(
        Label.objects.with_issuer().prefetch_related("figures", "links"), slug=slug, request=request
    )
    if isinstance(found, HttpResponse):
        return found
    label: Label = found
    at = timezone.now()
    awards = list(
        LabelAward.objects.shown(at=at)
        .filter(label=label)
        .select_related("holder", "carried_by")
        .latest_first()
    )
    plans = list(ActionPlan.objects.shown(at=at).whole().filter(Q(award__in=awards) | Q(aimed_label=label)))
    curves = _curves(plans)
    context = {
        "label": label,
        "crumbs": [Crumb(_("Labels"), reverse("labels:list")), Crumb(label.title, typed=True)],
        "medal": label_medal(label, awards),
        "issuer": issuer_text(label),
        "issuer_url": label.issuer.get_absolute_url() if label.issuer and label.issuer.is_published else "",
        "term": _term(label),
        "awards": [(award, LOOKS[AwardState(award.state)]) for award in awards],
        "figures": [Figure(pair.value, pair.label, pair.note) for pair in figures_of(label)][:4],
        "sources": _sources(label, awards),
        "plans": [(plan, [(axis, curves[axis.pk]) for axis in plan.axes.all()]) for plan in plans],
        "aimed": label.direction == Direction.AIMED,
        "share_url": public_url(label.get_absolute_url()),
    }
    return render(request, "labels/detail.html", context)


def _term(label: Label) -> str:
    if label.term_months is None:
        return ""
    if label.term_months % 12 == 0:
        years = label.term_months // 12
        return ngettext("%(n)d an", "%(n)d ans", years) % {"n": years}
    return _("%(n)d mois") % {"n": label.term_months}


def _sources(label: Label, awards: list[LabelAward]) -> list[tuple[str, str]]:
    """Who said so, each once, in order."""
    named = [(pair.source, pair.declared.source_url) for pair in figures_of(label) if pair.declared]
    named += [(award.source_name, award.source_url) for award in awards if award.source_name]
    return list(dict.fromkeys(named))


def _curves(plans: list[ActionPlan]) -> dict[int, list[Curve]]:
    """The curves of each axis: of its own indicators, then of those of its actions."""
    curves: dict[int, list[Curve]] = defaultdict(list)
    indicators = Indicator.objects.of_plans(plans).select_related("action").prefetch_related("measurements")
    for indicator in sorted(indicators, key=lambda one: (one.action_id is not None, one.position, one.pk)):
        axis_id = indicator.axis_id if indicator.action is None else indicator.action.axis_id
        curves[axis_id].append(curve(indicator))
    return curves

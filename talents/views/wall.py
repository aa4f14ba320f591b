"""The wall: every talent as a poster, narrowed by facets and words."""

import datetime as dt
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.core.components import Crumb, Facet, FacetOption, Poster, Say, SortOption, WayOut
from portal.core.context_processors import site
from portal.core.facets import ways_out
from portal.core.requests import HtmxHttpRequest
from talents.filters import TalentFilter
from talents.hanging import hang, large_posters
from talents.models import Talent, TalentQuerySet
from talents.posters import poster_of

PER_PAGE = 24
HUNG, NAMED, RECENT, CLOSEST = "", "nom", "edition", "proches"


@require_safe
def talent_list(request: HtmxHttpRequest) -> HttpResponse:
    """The whole page, or for htmx the part that changes: the same template."""
    at = timezone.now()
    found = TalentFilter(request.GET, queryset=Talent.objects.published(at=at), at=at)
    accepted = found.form.is_valid()
    asked = request.GET.get("tri", "")
    sort = _sort(asked, found)
    ids = _ordered(found.narrowed(), sort, today=timezone.localdate(at))
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    facets = found.facets()
    kept = [(name, value) for name in found.facet_names for value in found.chosen(name)]
    context = {
        "crumbs": [Crumb(_("Talents"))],
        "words": found.words,
        "refusals": [str(error) for errors in found.form.errors.values() for error in errors],
        "facets": facets,
        "chosen": len(kept),
        "page": page,
        "count": ngettext("%(n)d talent", "%(n)d talents", len(ids)) % {"n": len(ids)},
        "posters": _hung(page, _sayings(request, _latest(facets))),
        "chips": _chips(request.GET, found, facets),
        "sort": sort,
        "sorts": _sorts(found),
        "list_url": reverse("talents:list"),
        "reset_url": _address([("q", found.words)] if found.words else []),
        # What each of the three forms of the page must not lose.
        "kept_by_facets": _pairs(("q", found.words), ("tri", sort)),
        "kept_by_search": kept,
        "kept_by_sort": [*_pairs(("q", found.words)), *kept],
        "loosen": []
        if ids
        else _ways_out(found, [*_pairs(("q", found.words), ("tri", asked)), *kept], facets),
    }
    # A page taken back from history replaces the whole body: it must not be given a part of itself.
    fragment = request.htmx and not request.htmx.history_restore_request
    template = "talents/_results.html" if fragment else "talents/list.html"
    response = render(request, template, context, status=200 if accepted else 400)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _sort(asked: str, found: TalentFilter) -> str:
    """With words, the closest names first unless asked otherwise."""
    if asked in (NAMED, RECENT):
        return asked
    return CLOSEST if found.words else HUNG


def _sorts(found: TalentFilter) -> list[SortOption]:
    first = (
        SortOption(CLOSEST, _("Les plus proches"))
        if found.words
        else SortOption(HUNG, _("Ordre d’accrochage"))
    )
    return [first, SortOption(NAMED, _("Nom, de A à Z")), SortOption(RECENT, _("Édition récente"))]


def _ordered(talents: TalentQuerySet, sort: str, *, today: dt.date) -> list[int]:
    if sort == NAMED:
        return list(talents.by_name().values_list("pk", flat=True))
    if sort == RECENT:
        return list(talents.recently_distinguished().values_list("pk", flat=True))
    if sort == CLOSEST:
        return list(talents.order_by("-closeness", "title", "pk").values_list("pk", flat=True))
    return hang(list(talents.order_by("pk").values_list("pk", "hue")), seed=today.isoformat())


def _hung(page: Page, sayings: list[Say]) -> list[Poster | Say]:
    """The posters of this page, a few larger, with sentences between: rows of four are left without a hole."""
    ids = list(page.object_list)
    by_id = Talent.objects.for_posters().in_bulk(ids)
    talents = [by_id[pk] for pk in ids if pk in by_id]
    large, room = large_posters([(talent.has_face, talent.hue) for talent in talents])
    hung: list[Poster | Say] = [
        poster_of(talent, large=place in large) for place, talent in enumerate(talents)
    ]
    for place, say in zip((8, 18), sayings[:room], strict=False):
        hung.insert(min(place, len(hung)), say)
    return hung


def _latest(facets: list[Facet]) -> FacetOption | None:
    """The most recent edition, the first of its facet."""
    return next((facet.options[0] for facet in facets if facet.name == "edition"), None)


def _sayings(request: HttpRequest, latest: FacetOption | None) -> list[Say]:
    """Whom do you know? And the evening on which they went on stage."""
    sayings = []
    contact = site(request)["site"].contact_email  # type: ignore[attr-defined]
    if contact:
        subject = urlencode({"subject": _("Je propose un talent")}).replace("+", "%20")
        sayings.append(
            Say(
                _("Et vous, qui mettriez-vous en haut de l’affiche\u202f?"),
                f"mailto:{contact}?{subject}",
                _("Proposer un talent"),
            )
        )
    if latest is not None:
        sayings.append(
            Say(
                _("Un soir par an, ils montent tous sur scène."),
                reverse("talents:edition", args=[latest.value]),
                _("Voir le palmarès"),
                hue="spo",
            )
        )
    return sayings


def _chips(query: QueryDict, found: TalentFilter, facets: list[Facet]) -> list[dict[str, str]]:
    """What was chosen, each with the address of the same list without it."""
    labels = {(facet.name, option.value): option.label for facet in facets for option in facet.options}
    chosen = [("q", found.words)] if found.words else []
    chosen += [(name, value) for name in found.facet_names for value in found.chosen(name)]
    chips = []
    for name, value in chosen:
        rest = query.copy()
        rest.setlist(name, [other for other in query.getlist(name) if other != value and name != "q"])
        rest.pop("page", None)
        label = labels.get((name, value), value)
        chips.append({"label": f"« {label} »" if name == "q" else label, "url": _address(list(rest.lists()))})
    return chips


def _ways_out(found: TalentFilter, pairs: list[tuple[str, str]], facets: list[Facet]) -> list[WayOut]:
    return ways_out(
        found.left_without(),
        path=reverse("talents:list"),
        pairs=pairs,
        facets=facets,
        words=found.words,
        counted=lambda left: ngettext("%(n)d talent", "%(n)d talents", left) % {"n": left},
    )


def _address(pairs: list) -> str:
    url = reverse("talents:list")
    return f"{url}?{urlencode(pairs, doseq=True)}" if pairs else url


def _pairs(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if value]

"""Search over every page: whole, as a fragment while typing, or as a few suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.components import Crumb
from portal.core.enums import EntryKind
from portal.core.models import Entry
from portal.core.requests import HtmxHttpRequest
from portal.pages.kinds import KIND_ICONS, plural
from portal.pages.search import Found, excerpt, mark, search, suggest

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Hit:
    title: SafeString
    text: SafeString
    url: str
    kind: str
    icon: str
    hue: str


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One nature of page among the results, to narrow them."""

    value: str
    label: str
    count: int
    chosen: bool


def _hit(entry: Entry) -> Hit:
    return Hit(
        title=mark(entry.marked_title),  # type: ignore[attr-defined]
        text=excerpt(entry.marked_text),  # type: ignore[attr-defined]
        url=entry.get_absolute_url(),
        kind=entry.get_kind_display(),
        icon=KIND_ICONS[entry.kind],
        hue=entry.hue,
    )


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The best pages of one nature, and the way to the others."""

    kind: KindChoice
    icon: str
    hits: Sequence[Hit]
    more: str


def _groups(found: Found, kinds: Sequence[KindChoice]) -> list[HitGroup]:
    choices = {kind.value: kind for kind in kinds}
    groups = []
    for kind, entries in found.best_of_each_kind():
        count = found.counts[kind]
        more = _("Voir les %(n)d") % {"n": count} if count > len(entries) else ""
        groups.append(HitGroup(choices[kind], KIND_ICONS[kind], [_hit(entry) for entry in entries], more))
    return groups


@require_safe
def results(request: HtmxHttpRequest) -> HttpResponse:
    """Nature by nature; one nature alone, page by page."""
    found = search(request.GET.get("q", ""), at=timezone.now())
    kind = request.GET.get("nature", "")
    if kind not in found.counts:
        kind = ""
    kinds = [
        KindChoice(value, plural(value), found.counts[value], value == kind)
        for value in EntryKind.values
        if value in found.counts
    ]
    in_groups = not kind and len(kinds) > 1
    paginator = Paginator(found.entries.none() if in_groups else found.of_kind(kind), PER_PAGE)
    # The counts by kind already tell how many there are.
    paginator.count = found.counts[kind] if kind else found.total
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "words": found.words,
        "page": page,
        "groups": _groups(found, kinds) if in_groups else [],
        "hits": [_hit(entry) for entry in page.object_list] if found.total and not in_groups else [],
        "kinds": kinds,
        "kind": kind,
        "is_near": found.is_near,
        "total": found.total,
        "count": ngettext("%(n)d page trouvée", "%(n)d pages trouvées", paginator.count)
        % {"n": paginator.count},
        "detail": _("pour « %(words)s »") % {"words": found.words} if found.words else "",
        "crumbs": [Crumb(_("Recherche"))],
    }
    fragment = request.htmx and not request.htmx.history_restore_request
    template = "pages/_search_results.html" if fragment else "pages/search.html"
    response = render(request, template, context)
    # A page and its fragment share an address: no cache may take one for the other.
    response["Vary"] = "HX-Request"
    return response


@require_safe
@cache_control(public=True, max_age=300)
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list under the field while somebody types: public pages alone, so any cache may keep it."""
    hits = [_hit(entry) for entry in suggest(request.GET.get("q", ""), at=timezone.now())]
    said = ngettext("%(n)d proposition", "%(n)d propositions", len(hits)) % {"n": len(hits)}
    return render(request, "pages/_suggestions.html", {"hits": hits, "said": said if hits else ""})

"""The head of a page for machines: address of reference, languages, what a shared link shows, structured data.

Asks nothing of the database: all comes from the request, the entry that the view found, and its breadcrumb.
"""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from portal.core.addresses import public_url
from portal.core.linked_data import breadcrumb_data, entry_data, publisher, site_data, with_more
from portal.core.models import Entry, SiteSettings
from portal.core.share_picture import SIZE, Shared, shared_entry, shared_site
from portal.core.templatetags.json_ld import json_ld

register = template.Library()

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
OPEN_GRAPH_TYPES = {"talent": "profile", "article": "article"}
# Sign-in, private links, results of a search: of use to who holds them, and to no engine.
PRIVATE_NAMES = ("account_", "mfa_")
PRIVATE_SPACES = ("accounts", "demo")
PRIVATE_VIEWS = ("pages:search", "events:registered", "core:gallery")


@dataclass(frozen=True, slots=True)
class Alternate:
    language: str
    url: str


def is_private(request: HttpRequest) -> bool:
    match = request.resolver_match
    return (
        match is None
        or bool({"token", "key"} & match.kwargs.keys())
        or (match.url_name or "").startswith(PRIVATE_NAMES)
        or match.namespace in PRIVATE_SPACES
        or match.view_name in PRIVATE_VIEWS
    )


def canonical_path(path: str, asked: QueryDict) -> str:
    """The address of reference: a page of a list is one; a filtered or sorted list is the whole list."""
    number = asked.get("page", "")
    if set(asked) == {"page"} and number.isdecimal() and 1 < int(number) < 10_000:
        return f"{path}?page={int(number)}"
    return path


def alternates(path: str) -> list[Alternate]:
    """The same page in each language, and in the one for everybody else; none for a page that has one address."""
    found = {code: translate_url(path, code) for code, _name in settings.LANGUAGES}
    if len(set(found.values())) < len(found):
        return []
    rows = [Alternate(code, public_url(url)) for code, url in found.items()]
    return [*rows, Alternate("x-default", public_url(found[settings.LANGUAGE_CODE]))]


@register.inclusion_tag("layout/_machine_head.html", takes_context=True)
def machine_head(context: template.Context) -> dict[str, object]:
    """For the head of `base.html`."""
    request: HttpRequest | None = context.get("request")
    if request is None or is_private(request):
        return {"indexed": False}
    site: SiteSettings = context["site"]
    crumbs = list(context.get("crumbs") or ())
    entry: Entry | None = getattr(request, "shown_entry", None)
    path = canonical_path(request.path, request.GET)
    # A page that everybody may read but that no list names stays out of engines too.
    if entry is not None and not (entry.is_published and entry.is_listed):
        return {"indexed": False}
    own_page = entry is not None and entry.get_absolute_url() == request.path
    title = str(crumbs[-1].label) if crumbs else site.tagline
    if entry is not None:
        title = entry.title if own_page or not crumbs else f"{title}, {entry.title}"
    shared = _shared(entry, site)
    return {
        "indexed": True,
        "canonical": public_url(path),
        "alternates": alternates(path),
        "locale": LOCALES.get(get_language() or "fr", "fr_FR"),
        "type": OPEN_GRAPH_TYPES.get(entry.kind, "website") if entry is not None else "website",
        "title": title,
        "description": (entry.summary if entry is not None else "") or site.presentation,
        "site_name": f"{site.site_name}, {site.territory_name}",
        "picture": public_url(shared.path),
        "picture_text": shared.title,
        "picture_width": SIZE[0],
        "picture_height": SIZE[1],
        "blocks": _blocks(
            request, context, site, entry if own_page else None, crumbs, public_url(shared.path)
        ),
    }


def _shared(entry: Entry | None, site: SiteSettings) -> Shared:
    with override("fr"):
        return shared_entry(entry, site) if entry is not None else shared_site(site)


def _blocks(
    request, context, site: SiteSettings, entry: Entry | None, crumbs: list, picture: str
) -> list[SafeString]:
    """A page that has read more than its entry gives `linked_data` itself."""
    nav = context["nav"]
    blocks = []
    if entry is not None:
        data = context.get("linked_data") or entry_data(entry)
        if data:
            whole = {"image": picture} | with_more(data, entry)
            if whole["@type"] == "NewsArticle":
                whole["author"] = whole["publisher"] = publisher(site, home=nav.home)
            blocks.append(json_ld(whole))
    if crumbs:
        blocks.append(json_ld(breadcrumb_data(request, crumbs, nav.home)))
    elif request.path == nav.home:
        blocks.append(json_ld(site_data(site, home=nav.home, search=nav.search)))
    return blocks

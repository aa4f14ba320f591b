"""What a page says to machines (schema.org), by kind of entry.

The app that owns a kind registers in its `AppConfig.ready()` what is said of it: `source(entry)` says nothing that the
page does not show, and asks nothing of the database that the page has not read.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from portal.core.addresses import public_url
from portal.core.components import Crumb
from portal.core.models import Entry, SiteSettings

CONTEXT = "https://schema.org"
Source = Callable[[Any], dict[str, object]]

_sources: dict[str, Source] = {}
_more: dict[str, list[Callable[[Any], dict[str, list[object]]]]] = {}


def register_data(kind: str, source: Source) -> None:
    _sources[str(kind)] = source


def register_more(kind: str, source: Callable[[Any], dict[str, list[object]]]) -> None:
    """What an app above adds to the lists of a kind: the labels that a talent holds, among its awards."""
    _more.setdefault(str(kind), []).append(source)


def with_more(data: dict[str, object], entry: Entry) -> dict[str, object]:
    told = dict(data)
    for source in _more.get(entry.kind, ()):
        for name, values in source(entry).items():
            known = told.get(name, [])
            if values and isinstance(known, list):
                told[name] = [*known, *values]
    return told


def entry_data(entry: Entry) -> dict[str, object] | None:
    source = _sources.get(entry.kind)
    return source(entry) if source else None


def thing(entry: Entry, type_: str) -> dict[str, object]:
    """What every entry has."""
    data: dict[str, object] = {
        "@context": CONTEXT,
        "@type": type_,
        "name": entry.title,
        "url": public_url(entry.get_absolute_url()),
    }
    if entry.summary:
        data["description"] = entry.summary
    return data


def breadcrumb_data(request: HttpRequest, crumbs: Sequence[Crumb], home: str) -> dict[str, object]:
    """The path of the page, from the home page: the last step is the page itself."""
    steps = [(gettext("Accueil"), home)]
    steps += [(str(crumb.label), crumb.url) for crumb in crumbs[:-1] if crumb.url]
    steps += [(str(crumb.label), request.path) for crumb in crumbs[-1:]]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": label, "item": public_url(url)}
            for number, (label, url) in enumerate(steps, 1)
        ],
    }


def publisher(site: SiteSettings, *, home: str) -> dict[str, object]:
    """Who writes what is read here."""
    return {"@type": "GovernmentOrganization", "name": site.territory_name, "url": public_url(home)}


def site_data(site: SiteSettings, *, home: str, search: str) -> dict[str, object]:
    """The site itself, who publishes it, and how it is searched: on the home page."""
    data: dict[str, object] = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": f"{site.site_name}, {site.territory_name}",
        "url": public_url(home),
        "description": site.presentation,
        "publisher": publisher(site, home=home),
    }
    if search:
        data["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": public_url(search) + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        }
    return data

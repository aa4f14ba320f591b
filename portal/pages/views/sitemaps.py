"""The sitemap: an index, and files of addresses by kind, each small enough to be read in one go.

A file holds a slice of keys (1 to 10 000, 10 001 to 20 000…), found by the index of the primary key: a million entries
cost each file what ten do. Every address is written on the configured public site, whatever Host the request named, in
both languages; one line an address, streamed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import F, Max
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.addresses import public_url
from portal.core.enums import EntryKind
from portal.core.listing import listed_entries
from portal.core.navigation import Route, find

# The protocol allows 50 000 addresses a file: an entry has two, and each names the other.
SLICE = 10_000
SECTIONS = "rubriques"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LISTS = (
    "pages:home",
    "talents:list",
    "events:agenda",
    "events:series_list",
    "networks:network_list",
    "networks:territory_list",
    "networks:structure_list",
    "networks:initiative_list",
    "labels:list",
    "news:list",
    "pages:sitemap_page",
)


def _xml(lines: Iterable[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(lines, content_type="application/xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def index(request: HttpRequest) -> StreamingHttpResponse:
    """The files there are, each with the date of its latest change."""
    slices = (
        listed_entries(at=timezone.now())
        .order_by()
        .annotate(slice=F("pk") / SLICE)
        .values("kind", "slice")
        .annotate(changed=Max("updated_at"))
        .order_by("kind", "slice")
    )
    files: list[tuple[str, dt.datetime | None]] = [(reverse("machine:sitemap_sections"), None)]
    files += [
        (reverse("machine:sitemap_part", args=[row["kind"], row["slice"] + 1]), row["changed"])
        for row in slices
    ]
    lines = [
        f"<sitemap><loc>{escape(public_url(path))}</loc>{_lastmod(changed)}</sitemap>\n"
        for path, changed in files
    ]
    return _xml([f"{HEAD}<sitemapindex {NAMESPACE}>\n", *lines, "</sitemapindex>\n"])


@require_safe
@cache_control(public=True, max_age=3600)
def sections(request: HttpRequest) -> StreamingHttpResponse:
    """The pages that list: one a section."""
    with translation.override(settings.LANGUAGE_CODE):
        paths = [path for path in (find(Route("", name)) for name in LISTS) if path]
    return _xml(_addresses((path, None) for path in paths))


@require_safe
@cache_control(public=True, max_age=3600)
def part(request: HttpRequest, kind: str, number: int) -> StreamingHttpResponse:
    """The entries of one kind whose keys lie in this slice."""
    if kind not in EntryKind.values or number < 1:
        raise Http404
    entries = (
        listed_entries(at=timezone.now())
        .filter(kind=kind, pk__gte=(number - 1) * SLICE, pk__lt=number * SLICE)
        .only("kind", "slug", "updated_at")
        .order_by("pk")
    )
    with translation.override(settings.LANGUAGE_CODE):
        pages = [(entry.get_absolute_url(), entry.updated_at) for entry in entries]
    if not pages:
        raise Http404
    return _xml(_addresses(pages))


def _addresses(pages: Iterable[tuple[str, dt.datetime | None]]) -> Iterator[str]:
    yield f'{HEAD}<urlset {NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for path, changed in pages:
        # Read at each step: the answer is streamed, and the language of the thread may have changed meanwhile.
        with translation.override(settings.LANGUAGE_CODE):
            found = {code: public_url(translate_url(path, code)) for code, _name in settings.LANGUAGES}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'
            for code, url in [*found.items(), ("x-default", found[settings.LANGUAGE_CODE])]
        )
        for url in found.values():
            yield f"<url><loc>{escape(url)}</loc>{_lastmod(changed)}{links}</url>\n"
    yield "</urlset>\n"


def _lastmod(changed: dt.datetime | None) -> str:
    return f"<lastmod>{changed.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""

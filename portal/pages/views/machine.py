"""What is asked by machines: health, robots, security contact, sitemap."""

import datetime as dt

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from portal.core.addresses import public_url
from portal.core.listing import listed_entries
from portal.core.models import SiteSettings
from portal.core.navigation import Route, find
from portal.pages import health

TEXT = "text/plain; charset=utf-8"
SECURITY_TXT_DAYS = 180


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of anybody."""
    return HttpResponse("vivant\n", content_type=TEXT)


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether requests may be sent here: 503 until the database is reachable and migrated."""
    database = health.database_state()
    migrations = health.migrations_state() if database == health.OK else health.UNREACHABLE
    broker = health.broker_state()
    fit = database == migrations == health.OK
    state = "indisponible" if not fit else "pret" if broker == health.OK else "degrade"
    return JsonResponse(
        {"etat": state, "base": database, "migrations": migrations, "courtier": broker},
        status=200 if fit else 503,
    )


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Engines read what is public; a demonstration, whose people are imaginary, stays out of their books."""
    if settings.DEMO:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type=TEXT)
    private = ["/admin/", "/comptes/", "/espace/", "/inscriptions/", "/invitations/", "/recherche/"]
    lines = ["User-agent: *"]
    lines += [
        f"Disallow: {prefix}{path}"
        for path in private
        for prefix in ("", "/en")
        if path != "/admin/" or not prefix
    ]
    lines += ["", f"Sitemap: {public_url(reverse('machine:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@require_safe
@cache_control(public=True, max_age=3600)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The end of validity follows the calendar, so that it is never forgotten."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    with translation.override("fr"):
        policy = public_url(reverse("pages:page", args=["securite"]))
    lines = [
        f"Contact: mailto:{SiteSettings.load().contact_email}",
        f"Expires: {(today + dt.timedelta(days=SECURITY_TXT_DAYS)).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {public_url(reverse('machine:security'))}",
        f"Policy: {policy}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=TEXT)


class _OnPublicSite(Sitemap):
    """Addresses on the configured public site, whatever Host the request named; in both languages."""

    i18n = True
    alternates = True
    x_default = True
    limit = 20_000

    def get_domain(self, site=None) -> str:
        return settings.PUBLIC_BASE_URL.partition("://")[2]

    def get_protocol(self, protocol=None) -> str:
        return settings.PUBLIC_BASE_URL.partition("://")[0]


class EntrySitemap(_OnPublicSite):
    def items(self):
        return listed_entries(at=timezone.now()).only("kind", "slug", "updated_at").order_by("kind", "slug")

    def lastmod(self, item) -> dt.datetime:
        return item.updated_at


class ListSitemap(_OnPublicSite):
    """The pages that list: one a section."""

    def items(self) -> list[str]:
        names = [
            "pages:home",
            "talents:list",
            "events:agenda",
            "networks:network_list",
            "networks:territory_list",
            "networks:structure_list",
            "networks:initiative_list",
            "labels:list",
            "news:list",
            "pages:sitemap_page",
        ]
        return [name for name in names if find(Route("", name))]

    def location(self, item: str) -> str:
        return reverse(item)


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    return django_sitemap(request, sitemaps={"rubriques": ListSitemap, "fiches": EntrySitemap})

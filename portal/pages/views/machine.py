"""What is asked by machines: health, robots, security contact, sitemap."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from portal.core.addresses import public_url
from portal.core.models import SiteSettings
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

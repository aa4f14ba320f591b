"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.core.models import SiteSettings
from portal.core.navigation import navigation


def site_of(request: HttpRequest) -> SiteSettings:
    """The settings of the site, read once a request, and only if somebody asks."""
    if not hasattr(request, "_site_settings"):
        request._site_settings = SimpleLazyObject(SiteSettings.load)  # type: ignore[attr-defined]
    return request._site_settings  # type: ignore[attr-defined]


def site(request: HttpRequest) -> dict[str, object]:
    """`site`, `nav`, and whether this is a demonstration."""
    return {
        "site": site_of(request),
        "nav": SimpleLazyObject(lambda: navigation(request)),
        "demo": settings.DEMO,
        "debug": settings.DEBUG,
    }

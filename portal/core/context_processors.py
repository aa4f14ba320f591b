"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest

from portal.core.models import SiteSettings


def site(request: HttpRequest) -> dict[str, object]:
    """`site` (read once a request) and whether this is a demonstration."""
    if not hasattr(request, "_site_settings"):
        request._site_settings = SiteSettings.load()  # type: ignore[attr-defined]
    return {"site": request._site_settings, "demo": settings.DEMO, "debug": settings.DEBUG}  # type: ignore[attr-defined]

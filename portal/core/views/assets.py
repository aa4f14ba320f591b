"""Pictures that are computed: covers drawn from a slug, the web application's manifest."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from portal.core.contours import SHAPES, TONES, contours
from portal.core.models import SiteSettings
from portal.core.palette import stylesheet

# Changes with the way of drawing, so that no cache keeps the old hills.
_DRAWING = 1
_A_MONTH = 30 * 24 * 3600
LONGEST_SLUG = 120


@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def motif(request: HttpRequest, hue: str, slug: str, shape: str = "portrait") -> HttpResponse:
    """The contour lines of a slug, in the second tone of a hue."""
    if hue not in TONES or shape not in SHAPES or len(slug) > LONGEST_SLUG:
        raise Http404
    key = f"motif:{_DRAWING}:{shape}:{hue}:{slug}"
    drawing = cache.get(key)
    if drawing is None:
        drawing = contours(slug, hue, shape)
        cache.set(key, drawing, _A_MONTH)
    return HttpResponse(drawing, content_type="image/svg+xml")


@require_safe
def colours(request: HttpRequest, digest: str) -> HttpResponse:
    """The colours of the territory. An address of before answers with today's, and is not kept."""
    site = SiteSettings.load()
    response = HttpResponse(stylesheet(site.tones), content_type="text/css")
    if digest == site.palette_digest:
        patch_cache_control(response, public=True, max_age=365 * 24 * 3600, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone shows once the site is on its home screen."""
    site = SiteSettings.load()
    icons = [
        {
            "src": static(f"img/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "name": f"{site.site_name}, {site.territory_name}",
            "short_name": site.site_name,
            "lang": "fr",
            "start_url": "/",
            "display": "minimal-ui",
            # The paper and the ink of tokens.css.
            "background_color": "#fcfaf5",
            "theme_color": "#14151e",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def uploads(request: HttpRequest, path: str) -> HttpResponseBase:
    """What staff uploaded, where no proxy stands in front to give it (the demonstration, a developer's machine)."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    # An uploaded file is looked at; whatever it holds, it runs nothing.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

"""The picture of a link, where it is shared."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.listing import listed_entries
from portal.core.models import SiteSettings
from portal.core.share_picture import SITE, draw, shared_entry, shared_site

_A_WEEK = 7 * 24 * 3600


@require_safe
@cache_control(public=True, max_age=_A_WEEK)
def picture(request: HttpRequest, kind: str, slug: str, digest: str) -> HttpResponse:
    """Drawn once for each seal. An old seal leads to the picture of today; what is not public has none."""
    site = SiteSettings.load()
    with translation.override("fr"):
        if kind == SITE:
            what = shared_site(site)
        else:
            entry = listed_entries(at=timezone.now()).filter(kind=kind, slug=slug).first()
            if entry is None:
                raise Http404
            what = shared_entry(entry, site)
    if not constant_time_compare(digest, what.digest) or slug != what.slug:
        return redirect(what.path)
    tag = f'"{what.digest}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": tag})
    key = f"partage:{what.digest}"
    file = cache.get(key)
    if file is None:
        file = draw(what)
        cache.set(key, file, _A_WEEK)
    return HttpResponse(file, content_type="image/png", headers={"ETag": tag})

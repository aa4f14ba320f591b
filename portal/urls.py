"""All routes. French addresses; the same under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal.core.views import assets

# What has one address whatever the language.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.core.urls")),
    path("", include("portal.pages.urls_root")),
    # Beside the admin, before it answers for all that begins so.
    path("admin/accueil/", include("events.urls_door")),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", include("portal.news.urls")),
    path("", include("talents.urls")),
    path("", include("events.urls")),
    path("", include("networks.urls")),
    path("", include("labels.urls")),
    path("", include("portal.mail.urls")),
    path("comptes/", include("portal.accounts.urls_sign_in")),
    path("", include("portal.accounts.urls")),
    # Last: its pages answer at the root, `/contact/`, and must shadow nothing.
    path("", include("portal.pages.urls")),
    prefix_default_language=False,
)

if settings.DEMO or settings.DEBUG:
    # Elsewhere the proxy gives them.
    urlpatterns += [path("media/<path:path>", assets.uploads, name="uploads")]
if settings.DEMO:
    urlpatterns += [path("demo/", include("portal.demo.urls"))]

handler400 = "portal.pages.views.errors.bad_request"
handler403 = "portal.pages.views.errors.permission_denied"
handler404 = "portal.pages.views.errors.page_not_found"
handler500 = "portal.pages.views.errors.server_error"

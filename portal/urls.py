"""All routes. French addresses; the same under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

# What has one address whatever the language.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.core.urls")),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", include("portal.pages.urls")),
    path("", include("portal.news.urls")),
    path("", include("talents.urls")),
    path("", include("events.urls")),
    path("", include("networks.urls")),
    path("", include("labels.urls")),
    path("comptes/", include("portal.accounts.urls_sign_in")),
    path("", include("portal.accounts.urls")),
    prefix_default_language=False,
)

if settings.DEMO:
    urlpatterns += [path("demo/", include("portal.demo.urls"))]

"""The roof's pages. Included last: `<slug>/` answers at the root of the site, and must shadow nothing."""

from django.urls import path

from portal.pages.views import home, page, search, site_map

app_name = "pages"

urlpatterns = [
    path("", home.home, name="home"),
    path("recherche/", search.results, name="search"),
    path("recherche/suggestions/", search.suggestions, name="suggestions"),
    path("plan-du-site/", site_map.site_map, name="sitemap_page"),
    path("contact/", page.page, {"slug": "contact"}, name="contact"),
    path("<slug:slug>/", page.page, name="page"),
]

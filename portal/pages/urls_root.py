"""What has one address whatever the language: for machines."""

from django.urls import path

from portal.pages.views import machine, sitemaps

app_name = "machine"

urlpatterns = [
    path("sante/vivant", machine.alive, name="alive"),
    path("sante/pret", machine.ready, name="ready"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-rubriques.xml", sitemaps.sections, name="sitemap_sections"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path("robots.txt", machine.robots, name="robots"),
    path(".well-known/security.txt", machine.security_txt, name="security"),
]

"""What has one address whatever the language: for machines."""

from django.urls import path

from portal.pages.views import machine

app_name = "machine"

urlpatterns = [
    path("sante/vivant", machine.alive, name="alive"),
    path("sante/pret", machine.ready, name="ready"),
    path("sitemap.xml", machine.sitemap, name="sitemap"),
    path("robots.txt", machine.robots, name="robots"),
    path(".well-known/security.txt", machine.security_txt, name="security"),
]

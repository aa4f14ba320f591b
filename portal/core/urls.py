"""What has one address whatever the language."""

from django.urls import path

from portal.core.views import assets, gallery, shared

app_name = "core"

urlpatterns = [
    path("motif/<slug:hue>/<slug:slug>.svg", assets.motif, name="motif"),
    path("motif/wide/<slug:hue>/<slug:slug>.svg", assets.motif, {"shape": "wide"}, name="motif_wide"),
    path("partage/<slug:kind>/<slug:slug>.<slug:digest>.png", shared.picture, name="shared_picture"),
    path("couleurs/<slug:digest>.css", assets.colours, name="colours"),
    path("manifeste.webmanifest", assets.manifest, name="manifest"),
    # Shown to developers only: the view answers 404 unless DEBUG is on.
    path("composants/", gallery.gallery, name="gallery"),
]

"""The door, beside the admin: `/admin/accueil/`. One address whatever the language, as the admin; the service worker
that stands here (`service.js`) reaches nothing outside."""

from django.urls import path

from events.views import door, door_files

app_name = "door"

urlpatterns = [
    path("", door.doors, name="doors"),
    path("hors-ligne/", door.shell, name="shell"),
    path("service.js", door_files.worker, name="worker"),
    path("<slug:slug>/", door.page, name="page"),
    path("<slug:slug>/liste.json", door.roll, name="roll"),
    path("<slug:slug>/actes/", door.sync, name="sync"),
    path("<slug:slug>/billet.json", door.ticket, name="ticket"),
    path("<slug:slug>/pointer/", door.point, name="point"),
    path("<slug:slug>/entrer/", door.enter, name="enter"),
    path("<slug:slug>/clore/", door.close, name="close"),
    path("<slug:slug>/emargement.pdf", door_files.sheet, name="sheet"),
]

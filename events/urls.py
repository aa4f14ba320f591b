from django.urls import path

from events.views import (
    agenda,
    documents,
    event,
    invitations,
    papers,
    programme,
    registering,
    registrations,
    series,
)

app_name = "events"

urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda.ics", agenda.agenda_ics, name="agenda_ics"),
    path("agenda/<slug:slug>/", event.detail, name="detail"),
    path("agenda/<slug:slug>/inscription/", registering.register, name="register"),
    path("agenda/<slug:slug>/inscription/envoyee/", registering.registered, name="registered"),
    path("agenda/<slug:slug>/programme/", programme.programme, name="programme"),
    path("agenda/<slug:slug>/programme/mon-programme/", programme.my_programme, name="my_programme"),
    path(
        "agenda/<slug:slug>/programme/mon-programme.ics",
        programme.my_programme_ics,
        name="my_programme_ics",
    ),
    path("agenda/<slug:slug>/stands/", event.stands, name="stands"),
    path("agenda/<slug:slug>/compte-rendu/", event.report, name="report"),
    path("agenda/<slug:slug>/evenement.ics", event.event_ics, name="ics"),
    path("agenda/<slug:slug>/documents/<int:pk>/", documents.document, name="document"),
    path("series/", series.series_list, name="series_list"),
    path("series/<slug:slug>/", series.series, name="series"),
    path("inscriptions/<str:token>/", registrations.registration, name="registration"),
    path("inscriptions/<str:token>/reponses/", registrations.answers, name="registration_answers"),
    path("inscriptions/<str:token>/annuler/", registrations.cancel, name="registration_cancel"),
    path("inscriptions/<str:token>/effacer/", registrations.erase, name="registration_erase"),
    path("inscriptions/<str:token>/evenement.ics", registrations.registration_ics, name="registration_ics"),
    path("inscriptions/<str:token>/billet.pdf", papers.ticket, name="ticket_pdf"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]

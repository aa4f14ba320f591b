from django.urls import path

from events.views import (
    agenda,
    delegation_lists,
    delegations,
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
    path("espace/delegations/", delegations.overview, name="delegations"),
    path("espace/delegations/modele.<str:suffix>", delegations.model_list, name="delegation_model"),
    path("espace/delegations/<slug:kind>/<slug:owner>/<slug:slug>/", delegations.detail, name="delegation"),
    path(
        "espace/delegations/<slug:kind>/<slug:owner>/<slug:slug>/ajouter/",
        delegation_lists.add,
        name="delegation_add",
    ),
    path(
        "espace/delegations/<slug:kind>/<slug:owner>/<slug:slug>/<int:pk>/remplacer/",
        delegations.swap,
        name="delegation_swap",
    ),
    path(
        "espace/delegations/<slug:kind>/<slug:owner>/<slug:slug>/<int:pk>/retirer/",
        delegations.withdraw,
        name="delegation_withdraw",
    ),
    path(
        "espace/delegations/<slug:kind>/<slug:owner>/<slug:slug>/<int:pk>/accepter/",
        delegations.accept,
        name="delegation_accept",
    ),
    path(
        "espace/delegations/<slug:kind>/<slug:owner>/<slug:slug>/<int:pk>/lien/",
        delegations.link,
        name="delegation_link",
    ),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]

from django.urls import path

from portal.accounts.views import invitation, space

app_name = "accounts"

urlpatterns = [
    path("espace/", space.space, name="space"),
    path("comptes/invitation/<str:token>/", invitation.accept, name="accept_invitation"),
]

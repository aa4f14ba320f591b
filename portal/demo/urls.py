from django.urls import path

from portal.demo import views

app_name = "demo"

urlpatterns = [
    path("courrier/", views.inbox, name="mailbox"),
    path("courrier/<str:name>/", views.letter, name="letter"),
    path("courrier/<str:name>/html", views.letter_html, name="letter_html"),
    path("courrier/<str:name>/pieces/<int:number>", views.attachment, name="attachment"),
]

from django.urls import path

from portal.mail import views

app_name = "mail"

urlpatterns = [
    path("courriels/ne-plus-recevoir/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

from django.urls import path

from labels.views import labels

app_name = "labels"

urlpatterns = [
    path("labels/", labels.label_list, name="list"),
    path("labels/<slug:slug>/", labels.label_detail, name="detail"),
]

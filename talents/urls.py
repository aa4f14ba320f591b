from django.urls import path

from talents.views import edition, talent, wall

app_name = "talents"

urlpatterns = [
    path("talents/", wall.talent_list, name="list"),
    path("talents/<slug:slug>/", talent.talent_detail, name="detail"),
    path("editions/<slug:slug>/", edition.edition_detail, name="edition"),
]

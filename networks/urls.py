"""Public addresses of networks, territories, structures and initiatives."""

from django.urls import path

from networks import views

app_name = "networks"

urlpatterns = [
    path("reseaux/", views.network_list, name="network_list"),
    path("reseaux/<slug:slug>/", views.network_detail, name="network"),
    path("territoires/", views.territory_list, name="territory_list"),
    path("territoires/<slug:slug>/", views.territory_detail, name="territory"),
    path("structures/", views.structure_list, name="structure_list"),
    path("structures/<slug:slug>/", views.structure_detail, name="structure"),
    path("structures/<slug:slug>/carte.vcf", views.structure_vcf, name="structure_vcf"),
    path("initiatives/", views.initiative_list, name="initiative_list"),
    path("initiatives/<slug:slug>/", views.initiative_detail, name="initiative"),
]

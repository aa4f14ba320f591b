"""Words of territories, structures and networks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryKind(models.TextChoices):
    COMMUNE = "commune", _("commune")
    COMMUNITY = "community", _("communauté de communes")
    URBAN_COMMUNITY = "urban", _("communauté urbaine")
    METROPOLIS = "metropolis", _("métropole")
    LIVING_AREA = "living_area", _("bassin de vie")
    DEPARTMENT = "department", _("département")
    REGION = "region", _("région")
    FOREIGN_CITY = "foreign", _("ville étrangère")


class Stage(models.TextChoices):
    """How far a territory has come in a network; the order is that of the road."""

    INTERESTED = "interested", _("intéressé")
    EMERGING = "emerging", _("projet émergent")
    ACCREDITED = "accredited", _("habilité")


class StructureKind(models.TextChoices):
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("entreprise")
    AUTHORITY = "authority", _("collectivité")
    EDUCATION = "education", _("enseignement et recherche")
    INSTITUTION = "institution", _("institution")
    INSERTION = "insertion", _("structure d’insertion")
    THIRD_PLACE = "third_place", _("tiers-lieu")
    SUPPORT = "support", _("accompagnement de projets")


class NetworkKind(models.TextChoices):
    CLUB = "club", _("club")
    CLUSTER = "cluster", _("grappe")
    CITY_NETWORK = "city_network", _("réseau de villes")
    COLLECTIVE = "collective", _("collectif")


class PartnershipRole(models.TextChoices):
    ORGANISER = "organiser", _("organise")
    HOST = "host", _("accueille")
    PARTNER = "partner", _("partenaire")
    SUPPORT = "support", _("soutient")
    FUNDER = "funder", _("finance")


class FigureNature(models.TextChoices):
    """Declared: somebody said so, and we say who. Counted: from the rows of this database."""

    DECLARED = "declared", _("annoncé")
    COUNTED = "counted", _("compté")


class FigureQualifier(models.TextChoices):
    EXACT = "exact", _("exactement")
    ABOUT = "about", _("environ")
    AT_LEAST = "at_least", _("au moins")
    MORE_THAN = "more_than", _("plus de")


class RepresentativeRole(models.TextChoices):
    """What an account may do for its structure or territory."""

    CORRESPONDENT = "correspondent", _("correspondante ou correspondant")
    MANAGER = "manager", _("responsable de la fiche")

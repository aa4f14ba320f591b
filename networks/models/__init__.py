from networks.models.figures import Figure, FigureQuerySet
from networks.models.initiatives import Initiative
from networks.models.networks import (
    MEMBER_FIELDS,
    Membership,
    MembershipQuerySet,
    Network,
    NetworkQuerySet,
    member_field,
)
from networks.models.partnerships import MemberContact, Partnership, Representative
from networks.models.people import Mandate, MandateQuerySet, Person, PersonQuerySet
from networks.models.structures import Structure, StructureQuerySet
from networks.models.territories import Territory, TerritoryQuerySet, TerritoryStage
from networks.models.themes import Theme

__all__ = [
    "MEMBER_FIELDS",
    "Figure",
    "FigureQuerySet",
    "Initiative",
    "Mandate",
    "MandateQuerySet",
    "MemberContact",
    "Membership",
    "MembershipQuerySet",
    "Network",
    "NetworkQuerySet",
    "Partnership",
    "Person",
    "PersonQuerySet",
    "Representative",
    "Structure",
    "StructureQuerySet",
    "Territory",
    "TerritoryQuerySet",
    "TerritoryStage",
    "Theme",
    "member_field",
]

from talents.models.edition import Edition, EditionQuerySet
from talents.models.field import Field
from talents.models.laureate import Laureate, LaureateQuerySet
from talents.models.path import PathStep, TalentFact
from talents.models.scheme import Scheme, SchemeQuerySet
from talents.models.talent import Talent, TalentQuerySet

__all__ = [
    "Edition",
    "EditionQuerySet",
    "Field",
    "Laureate",
    "LaureateQuerySet",
    "PathStep",
    "Scheme",
    "SchemeQuerySet",
    "Talent",
    "TalentFact",
    "TalentQuerySet",
]

"""« Label », among the facets of the wall of talents."""

import datetime as dt

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labels.enums import AwardState
from labels.models import Label, LabelAward
from talents.facets import ExtraFacet
from talents.models import TalentQuerySet


def _held(at: dt.datetime) -> QuerySet[LabelAward]:
    """In force and public: what is only announced, or over, is no label to be found by."""
    return LabelAward.objects.shown(at=at).filter(state=AwardState.HELD)


def _narrow(talents: TalentQuerySet, slugs: list[str], at: dt.datetime) -> TalentQuerySet:
    return talents.filter(pk__in=_held(at).filter(label__slug__in=slugs).values("holder"))


def _options(talents: TalentQuerySet, at: dt.datetime) -> QuerySet:
    """The labels that some talent holds, each with how many of these talents do."""
    held = _held(at).filter(holder__kind="talent")
    left = Q(awards__in=held, awards__holder__in=talents.values("pk"))
    return (
        Label.objects.filter(awards__in=held)
        .annotate(left=Count("awards__holder", filter=left, distinct=True))
        .order_by("-left", "title")
    )


TALENT_FACET = ExtraFacet("label", _("Label"), _narrow, _options)

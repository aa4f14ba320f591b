"""What labels add to the pages of those who hold them."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils import timezone

from labels.models import ActionPlan, LabelAward
from labels.pieces import award_medal
from portal.core.models import Entry


def labels_of(entry: Entry, request: HttpRequest) -> tuple[str, dict[str, Any]] | None:
    """The medals of this holder, those that its network carries for another, and its plans towards a label."""
    at = timezone.now()
    awards = list(
        LabelAward.objects.shown(at=at)
        .filter(Q(holder=entry.pk) | Q(carried_by=entry.pk))
        .select_related("label", "holder")
        .latest_first()
    )
    plans = list(
        ActionPlan.objects.filter(holder=entry.pk)
        .select_related("aimed_label", "award__label")
        .prefetch_related(Prefetch("axes"))
    )
    if not awards and not plans:
        return None
    medals = [
        (award_medal(award), award.holder if award.holder_id != entry.pk else None, award) for award in awards
    ]
    return "labels/_panel.html", {"medals": medals, "plans": [(plan, _label_url(plan, at)) for plan in plans]}


def _label_url(plan: ActionPlan, at) -> str:
    """Where the plan is told whole: the page of its label, if everybody may read it."""
    label = plan.award.label if plan.award is not None else plan.aimed_label
    if label is None or not label.is_published or label.published_at is None or label.published_at > at:
        return ""
    return label.get_absolute_url()

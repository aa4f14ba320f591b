"""The meetings of those who hold a label: what `events` and `labels`, side by side, cannot know of each other."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from events.panels import meetings_panel
from events.scopes import Scope
from labels.models import Label, LabelAward
from portal.core.models import Entry


def _of_holders(slugs: Sequence[str]) -> Q:
    """Meetings of a series, a network or a place that holds one of these labels, or that a holder organises."""
    labels = Label.objects.published(at=timezone.now()).filter(slug__in=slugs)
    holders = LabelAward.objects.current().filter(label__in=labels).values("holder")
    return (
        Q(series__in=holders)
        | Q(network__in=holders)
        | Q(territory__in=holders)
        | Q(venue__territory__in=holders)
        | Q(partnerships__structure__in=holders)
    )


def _names(slugs: Sequence[str]) -> dict[str, str]:
    found = Label.objects.published(at=timezone.now()).filter(slug__in=slugs)
    return dict(found.values_list("slug", "title"))


LABELS = Scope(condition=_of_holders, names=_names)


def meetings_of_label(entry: Entry, request: HttpRequest) -> tuple[str, dict[str, Any]] | None:
    return meetings_panel(
        Event.objects.filter(_of_holders([entry.slug])),
        title=_("Les rencontres de qui le porte"),
        narrowing=f"label={entry.slug}",
        about=entry.title,
    )

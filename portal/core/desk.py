"""« Ce qui vous attend »: what the first page of the admin counts.

The floor counts entries by state; what it does not know (letters refused, registrations) is declared by the apps
above, from `AppConfig.ready()`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.enums import PublicationState
from portal.core.models import Entry


@dataclass(frozen=True)
class Waiting:
    """A number, what it counts, and where it is dealt with."""

    count: int
    label: str
    url: str


Counter = Callable[[HttpRequest], Iterable[Waiting]]

_counters: dict[str, Counter] = {}


def register(name: str, counter: Counter) -> None:
    """Declare what else may wait. The counter asks for the permission, then one query."""
    _counters[name] = counter


def waiting_for(request: HttpRequest, site: AdminSite) -> list[Waiting]:
    """What this person may deal with, what comes from reviewers first. Nothing is shown at zero."""
    found = _entries(request, site)
    for counter in _counters.values():
        found += counter(request)
    return [item for item in found if item.count]


def _entries(request: HttpRequest, site: AdminSite) -> list[Waiting]:
    states = (PublicationState.REVIEW, PublicationState.DRAFT)
    counts = {
        (row["state"], row["kind"]): row["count"]
        for row in Entry.objects.filter(state__in=states, withdrawn_at__isnull=True)
        .order_by()
        .values("state", "kind")
        .annotate(count=Count("pk"))
    }
    found = []
    for state in states:
        for model, model_admin in site._registry.items():
            kind = getattr(model, "entry_kind", "")
            count = counts.get((state, kind), 0) if kind else 0
            if not count or not model_admin.has_change_permission(request):
                continue
            name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
            label = _("%(name)s à relire") if state == PublicationState.REVIEW else _("%(name)s en brouillon")
            url = reverse(f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_changelist")
            found.append(Waiting(count, label % {"name": name}, f"{url}?state__exact={state.value}"))
    return found

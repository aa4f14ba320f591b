"""What a correspondent reads of her delegations: what is kept, what is left, who comes. In words, and few queries."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import ACTIVE_STATES, HOLDING_STATES, RegistrationOrigin
from events.models import Event, EventQuerySet, Quota, Registration
from events.permissions import WORD_OF, Body
from events.windows import instant_text
from events.wording import when_text
from networks.models import Membership


@dataclass(frozen=True)
class Kept:
    """One quota, as its owner or a member of its owner reads it."""

    places: int
    left: int
    # The network that shares it with its members; nothing for one's own.
    shared_by: str = ""
    # « le mardi 8 décembre à 18 h », and whether that is past.
    falls_back: str = ""
    fell_back: bool = False

    @property
    def text(self) -> str:
        if self.fell_back:
            return _("Les places gardées pour vous ont été rendues à tous %(when)s.") % {
                "when": self.falls_back
            }
        if self.shared_by:
            kept = ngettext(
                "%(count)d place gardée pour les membres de « %(name)s »",
                "%(count)d places gardées pour les membres de « %(name)s »",
                self.places,
            ) % {"count": self.places, "name": self.shared_by}
        else:
            kept = ngettext(
                "%(count)d place gardée pour vous", "%(count)d places gardées pour vous", self.places
            ) % {"count": self.places}
        if not self.left:
            return _("%(kept)s, toutes prises.") % {"kept": kept}
        left = ngettext("il en reste %(count)d", "il en reste %(count)d", self.left) % {"count": self.left}
        return _("%(kept)s : %(left)s.") % {"kept": kept, "left": left}

    @property
    def until_text(self) -> str:
        if self.fell_back or not self.falls_back:
            return ""
        return _("Ce qu’il en reste sera rendu à tous %(when)s.") % {"when": self.falls_back}


@dataclass(frozen=True)
class Delegation:
    """One body at one meeting."""

    body: Body
    event: Event
    kept: list[Kept] = field(default_factory=list)
    people: int = 0

    @property
    def args(self) -> list[str]:
        return [WORD_OF[type(self.body)], self.body.slug, self.event.slug]

    @property
    def url(self) -> str:
        return reverse("events:delegation", args=self.args)

    @property
    def add_url(self) -> str:
        return reverse("events:delegation_add", args=self.args)

    @property
    def when(self) -> str:
        return when_text(self.event)

    @property
    def people_text(self) -> str:
        if not self.people:
            return _("Personne n’est encore inscrit.")
        return ngettext(
            "%(count)d personne dans votre délégation",
            "%(count)d personnes dans votre délégation",
            self.people,
        ) % {"count": self.people}


def delegations(bodies: Sequence[Body], *, at: dt.datetime, event: Event | None = None) -> list[Delegation]:
    """Where something is kept for one of these bodies, or where it registered somebody: meetings to come, or one."""
    if not bodies:
        return []
    networks = _networks_of(bodies, on=at.date())
    events = (
        Event.objects.filter(pk=event.pk)
        if event is not None
        else Event.objects.upcoming(at=at).published(at=at)
    )
    quotas = list(
        Quota.objects.filter(_owned_by(bodies, networks), event__in=events)
        .select_related("network")
        .annotate(held=Count("registrations", filter=Q(registrations__state__in=HOLDING_STATES)))
        .order_by("pk")
    )
    people, mirrors = _counts(bodies, events)
    meetings = _meetings(event, quotas, people)
    found = []
    for meeting in meetings:
        for body in bodies:
            key = (meeting.pk, *_key(body))
            kept = [
                _kept(quota, meeting, body, mirrors[key], at=at)
                for quota in quotas
                if quota.event_id == meeting.pk and _comes_under(quota, body, networks)
            ]
            if kept or people[key]:
                found.append(Delegation(body, meeting, kept, people[key]))
    return found


def _meetings(event: Event | None, quotas: Iterable[Quota], people: Mapping[tuple, int]) -> list[Event]:
    if event is not None:
        return [event]
    found = {quota.event_id for quota in quotas} | {key[0] for key in people}
    return list(Event.objects.filter(pk__in=found).for_lists().by_earliest_day())


def _key(body: Body) -> tuple[str, int]:
    return str(body.entry_kind), body.pk


def _networks_of(bodies: Sequence[Body], *, on: dt.date) -> dict[tuple[str, int], set[int]]:
    """The networks that each belongs to that day."""
    mine = {_key(body): set[int]() for body in bodies}
    structures = [pk for kind, pk in mine if kind == "structure"]
    territories = [pk for kind, pk in mine if kind == "territory"]
    joined = Membership.objects.filter(Q(structure__in=structures) | Q(territory__in=territories)).current(
        on=on
    )
    for structure, territory, network in joined.values_list("structure", "territory", "network"):
        mine[("structure", structure) if structure else ("territory", territory)].add(network)
    return mine


def _owned_by(bodies: Sequence[Body], networks: Mapping[tuple[str, int], set[int]]) -> Q:
    owned = Q(network__in=set().union(*networks.values()))
    for kind, pk in networks:
        owned |= Q(**{kind: pk})
    return owned


def _comes_under(quota: Quota, body: Body, networks: Mapping[tuple[str, int], set[int]]) -> bool:
    return _is_own(quota, body) or quota.network_id in networks[_key(body)]


def _is_own(quota: Quota, body: Body) -> bool:
    return bool(getattr(quota, f"{body.entry_kind}_id") == body.pk)


def _kept(quota: Quota, event: Event, body: Body, mirrors: int, *, at: dt.datetime) -> Kept:
    own = _is_own(quota, body)
    held = quota.held + (mirrors if own else 0)  # type: ignore[attr-defined]
    back = quota.falls_back_at
    return Kept(
        places=quota.places,
        left=max(0, quota.places - held),
        shared_by="" if own or quota.network is None else quota.network.title,
        falls_back=instant_text(back, event) if back else "",
        fell_back=back is not None and back <= at,
    )


def _counts(bodies: Sequence[Body], events: EventQuerySet) -> tuple[Counter[tuple], Counter[tuple]]:
    """By meeting and body: who is named, and who of them is registered elsewhere (decision 0010)."""
    mine = {_key(body) for body in bodies}
    people: Counter[tuple] = Counter()
    mirrors: Counter[tuple] = Counter()
    rows = (
        Registration.objects.named()
        .filter(_of(bodies), origin=RegistrationOrigin.PARTNER, event__in=events)
        .values_list("event", "structure", "territory", "network", "registered_elsewhere", "waitlisted_at")
    )
    for event, structure, territory, network, elsewhere, waits in rows:
        for kind, pk in (("structure", structure), ("territory", territory), ("network", network)):
            if (kind, pk) in mine:
                people[(event, kind, pk)] += 1
                mirrors[(event, kind, pk)] += bool(elsewhere and waits is None)
    return people, mirrors


def _of(bodies: Sequence[Body]) -> Q:
    found = Q(pk__in=[])
    for body in bodies:
        kind, pk = _key(body)
        found |= Q(**{kind: pk})
    return found


def delegates_of(body: Body, event: Event) -> tuple[list[Registration], list[Registration]]:
    """Who comes or waits, in the order of names; who gave the place back and may still be named."""
    rows = (
        Registration.objects.of_delegation(body)
        .filter(event=event, erased_at=None)
        .order_by("last_name", "first_name", "pk")
    )
    named = [row for row in rows if row.state in ACTIVE_STATES or row.registered_elsewhere]
    gone = [row for row in rows if row not in named]
    return named, gone

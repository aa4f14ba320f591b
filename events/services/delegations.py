"""What a delegation may do, before it does: its quotas, its places, who it registered already. Nothing here writes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from events.enums import RegistrationState as S
from events.enums import Visibility
from events.models import Event, Quota, Registration
from events.services.places import Places, places_of
from events.services.registering import Applicant
from events.services.waiting import quotas_for
from events.windows import Window, window_of
from networks.models import Membership, Network, Structure, Territory
from portal.mail.addresses import address_key

Body = Structure | Territory | Network
MOST_PEOPLE = 100


def kept_for(body: Body, *, on: dt.date) -> Q:
    """The quotas under which its people come: its own, and those of the networks it belongs to."""
    kind = str(body.entry_kind)
    kept = Q(**{kind: body.pk})
    if isinstance(body, Network):
        return kept
    joined = Membership.objects.filter(**{kind: body.pk}).current(on=on)
    return kept | Q(network__in=joined.values("network"))


def quotas_of(event: Event, body: Body, *, at: dt.datetime) -> list[int]:
    """Those in force, the narrowest first, as for anybody who comes for that body."""
    return quotas_for(Registration(event=event, **{str(body.entry_kind): body}), None, at=at)


def window_for(event: Event, body: Body, *, at: dt.datetime) -> Window:
    """As for everybody; what is kept for a body also opens a meeting held on invitation, between the same dates."""
    found = window_of(event, at=at)
    if found not in (Window.INVITED, Window.NONE):
        return found
    if not Quota.objects.filter(kept_for(body, on=at.date()), event=event).exists():
        return found
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens is not None and at < opens:
        return Window.NOT_YET
    return Window.CLOSED if closes is not None and closes <= at else Window.OPEN


def keeps_to_quota(event: Event) -> bool:
    """Where staff answer each request, or invite, a delegation does not reach beyond what they kept for it."""
    return event.requires_approval or event.visibility == Visibility.INVITED


# A state, and the quota that the place is taken from; no state where the meeting takes nobody beyond the quota.
Share = tuple[S | None, int | None]


def shares(event: Event, places: Places, quotas: Sequence[int], number: int) -> list[Share]:
    """What each of so many people gets, in turn."""
    found: list[Share] = []
    for _turn in range(number):
        has_place, quota = places.place_for(quotas)
        if quota is None and keeps_to_quota(event):
            found.append((None, None))
        elif not has_place:
            found.append((S.WAITLISTED, None))
        else:
            kept = places.kept | ({quota: places.kept[quota] - 1} if quota is not None else {})
            places = replace(places, taken=places.taken + 1, kept=kept)
            found.append((S.CONFIRMED, quota))
    return found


@dataclass(frozen=True)
class Forecast:
    """How many would come on the quota, on everybody's places, would wait; those beyond would be refused."""

    on_quota: int = 0
    on_common: int = 0
    waiting: int = 0
    beyond: int = 0


def forecast(event: Event, body: Body, number: int, *, at: dt.datetime) -> Forecast:
    """What the preview says; the service counts again under the lock."""
    found = shares(event, places_of(event, at=at), quotas_of(event, body, at=at), number)
    return Forecast(
        on_quota=sum(quota is not None for _state, quota in found),
        on_common=sum(state == S.CONFIRMED and quota is None for state, quota in found),
        waiting=sum(state == S.WAITLISTED for state, _quota in found),
        beyond=sum(state is None for state, _quota in found),
    )


# Who is who in a list: by address, else by name and telephone.


def _who(person: Applicant | Registration) -> tuple[str, ...]:
    address = address_key(person.email)
    if address:
        return (address,)
    return person.first_name.casefold(), person.last_name.casefold(), person.phone


def double_lines(people: Sequence[Applicant | None]) -> dict[int, int]:
    """Who comes twice in the list: the position of each repetition, and of what it repeats."""
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    for number, person in enumerate(people):
        if person is not None and (same := first.setdefault(_who(person), number)) != number:
            found[number] = same
    return found


def known_lines(event: Event, body: Body, people: Sequence[Applicant | None]) -> set[int]:
    """The positions of those that this delegation registered already. Of anybody else, nothing is said."""
    mine = {_who(row) for row in Registration.objects.of_delegation(body).named().filter(event=event)}
    return {number for number, person in enumerate(people) if person is not None and _who(person) in mine}


def already_text() -> str:
    return _("Cette personne est déjà dans votre délégation.")


def beyond_text() -> str:
    return _(
        "Votre délégation n’a plus de place, et l’équipe répond elle-même aux autres demandes : "
        "retirez cette personne."
    )

"""The list of a meeting as its door sees it: what a device keeps, and nothing more.

A name, for whom they come, the state, the sessions, the code of the ticket (which opens nothing). No address, no
telephone, no need, no answer; and of somebody who does not come any more, not even the name.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from events.enums import ChoiceState, DoorVerb, EventStatus, RegistrationOrigin
from events.enums import RegistrationState as S
from events.models import (
    DoorAct,
    Event,
    EventQuerySet,
    Registration,
    RegistrationSession,
    RegistrationTransition,
    Session,
)
from events.models.event_query import TO_THE_DAY
from events.models.registration import CODE_LETTERS
from events.windows import end_of
from events.wording import place_text, session_hours_text, when_text
from networks.permissions import within
from portal.accounts.models import User
from portal.core.links import token_digest

# Whose place has gone: the door says so of their ticket, and needs no name for it.
NAMELESS = frozenset({S.CANCELLED, S.REFUSED})
EXPECTED = frozenset({S.TO_CONFIRM, S.OFFERED, S.CONFIRMED, S.PRESENT, S.ABSENT})
KEPT_AFTER = dt.timedelta(days=1)
_CODE = re.compile(f"[{CODE_LETTERS}]{{8}}")
_LINK = re.compile(r"/inscriptions/([\w-]{16,64})/?$")


def may_stand_at_door(user: Any) -> bool:
    """Who registers people and follows their state: the reception, facilitators, administrators."""
    return user.is_staff and user.has_perms(("events.add_registration", "events.change_registration"))


def doors_of(user: User) -> EventQuerySet:
    """The meetings whose door this account may keep."""
    return within(user, Event.objects.all(), "network")  # type: ignore[return-value]


@dataclass(frozen=True)
class Door:
    """A line of the list of doors."""

    event: Event
    when: str
    expected: int
    present: int


def doors_near(user: User, *, first: dt.datetime, last: dt.datetime) -> list[Door]:
    """The meetings held in these days, where somebody is expected."""
    state = "registrations__state"
    rows = (
        doors_of(user)
        .possible_between(first.date(), last.date())
        .filter(precision__in=TO_THE_DAY, status=EventStatus.PLANNED)
        .select_related("venue__territory", "territory")
        .annotate(
            coming=Count("registrations", filter=Q(**{f"{state}__in": EXPECTED})),
            here=Count("registrations", filter=Q(**{state: S.PRESENT})),
        )
        .by_earliest_day()
    )
    return [Door(event, when_text(event), event.coming, event.here) for event in rows]


def expiry_of(event: Event) -> dt.datetime | None:
    """When a device forgets the list."""
    end = end_of(event)
    return end + KEPT_AFTER if end else None


def sessions_of(event: Event) -> list[Session]:
    return list(event.sessions.held().select_related("room", "event").in_order())


def event_facts(event: Event, sessions: Iterable[Session]) -> dict[str, Any]:
    expires = expiry_of(event)
    return {
        "id": event.pk,
        "slug": event.slug,
        "title": event.title,
        "when": ", ".join(part for part in (when_text(event), place_text(event)) if part),
        "open": event.status == EventStatus.PLANNED,
        "status": "" if event.status == EventStatus.PLANNED else str(event.get_status_display()),
        "capacity": event.capacity,
        "zone": event.time_zone,
        "expires": expires.isoformat() if expires else None,
        "sessions": [
            {
                "id": session.pk,
                "title": session.title,
                "hours": session_hours_text(session),
                "limited": session.capacity is not None,
            }
            for session in sessions
        ],
    }


@dataclass(frozen=True)
class Cursor:
    """What a device has seen: the last act and the last change of state of the meeting. Both are written under the lock
    of its row, so that none with a smaller number comes later."""

    act: int = 0
    change: int = 0

    def told(self) -> list[int]:
        return [self.act, self.change]


def cursor_of(event: Event) -> Cursor:
    changes = RegistrationTransition.objects.filter(registration__event=event)
    return Cursor(
        act=DoorAct.objects.filter(event=event).aggregate(last=Max("pk"))["last"] or 0,
        change=changes.aggregate(last=Max("pk"))["last"] or 0,
    )


def people_of(event: Event, *, since: Cursor | None = None) -> list[dict[str, Any]]:
    """A line for each registration, or for those that changed. Three queries, whatever their number."""
    # Who is registered elsewhere has a line of their own already (decision 0010).
    rows = Registration.objects.filter(event=event, erased_at=None, registered_elsewhere=False)
    if since is not None:
        acted = DoorAct.objects.filter(event=event, pk__gt=since.act).values("registration")
        moved = RegistrationTransition.objects.filter(registration__event=event, pk__gt=since.change)
        rows = rows.filter(Q(pk__in=acted) | Q(pk__in=moved.values("registration")))
    people = list(rows.select_related("structure", "territory").order_by("last_name", "first_name", "pk"))
    of_these = [person.pk for person in people]
    sessions: dict[int, list[int]] = {}
    held = RegistrationSession.objects.filter(registration__in=of_these, state=ChoiceState.HELD)
    for registration, session in held.order_by("pk").values_list("registration_id", "session_id"):
        sessions.setdefault(registration, []).append(session)
    standing: dict[int, list[list[Any]]] = {}
    for act in _standing(DoorAct.objects.filter(registration__in=of_these).order_by("done_at", "pk")):
        told = [act.session_id or 0, act.done_at.isoformat(), str(act.key)]
        standing.setdefault(act.registration_id, []).append(told)
    return [_person(person, sessions.get(person.pk, []), standing.get(person.pk, [])) for person in people]


def _standing(acts: Iterable[DoorAct]) -> list[DoorAct]:
    acts = list(acts)
    undone = {key for act in acts if act.verb == DoorVerb.UNDO for key in act.undoes}
    return [act for act in acts if act.verb == DoorVerb.PRESENT and act.key not in undone]


def _person(person: Registration, sessions: list[int], standing: list[list[Any]]) -> dict[str, Any]:
    nameless = person.state in NAMELESS
    return {
        "i": person.pk,
        "n": "" if nameless else person.full_name,
        "f": "" if nameless else person.comes_for,
        "s": person.state,
        "c": person.code,
        "x": sessions,
        "p": standing,
        "w": person.origin == RegistrationOrigin.DOOR,
    }


@dataclass(frozen=True)
class Counts:
    expected: int
    present: int
    walk_ins: int

    @property
    def left(self) -> int:
        return max(0, self.expected - self.present)


def counts_of(people: Iterable[dict[str, Any]], session: Session | None = None) -> Counts:
    """Of the whole meeting, or of one of its sessions."""
    expected = present = walk_ins = 0
    for person in people:
        if session is None:
            here, comes = person["s"] == S.PRESENT, person["s"] in EXPECTED
        else:
            here = any(presence[0] == session.pk for presence in person["p"])
            comes = person["s"] in EXPECTED and (session.pk in person["x"] if session.capacity else True)
        expected += comes or here
        present += here
        walk_ins += here and person["w"]
    return Counts(expected, present, walk_ins)


def code_of_scan(text: str) -> str:
    """The code of a ticket in what a camera read: the code itself, or a private link printed on paper."""
    text = text.strip()[:500]
    link = _LINK.search(text)
    if link is not None:
        return Registration(link_digest=token_digest(link[1])).code
    letters = re.sub(r"[\s-]", "", text).upper()
    return f"{letters[:4]}-{letters[4:]}" if _CODE.fullmatch(letters) else ""


def find_ticket(code: str) -> Registration | None:
    """Whose ticket it is, of whatever meeting. The code is the beginning of the link's digest."""
    letters = code.replace("-", "")
    if not _CODE.fullmatch(letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | CODE_LETTERS.index(letter)
    found = Registration.objects.filter(link_digest__startswith=f"{number:010x}", erased_at=None)
    return found.select_related("event").first()


def is_over(event: Event, *, at: dt.datetime | None = None) -> bool:
    end = end_of(event)
    return end is not None and end <= (at or timezone.now())

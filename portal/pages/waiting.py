"""What waits for the person signed in: the panels of /espace/, and a line of the admin's first page.

The roof knows accounts, structures, meetings and letters at once; each panel asks for its own person only.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.delegations import delegations as delegations_of
from events.door import may_stand_at_door
from events.models import Event, Invitation, Registration
from events.permissions import bodies_of
from events.wording import when_text
from networks.models import Representative
from portal.accounts.models import User
from portal.accounts.space import Panel
from portal.core.desk import Waiting, waiting_for
from portal.core.models import Entry
from portal.core.navigation import Route, find
from portal.mail.addresses import address_key
from portal.mail.enums import MessageState
from portal.mail.models import Message

# A page is read; beyond, the list belongs to another screen.
MOST_SHOWN = 60


@dataclass(frozen=True)
class Body:
    """A structure or a territory that the person acts for."""

    entry: Entry
    role: str
    url: str


@dataclass(frozen=True)
class Asked:
    """An invitation without its answer. The link is for the person it was written to."""

    event: Event
    when: str
    written_to: str
    url: str


def _person(request: HttpRequest) -> User:
    """Who is signed in; the page lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("/espace/ is for people who signed in")
    return request.user


def _representations(request: HttpRequest) -> QuerySet[Representative]:
    return Representative.objects.filter(user=_person(request))


def _of_my_bodies(request: HttpRequest) -> Q:
    mine = _representations(request)
    structures, territories = mine.values("structure_id"), mine.values("territory_id")
    return Q(structure_id__in=structures.exclude(structure=None)) | Q(
        territory_id__in=territories.exclude(territory=None)
    )


def staff_panel(request: HttpRequest, at: dt.datetime) -> Panel | None:
    """The way to the admin, and what waits there."""
    if not _person(request).is_staff:
        return None
    waiting = waiting_for(request, admin.site)
    doors = reverse("door:doors") if may_stand_at_door(request.user) else ""
    return Panel(_("Votre travail"), "accounts/_panel_desk.html", {"waiting": waiting, "doors": doors})


def bodies_panel(request: HttpRequest, at: dt.datetime) -> Panel | None:
    """The structures and territories that the person acts for, with their pages."""
    bodies = []
    for row in _representations(request).select_related("structure", "territory").order_by("pk"):
        # A check constraint says that one of the two is there.
        entry: Entry = row.structure or row.territory  # type: ignore[assignment]
        shown = entry.is_published and entry.published_at is not None and entry.published_at <= at
        bodies.append(Body(entry, row.get_role_display(), entry.get_absolute_url() if shown else ""))
    return (
        Panel(_("Vous agissez pour"), "accounts/_panel_bodies.html", {"bodies": bodies}) if bodies else None
    )


def invitations_panel(request: HttpRequest, at: dt.datetime) -> Panel | None:
    """Invitations without an answer: those written to the person, and to the bodies that they act for."""
    mine, key = _representations(request), address_key(_person(request).email)
    members = Q(member_id__in=mine.exclude(structure=None).values("structure_id")) | Q(
        member_id__in=mine.exclude(territory=None).values("territory_id")
    )
    rows = (
        Invitation.objects.unanswered()
        .filter(Q(email_key=key) | members, event__in=Event.objects.upcoming(at=at).published(at=at))
        .select_related("event", "member")
        .order_by("event__day", "pk")[:MOST_SHOWN]
    )
    asked = [
        Asked(
            event=row.event,
            when=when_text(row.event),
            written_to="" if row.email_key == key else str(row.member),
            url=find(Route("", "events:invitation", (row.link_token,))) if row.email_key == key else "",
        )
        for row in rows
    ]
    title = _("Invitations sans réponse")
    return Panel(title, "accounts/_panel_invitations.html", {"asked": asked}) if asked else None


def people_panel(request: HttpRequest, at: dt.datetime) -> Panel | None:
    """Who comes, from the bodies that the person acts for, to the meetings to come."""
    rows = (
        Registration.objects.named()
        .filter(_of_my_bodies(request), event__in=Event.objects.upcoming(at=at))
        .select_related("event", "structure", "territory")
        .order_by("event__day", "event__pk", "last_name", "first_name")[:MOST_SHOWN]
    )
    meetings: dict[int, tuple[Event, list[Registration]]] = {}
    for row in rows:
        meetings.setdefault(row.event_id, (row.event, []))[1].append(row)
    context = {"meetings": [(event, when_text(event), people) for event, people in meetings.values()]}
    return Panel(_("Vos inscrits"), "accounts/_panel_people.html", context) if meetings else None


def delegations_panel(request: HttpRequest, at: dt.datetime) -> Panel | None:
    """Meetings to come where places are kept for the bodies that the person acts for."""
    bodies = bodies_of(_person(request))
    found = delegations_of(bodies, at=at)[:MOST_SHOWN]
    context = {"delegations": found, "show_body": len(bodies) > 1}
    return Panel(_("Vos délégations"), "accounts/_panel_delegations.html", context) if found else None


def refused_letters(request: HttpRequest) -> Iterable[Waiting]:
    """Letters that no server took, or that failed too often."""
    if not request.user.has_perm("mail.view_message"):
        return
    count = Message.objects.filter(state__in=(MessageState.REFUSED, MessageState.DEAD)).count()
    label = ngettext("message qui n’est pas arrivé", "messages qui ne sont pas arrivés", count)
    url = reverse("admin:mail_message_changelist")
    yield Waiting(count, label, f"{url}?state__exact={MessageState.REFUSED.value}")

"""The door of a meeting, on a phone: who comes, who came, who comes without being registered.

Without a script, a list and buttons. With one, the same page keeps its list on the device and works without a network
(`static/js/door/`): it reads `roll`, sends its acts to `sync`, and is opened again from `shell` by the service worker.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from events import door
from events.enums import DoorVerb, EventStatus
from events.forms.door import MOST_BYTES, MalformedError, Unreadable, WalkInForm, read_sent
from events.models import Event, Registration
from events.services import checking_in
from events.services.checking_in import Act, Answer, Outcome
from events.services.errors import TransitionRefusedError
from events.services.walking_in import WalkIn, walk_in
from events.views.door_pieces import page_context
from portal.accounts.models import User

# Around the day: the list is loaded beforehand, and what a device kept arrives afterwards.
BEFORE, AFTER = dt.timedelta(days=3), dt.timedelta(days=3)
CAMERA = "camera=(self), microphone=(), geolocation=()"


def at_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who keeps the door. A stranger signs in, another account is refused; nothing is kept by a cache."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not door.may_stand_at_door(request.user):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def event_of(request: HttpRequest, slug: str) -> Event:
    """A meeting of somebody else's network is not there."""
    rows = door.doors_of(cast(User, request.user)).select_related("venue__territory", "territory")
    return get_object_or_404(rows, slug=slug)


def _at_work(response: HttpResponse) -> HttpResponse:
    """The page that opens a camera and keeps a worker: each is allowed to it alone."""
    response._csp_update = {"worker-src": ["'self'"]}  # type: ignore[attr-defined]  # as csp.decorators does
    response["Permissions-Policy"] = CAMERA
    return response


@at_the_door
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """The meetings of these days, and how many come to each."""
    at = timezone.now()
    rows = door.doors_near(cast(User, request.user), first=at - AFTER, last=at + BEFORE)
    return render(request, "events/door/doors.html", {"meetings": rows})


@at_the_door
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    event = event_of(request, slug)
    return _at_work(render(request, "events/door/page.html", page_context(request, event)))


@at_the_door
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The same page for no meeting and nobody: what a device without a network opens. It holds no name."""
    return _at_work(render(request, "events/door/page.html", page_context(request, None)))


@at_the_door
@require_safe
def roll(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a device keeps of a meeting."""
    event = event_of(request, slug)
    cursor = door.cursor_of(event)
    return JsonResponse(
        {
            "event": door.event_facts(event, door.sessions_of(event)),
            "people": door.people_of(event),
            "since": cursor.told(),
            "account": request.user.pk,
            "csrf": get_token(request),
            "now": timezone.now().isoformat(),
        }
    )


@at_the_door
@require_POST
def sync(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what a device sends, answer each act, and tell what others did since."""
    event, at = event_of(request, slug), timezone.now()
    if request.content_type != "application/json":
        return JsonResponse({"error": _("Envoi illisible : ce n’est pas du JSON.")}, status=400)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return JsonResponse(
            {"error": _("Envoi trop lourd : envoyez moins de pointages à la fois.")}, status=413
        )
    try:
        sent = read_sent(request.body)
    except MalformedError as error:
        return JsonResponse({"error": str(error)}, status=400)
    skew, by = at - sent.now, cast(User, request.user)
    answers = [_keep(event, act, by=by, at=at, skew=skew) for act in sent.acts]
    event.refresh_from_db(fields=["capacity", "status"])
    cursor = door.cursor_of(event)
    return JsonResponse(
        {
            "results": [
                {
                    "key": str(answer.key),
                    "outcome": answer.outcome.value,
                    "text": str(answer.outcome.label),
                    "registration": answer.registration,
                }
                for answer in answers
            ],
            "people": door.people_of(event, since=sent.since),
            "since": cursor.told(),
            "capacity": event.capacity,
            "open": event.status == EventStatus.PLANNED,
            "now": at.isoformat(),
        }
    )


def _keep(
    event: Event, act: Act | WalkIn | Unreadable, *, by: User, at: dt.datetime, skew: dt.timedelta
) -> Answer:
    if isinstance(act, Unreadable):
        return Answer(key=act.key, outcome=Outcome.MALFORMED)
    if isinstance(act, WalkIn):
        return walk_in(event, act, by=by, at=at, skew=skew)
    return checking_in.apply(event, [act], by=by, at=at, skew=skew)[0]


@at_the_door
@require_safe
def ticket(request: HttpRequest, slug: str) -> HttpResponse:
    """A code that this meeting's list does not hold: is it of another one? Reading it changes nothing."""
    event = event_of(request, slug)
    found = door.find_ticket(door.code_of_scan(request.GET.get("code", "")))
    known = found is not None and found.event_id == event.pk
    elsewhere = None
    if found is not None and not known:
        mine = door.doors_of(cast(User, request.user)).filter(pk=found.event_id)
        elsewhere = found.event.title if mine.exists() else ""
    outcome = Outcome.UNKNOWN if found is None else Outcome.OTHER_EVENT
    return JsonResponse(
        {
            "registration": found.pk if found is not None and known else None,
            "outcome": "" if known else outcome.value,
            "text": "" if known else str(outcome.label),
            "event": elsewhere or "",
        }
    )


# Without a script


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one was: the same words, the same session."""
    query = request.POST.get("retour", "")
    url = reverse("door:page", args=[slug])
    return redirect(f"{url}?{query}" if query and len(query) < 300 and "\n" not in query else url)


def _say(request: HttpRequest, name: str, answer: Answer) -> None:
    level = messages.SUCCESS if answer.is_kept else messages.ERROR
    messages.add_message(
        request, level, f"{name} : {answer.outcome.label}" if name else str(answer.outcome.label)
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


@at_the_door
@require_POST
def point(request: HttpRequest, slug: str) -> HttpResponse:
    """« Présent » and « Annuler »."""
    event, at = event_of(request, slug), timezone.now()
    pk = _number(request.POST.get("registration", "")) or 0
    who = Registration.objects.filter(pk=pk, event=event).first()
    session = _number(request.POST.get("session", ""))
    undo = request.POST.get("verb") == DoorVerb.UNDO
    keys: tuple[uuid.UUID, ...] = ()
    if undo and who is not None:
        keys = checking_in.standing_keys(who, session=session)
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid.uuid4()
    act = Act(
        key=key,
        at=at,
        registration=pk,
        session=session,
        verb=DoorVerb.UNDO if undo else DoorVerb.PRESENT,
        undoes=keys,
        admit=request.POST.get("admit") == "1",
    )
    answer = checking_in.apply(event, [act], by=cast(User, request.user), at=at)[0]
    _say(request, who.full_name if who is not None else "", answer)
    return _back(request, slug)


@at_the_door
@require_POST
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who is not registered."""
    event, at = event_of(request, slug), timezone.now()
    form = WalkInForm(request.POST)
    choice = request.POST.get("choice", "")
    if not form.is_valid():
        return _at_work(
            render(request, "events/door/page.html", page_context(request, event, form=form), status=422)
        )
    who = form.walk_in(at=at, over=choice == "over", wait=choice == "wait")
    answer = walk_in(event, who, by=cast(User, request.user), at=at)
    if answer.outcome == Outcome.FULL:
        context = page_context(request, event, form=form) | {"full": str(answer.outcome.label)}
        return _at_work(render(request, "events/door/page.html", context, status=409))
    _say(request, f"{who.first_name} {who.last_name}", answer)
    return _back(request, slug)


@at_the_door
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Once it is over: those who did not come are absent."""
    event = event_of(request, slug)
    try:
        count = checking_in.mark_rest_absent(event, by=cast(User, request.user), at=timezone.now())
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)d personne notée absente.", "%(n)d personnes notées absentes.", count)
        messages.success(request, said % {"n": count})
    return _back(request, slug)

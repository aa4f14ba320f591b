"""One's own registration, by its private link: GET shows, POST acts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.enums import RegistrationState
from events.forms.registering import AnswersForm, SessionsForm
from events.models import Registration
from events.notifications import position_of
from events.own_calendar import calendar_links, has_entry, registration_file
from events.pieces import crumbs_of, drawing_of, facts_of
from events.services import registering
from events.services.answering import change_answers
from events.services.choosing import accept_session, choose_sessions, leave_session
from events.services.errors import RegistrationRefusedError
from events.services.withdrawing import erase_oneself, may_be_erased
from events.tickets import code_drawing, own_session_lines, ticket_facts
from events.views.private import private, unknown_link
from events.views.registering import steps
from events.windows import Window, until_text, window_of

S = RegistrationState


def _registration(token: str, *, at) -> Registration | None:
    rows = Registration.objects.select_related("event__venue__territory", "event__territory")
    return rows.for_token(token, at=at).first()


@private
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    # Acting needs the registration alone: the meeting is read under its lock.
    acts = request.method == "POST"
    found = Registration.objects.for_token(token, at=at).first() if acts else _registration(token, at=at)
    if found is None:
        return unknown_link(request)
    if acts:
        return _act(request, found, token, at=at)
    return _show(request, found, token, at=at)


def _act(request: HttpRequest, found: Registration, token: str, *, at) -> HttpResponse:
    action = request.POST.get("action", "")
    form = None
    try:
        if action == "confirm":
            registering.confirm(found, at=at)
        elif action == "cancel":
            registering.cancel(found, at=at)
            messages.success(request, _("Votre inscription est annulée. Merci de nous avoir prévenus."))
        elif action == "erase":
            erase_oneself(found, at=at)
            return render(request, "events/registration/erased.html", {"event": found.event})
        elif action in ("accept_session", "leave_session"):
            _one_session(request, found, action, at=at)
        elif action == "sessions":
            form = SessionsForm(request.POST, event=found.event)
            if form.is_valid():
                data = form.cleaned_data
                choose_sessions(found, sessions=data["sessions"], waits=data["waits"], at=at)
                messages.success(request, _("Vos séances sont enregistrées."))
            else:
                messages.error(request, _("Cette séance n’est plus au programme."))
        else:
            messages.error(request, _("Nous n’avons pas compris cette demande : recommencez."))
    except RegistrationRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("events:registration", token=token)


def _one_session(request: HttpRequest, found: Registration, action: str, *, at) -> None:
    told = request.POST.get("choice", "")
    choice = int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else 0
    if action == "accept_session":
        accept_session(found, choice, at=at)
        messages.success(request, _("Votre place dans cette séance est confirmée."))
    else:
        leave_session(found, choice, at=at)
        messages.success(request, _("C’est noté : cette place ira à quelqu’un d’autre."))


def _show(request: HttpRequest, found: Registration, token: str, *, at) -> HttpResponse:
    event = found.event
    deadline = found.confirm_before or found.offer_until
    late = deadline is not None and deadline <= at
    is_open = window_of(event, at=at, invited=True) == Window.OPEN
    context = {
        "registration": found,
        "event": event,
        "token": token,
        "crumbs": crumbs_of(event, _("Votre inscription")),
        "steps": steps(),
        "facts": facts_of(event),
        "drawing": drawing_of(event),
        "until": until_text(deadline, event) if deadline else "",
        "is_late": late,
        "is_open": is_open,
        "can_answer": is_open
        and found.is_active
        and (event.asks_access_needs or event.form_questions.exists()),
        "has_ticket": found.state in (S.CONFIRMED, S.PRESENT, S.ABSENT),
        "can_erase": may_be_erased(found),
        "ics_available": has_entry(found),
    }
    if found.state == S.WAITLISTED:
        context["position"] = position_of(found)
    if context["has_ticket"]:
        context |= _ticket(found, is_open=is_open)
    return render(request, "events/registration/registration.html", context)


def _ticket(found: Registration, *, is_open: bool) -> dict[str, object]:
    event = found.event
    limited = event.sessions.held().filter(capacity__isnull=False).in_order().select_related("room")
    return {
        "ticket_facts": ticket_facts(found, event),
        "qr": code_drawing(found.code),
        "lines": own_session_lines(found, list(limited)),
        "can_choose": is_open and found.state == S.CONFIRMED,
        "calendar_links": calendar_links(event),
    }


@private
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, token: str) -> HttpResponse:
    """What one answered, and what one needs in order to come: seen and changed."""
    at = timezone.now()
    found = _registration(token, at=at)
    if found is None:
        return unknown_link(request)
    if not found.is_active or window_of(found.event, at=at, invited=True) != Window.OPEN:
        return redirect("events:registration", token=token)
    form = AnswersForm(request.POST or None, request.FILES or None, registration=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_answers(
                found, given=form.answers.given, access_need=form.cleaned_data.get("access_need"), at=at
            )
        except RegistrationRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Vos réponses sont enregistrées."))
        return redirect("events:registration", token=token)
    context = {
        "registration": found,
        "event": found.event,
        "form": form,
        "token": token,
        "crumbs": crumbs_of(found.event, _("Votre inscription")),
        "facts": facts_of(found.event),
        "drawing": drawing_of(found.event),
    }
    status = 422 if form.is_bound else 200
    return render(request, "events/registration/answers.html", context, status=status)


@private
@require_safe
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """The question before the act: the button of this page cancels, its address does not."""
    at = timezone.now()
    found = _registration(token, at=at)
    if found is None:
        return unknown_link(request)
    if not found.is_active or window_of(found.event, at=at, invited=True) == Window.PAST:
        return redirect("events:registration", token=token)
    context = {
        "registration": found,
        "event": found.event,
        "token": token,
        "crumbs": crumbs_of(found.event, _("Votre inscription")),
        "facts": facts_of(found.event),
        "drawing": drawing_of(found.event),
    }
    return render(request, "events/registration/cancel.html", context)


@private
@require_safe
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """« Ce n’est pas moi »: what erasing does, before its button."""
    found = _registration(token, at=timezone.now())
    if found is None:
        return unknown_link(request)
    if not may_be_erased(found):
        return redirect("events:registration", token=token)
    context = {
        "registration": found,
        "event": found.event,
        "token": token,
        "crumbs": crumbs_of(found.event, _("Votre inscription")),
        "facts": facts_of(found.event),
        "drawing": drawing_of(found.event),
    }
    return render(request, "events/registration/erase.html", context)


@private
@require_safe
def registration_ics(request: HttpRequest, token: str) -> HttpResponse:
    """The entry as it is now; once the place is given up, the file that takes it out of the calendar."""
    found = _registration(token, at=timezone.now())
    if found is None or not has_entry(found):
        return unknown_link(request)
    response = HttpResponse(registration_file(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.event.slug}.ics"'
    return response

"""The registration form of a meeting. Whatever the address, the answer is the same: only the mail tells."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.forms.registering import RegistrationForm, new_form_key
from events.models import Event
from events.pieces import crumbs_of, drawing_of, facts_of
from events.services.errors import RegistrationClosedError, SessionFullError, SessionsClashError
from events.services.places import Places, places_of, sessions_with_places
from events.services.registering import register as register_person
from events.tickets import session_lines
from events.views.opening_form import Asked, find, prepared
from events.windows import Window, window_of, window_text
from portal.core.limits import Limit, hit_all
from portal.core.pages import get_entry_or_response
from portal.core.requests import client_ip
from portal.mail.addresses import address_key

# Behind one address may stand a whole office, or a forum's Wi-Fi.
BY_PLACE, BY_PLACE_TIME = 30, dt.timedelta(minutes=10)
BY_PERSON, BY_PERSON_TIME = 6, dt.timedelta(days=1)


def _event(request: HttpRequest, slug: str) -> Event | HttpResponse:
    events = Event.objects.select_related("venue__territory", "territory", "cover")
    return get_entry_or_response(events, slug=slug, request=request)


def steps() -> list[str]:
    return [_("Votre place"), _("Votre billet"), _("Votre venue")]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    asked = find(request, slug)
    if isinstance(asked, HttpResponse):
        return asked
    event, at = asked.event, timezone.now()
    window = window_of(event, at=at)
    if window != Window.OPEN:
        return _closed(request, event, window_text(window, event), at=at)
    if request.method != "POST":
        return _first(request, asked, at=at)
    form = RegistrationForm(request.POST, request.FILES, asked=asked)
    if form.is_from_a_program:
        # It learns nothing, and nothing is written.
        return redirect("events:registered", slug=event.slug)
    if not form.is_sent:
        return _walk(request, event, form, at=at)
    status = _refuse_haste(request, form, at=at)
    if form.is_valid() and status == 200:
        try:
            register_person(
                event=event,
                applicant=form.applicant(language=(translation.get_language() or "fr")[:2]),
                form_key=form.form_key,
                consent_text=form.consent_text,
                sessions=form.cleaned_data["sessions"],
                answers=form.answers.given,
                access_need=form.cleaned_data.get("access_need", ""),
                at=at,
            )
        except (SessionFullError, SessionsClashError) as refusal:
            form.add_error("sessions", str(refusal))
        except RegistrationClosedError as refusal:
            return _closed(request, event, str(refusal), at=at)
        else:
            return redirect("events:registered", slug=event.slug)
    form.go_to(form.first_wrong(), tell_errors=True)
    return _show(request, event, form, at=at, status=status if status != 200 else 422)


def _first(request: HttpRequest, asked: Asked, *, at: dt.datetime) -> HttpResponse:
    """The empty form. Where it shows what is left in each session, it is drawn each time."""
    places = places_of(asked.event, at=at)

    def draw(key: str, left: str) -> HttpResponse:
        form = RegistrationForm(asked=asked, initial={"key": key})
        return _show(request, asked.event, form, at=at, places=places, left=left)

    if asked.has_sessions:
        return draw(new_form_key(), left_text(places))
    return prepared(
        request,
        asked,
        is_full=places.is_full,
        left=left_text(places),
        key=new_form_key(),
        render=draw,
    )


def left_text(places: Places) -> str:
    """« 12 places restantes. 5 places gardées pour des publics ou des partenaires. »"""
    return " ".join(f"{capfirst(text)}." for text in (places.text, places.kept_text) if text)


def _walk(request: HttpRequest, event: Event, form: RegistrationForm, *, at: dt.datetime) -> HttpResponse:
    """From one screen to another: nothing is written, and nothing counts against anybody."""
    sent, target = form.sent_step, form.walk()
    stays = target == sent
    form.go_to(target, tell_errors=stays)
    return _show(request, event, form, at=at, status=422 if stays and form.errors else 200)


def _refuse_haste(request: HttpRequest, form: RegistrationForm, *, at: dt.datetime) -> int:
    """Too many from one place or for one address: asked to wait, with what was typed kept. 200 when all is well."""
    if form.is_too_quick:
        form.add_error(None, _("Le formulaire est parti très vite. Relisez-le, puis envoyez-le de nouveau."))
        return 429
    email = address_key(request.POST.get("email", "")[:320])
    limits = [Limit(f"registration:ip:{client_ip(request)}", BY_PLACE, BY_PLACE_TIME)]
    if email and form.is_valid():
        limits.append(Limit(f"registration:address:{email}", BY_PERSON, BY_PERSON_TIME))
    if not hit_all(limits, at):
        form.add_error(
            None,
            _("Trop de demandes sont arrivées de chez vous. Patientez quelques minutes : rien n’est perdu."),
        )
        return 429
    return 200


def _show(
    request: HttpRequest,
    event: Event,
    form: RegistrationForm,
    *,
    at: dt.datetime,
    status: int = 200,
    places: Places | None = None,
    left: str = "",
) -> HttpResponse:
    form.renew_key() if form.is_bound else None
    places = places or places_of(event, at=at)
    checked = {int(pk) for pk in request.POST.getlist("sessions") if pk.isdecimal() and len(pk) < 19}
    context = {
        "event": event,
        "form": form,
        "crumbs": crumbs_of(event, _("Inscription")),
        "steps": steps(),
        "facts": facts_of(event),
        "drawing": drawing_of(event),
        "places": places,
        "left": left or left_text(places),
        "lines": session_lines(form.offered, free=sessions_with_places(event), checked=checked)
        if "sessions" in form.shown
        else [],
    }
    return render(request, "events/registration/register.html", context, status=status)


def _closed(request: HttpRequest, event: Event, text: str, *, at: dt.datetime) -> HttpResponse:
    context = {
        "event": event,
        "text": text,
        "crumbs": crumbs_of(event, _("Inscription")),
        "facts": facts_of(event),
        "drawing": drawing_of(event),
    }
    status = 200 if request.method in ("GET", "HEAD") else 409
    return render(request, "events/registration/closed.html", context, status=status)


@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody: registered, waiting, registered before."""
    event = _event(request, slug)
    if isinstance(event, HttpResponse):
        return event
    context = {
        "event": event,
        "crumbs": crumbs_of(event, _("Inscription")),
        "steps": steps(),
        "facts": facts_of(event),
        "drawing": drawing_of(event),
    }
    return render(request, "events/registration/registered.html", context)

"""Answering an invitation, by its private link: GET shows, POST acts."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.enums import InvitationAnswer
from events.forms.registering import CONSENT, AcceptForm, PassOnForm, new_form_key
from events.models import Invitation
from events.pieces import crumbs_of, drawing_of, facts_of
from events.services import inviting
from events.services.errors import RegistrationRefusedError
from events.services.places import places_of
from events.services.registering import Applicant
from events.views.private import private, unknown_link
from events.windows import Window, window_of, window_text
from portal.core.limits import hit

# An invitation is not a way to write to the whole world.
PASSED_ON, PASSED_ON_TIME = 5, dt.timedelta(days=1)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    rows = Invitation.objects.select_related(
        "event__venue__territory", "event__territory", "registration", "membership__network", "member"
    )
    found = rows.for_token(token, at=at).first()
    if found is None:
        return unknown_link(request)
    accept = AcceptForm(initial={"key": new_form_key(), **_names(found)})
    pass_on = PassOnForm()
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer == InvitationAnswer.YES:
            accept = AcceptForm(request.POST)
        elif answer == InvitationAnswer.SOMEONE_ELSE:
            pass_on = PassOnForm(request.POST)
        if (not accept.is_bound or accept.is_valid()) and (not pass_on.is_bound or pass_on.is_valid()):
            return _answer(request, found, token, answer, accept, pass_on, at=at)
        if accept.is_bound:
            accept.renew_key()
    return _show(request, found, accept, pass_on, at=at)


def _names(found: Invitation) -> dict[str, str]:
    first, _space, last = found.name.strip().partition(" ")
    return {"first_name": first, "last_name": last}


def _answer(
    request: HttpRequest,
    found: Invitation,
    token: str,
    answer: str,
    accept: AcceptForm,
    pass_on: PassOnForm,
    *,
    at: dt.datetime,
) -> HttpResponse:
    try:
        if answer == InvitationAnswer.YES:
            _accept(found, accept, at=at)
            messages.success(request, _("Merci, c’est noté : votre billet part par courriel."))
        elif answer == InvitationAnswer.SOMEONE_ELSE:
            _pass_on(found, pass_on, at=at)
            messages.success(request, _("Merci : l’invitation est transmise."))
        elif answer in (InvitationAnswer.NO, InvitationAnswer.LATER):
            inviting.decline(found, later=answer == InvitationAnswer.LATER, at=at)
            messages.success(request, _("Merci, votre réponse est notée. Vous pouvez en changer ici."))
        elif answer == "refuse_all":
            inviting.refuse_all(found, at=at)
            messages.success(request, _("C’est noté : nous ne vous enverrons plus d’invitation."))
        else:
            messages.error(request, _("Nous n’avons pas compris cette réponse : recommencez."))
    except RegistrationRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("events:invitation", token=token)


def _accept(found: Invitation, form: AcceptForm, *, at: dt.datetime) -> None:
    data = form.cleaned_data
    inviting.accept(
        found,
        applicant=Applicant(
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=found.email,
            phone=data["phone"],
            language=found.language,
            **_body(found),
        ),
        form_key=uuid.uuid5(data["key"], found.email_key),
        consent_text=str(CONSENT),
        at=at,
    )


def _body(found: Invitation) -> dict:
    """The structure or territory for which the person comes."""
    membership = found.membership
    if membership is None:
        return {"affiliation": found.member.title if found.member else ""}
    return {"structure": membership.structure, "territory": membership.territory}


def _pass_on(found: Invitation, form: PassOnForm, *, at: dt.datetime) -> None:
    if not hit(f"invitation:pass-on:{found.pk}", PASSED_ON, PASSED_ON_TIME, at):
        raise RegistrationRefusedError(_("Cette invitation a déjà été transmise plusieurs fois aujourd’hui."))
    inviting.pass_on(found, email=form.cleaned_data["email"], name=form.cleaned_data["name"], at=at)


def _show(
    request: HttpRequest, found: Invitation, accept: AcceptForm, pass_on: PassOnForm, *, at: dt.datetime
) -> HttpResponse:
    event = found.event
    window = window_of(event, at=at, invited=True)
    context = {
        "invitation": found,
        "event": event,
        "accept": accept,
        "pass_on": pass_on,
        "is_open": window == Window.OPEN,
        "closed_text": window_text(window, event),
        "places": places_of(event, at=at),
        "crumbs": crumbs_of(event, _("Invitation")),
        "facts": facts_of(event),
        "drawing": drawing_of(event),
    }
    wrong = (accept.is_bound and accept.errors) or (pass_on.is_bound and pass_on.errors)
    return render(request, "events/registration/invitation.html", context, status=422 if wrong else 200)

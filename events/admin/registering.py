"""Registering somebody for them, and the link given on paper to who has no address."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.forms.staff import StaffRegistrationForm
from events.models import Registration
from events.notifications import registration_url
from events.services import registering
from events.services.errors import RegistrationRefusedError
from events.tickets import drawing_of_link
from events.wording import place_text, when_text
from portal.accounts.models import User
from portal.core.audit import record

# Kept word for word with the registration, as what the person themselves accepts is.
AGREEMENT = "Inscription faite par l’équipe, à la demande de la personne."


def register_page(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    at, user = timezone.now(), cast(User, request.user)
    asked = request.GET.get("event", "")
    initial = {"event": asked} if asked.isdecimal() and len(asked) < 12 else {}
    form = StaffRegistrationForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            found = registering.register(
                event=form.cleaned_data["event"],
                applicant=form.applicant(),
                form_key=form.cleaned_data["key"],
                consent_text=AGREEMENT,
                by=user,
                at=at,
            )
        except RegistrationRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(model_admin, request, found, is_new=found.created_at == at)
            return redirect("admin:events_registration_change", found.pk)
    form.renew_key() if form.is_bound else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Inscrire quelqu’un"),
        "opts": Registration._meta,
        "form": form,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(
        request, "admin/events/register.html", context, status=422 if form.errors else 200
    )


def _say(model_admin: admin.ModelAdmin, request: HttpRequest, found: Registration, *, is_new: bool) -> None:
    if not is_new:
        text = _("Cette personne était déjà inscrite : rien n’a changé.")
        model_admin.message_user(request, text, messages.WARNING)
        return
    told = (
        _("Un courriel part pour le lui dire.")
        if found.email
        else _("Sans courriel : imprimez son lien et donnez-le-lui.")
    )
    text = f"{found} : {found.get_state_display()}. {told}"
    model_admin.message_user(request, text, messages.SUCCESS)


def link_page(model_admin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """On paper, for who has no address. Whoever has one gets it by mail, and by nobody's hands."""
    found = model_admin.get_object(request, str(object_id))
    if found is None or found.email or not model_admin.has_change_permission(request, found):
        raise Http404
    at = timezone.now()
    record(verb="print_link", target=found, by=cast(User, request.user), at=at, event=found.event_id)
    address = registration_url(found)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Lien à imprimer"),
        "opts": Registration._meta,
        "registration": found,
        "when": when_text(found.event),
        "place": place_text(found.event),
        "address": address,
        "drawing": drawing_of_link(address),
    }
    response = TemplateResponse(request, "admin/events/link.html", context)
    response["Cache-Control"] = "no-store, private"
    return response

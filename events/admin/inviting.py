"""« Inviter les membres d’un réseau »: who would be written to is shown, with their number, before anything leaves."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from events.services.errors import EventRefusedError
from events.services.inviting import invite_members, plan_invitations
from networks.models import Network
from networks.permissions import within
from portal.accounts.models import User


class NetworkForm(forms.Form):
    network = forms.ModelChoiceField(
        Network.objects.none(), label=_("Réseau"), empty_label=_("Choisissez un réseau")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = within(user, Network.objects.order_by("title"), "pk")
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]


def invite_page(model_admin: admin.ModelAdmin, request: HttpRequest, event: Event) -> HttpResponse | None:
    """The page between the action and the act; None once the invitations are written."""
    at = timezone.now()
    asked = "network" in request.POST
    user = cast(User, request.user)
    form = (
        NetworkForm(request.POST, user=user)
        if asked
        else NetworkForm(user=user, initial={"network": event.network_id})
    )
    plan = None
    if asked and form.is_valid():
        network = form.cleaned_data["network"]
        if "confirm" in request.POST:
            try:
                plan = invite_members(event=event, network=network, by=request.user, at=at)  # type: ignore[arg-type]
            except EventRefusedError as refusal:
                model_admin.message_user(request, str(refusal), messages.ERROR)
                return None
            sent = len(plan.recipients)
            said = ngettext("%(n)d invitation part.", "%(n)d invitations partent.", sent) % {"n": sent}
            model_admin.message_user(request, said, messages.SUCCESS)
            return None
        plan = plan_invitations(event=event, network=network, at=at)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Inviter les membres d’un réseau"),
        "opts": Event._meta,
        "event": event,
        "form": form,
        "plan": plan,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/events/invite.html", context)

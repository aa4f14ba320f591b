from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts.forms import AcceptInvitationForm
from portal.accounts.models import AccountInvitation
from portal.accounts.services import InvitationClosedError, accept_invitation


@never_cache
@sensitive_post_parameters()
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's link: GET shows the form, POST sets the password. Nothing is signed in by a link alone."""
    at = timezone.now()
    invitation = (
        AccountInvitation.objects.for_token(token, at=at)
        .filter(accepted_at__isnull=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    if invitation is None:
        return render(request, "accounts/invitation_closed.html", status=410)
    form = AcceptInvitationForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(invitation, password=form.cleaned_data["new_password1"], at=at)
        except InvitationClosedError:
            return render(request, "accounts/invitation_closed.html", status=410)
        messages.success(request, _("Votre mot de passe est choisi. Connectez-vous pour commencer."))
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    context = {"form": form, "invited": invitation.user}
    return render(request, "accounts/invitation.html", context, status=status)

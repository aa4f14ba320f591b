"""The letters about accounts. Addresses in them come from the configured site, never from a request."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.accounts.models import AccountInvitation
from portal.core.addresses import public_url
from portal.core.models import SiteSettings


def send_invitation(invitation: AccountInvitation) -> None:
    """Ask the invited person, in their language, to choose a password."""
    user = invitation.user
    with translation.override(user.language):
        context = {
            "user": user,
            "site": SiteSettings.load(),
            "expires_at": invitation.link_expires_at,
            "url": public_url(reverse("accounts:accept_invitation", args=[invitation.link_token])),
        }
        subject = render_to_string("account/email/invitation_subject.txt", context).strip()
        body = render_to_string("account/email/invitation_message.txt", context)
    EmailMessage(subject=subject, body=body, to=[user.email]).send()

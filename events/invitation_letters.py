"""The mails of invitations, like those of registrations: written when they leave, not sent once they are pointless."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy

from events.enums import InvitationAnswer
from events.models import Invitation
from events.notifications import event_words, refuse_if_off
from events.windows import start_of
from portal.core.addresses import public_url
from portal.mail import kinds
from portal.mail.kinds import Letter, ObsoleteError
from portal.mail.models import Message
from portal.mail.services import Draft
from portal.mail.text import typed

INVITATION = "events.invitation"
INVITATION_REMINDER = "events.invitation_reminder"


def invitation_draft(invitation: Invitation, *, at: dt.datetime) -> Draft:
    return Draft(
        kind=INVITATION,
        to=invitation.email,
        name=invitation.name,
        language=invitation.language,
        slot=str(invitation.pk),
        context={"invitation": invitation.pk},
        at=at,
        not_after=start_of(invitation.event),
    )


def _invitation(message: Message) -> Letter:
    invitation = (
        Invitation.objects.unanswered()
        .select_related(
            "event__venue__territory", "event__territory", "membership__network", "member", "sent_on_by"
        )
        .filter(pk=message.context["invitation"])
        .first()
    )
    if invitation is None:
        raise ObsoleteError("la personne a répondu depuis")
    refuse_if_off(invitation.event)
    membership = invitation.membership
    words = {
        **event_words(invitation.event),
        "name": typed(invitation.name),
        "url": public_url(reverse("events:invitation", args=[invitation.link_token])),
        "member": invitation.member.title if invitation.member else "",
        "network": membership.network.title if membership else "",
        "sent_on_by": typed(invitation.sent_on_by) if invitation.sent_on_by else "",
        "later": invitation.answer == InvitationAnswer.LATER,
    }
    return Letter("events/invitation", words)


def write_invitation(message: Message) -> Letter:
    return _invitation(message)


def write_invitation_reminder(message: Message) -> Letter:
    letter = _invitation(message)
    return Letter("events/invitation_reminder", letter.values)


def register_kinds() -> None:
    """Called once, when the app is ready."""
    names = {
        INVITATION: (write_invitation, gettext_lazy("invitation")),
        INVITATION_REMINDER: (write_invitation_reminder, gettext_lazy("rappel d’invitation")),
    }
    for name, (write, label) in names.items():
        kinds.register(name, write, label=label, essential=False)

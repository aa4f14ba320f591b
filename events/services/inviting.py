"""Inviting a network's members, and what they answer."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from events import invitation_letters
from events.enums import InvitationAnswer
from events.models import Event, Invitation
from events.services.errors import RegistrationClosedError, TransitionRefusedError
from events.services.places import lock_event
from events.services.registering import Applicant, cancel, register
from events.windows import Window, start_of, window_of, window_text
from networks.models import MemberContact, Membership, Network, Person, Representative
from portal.accounts.models import User
from portal.core.audit import record
from portal.core.links import token_digest
from portal.core.models import Entry
from portal.mail.addresses import address_key
from portal.mail.enums import SuppressionReason
from portal.mail.models import Suppression
from portal.mail.services import queue_many, suppress


@dataclass(frozen=True)
class Recipient:
    """Somebody who will be written to, and on behalf of which member."""

    email: str
    name: str
    language: str
    membership: Membership
    member: Entry | Person

    @property
    def entry(self) -> Entry | None:
        """The member's page; a person has none."""
        return self.member if isinstance(self.member, Entry) else None


@dataclass(frozen=True)
class InvitationPlan:
    """Exactly who would receive what, before anybody presses the button."""

    recipients: list[Recipient] = field(default_factory=list)
    already: list[Recipient] = field(default_factory=list)
    opposed: list[Recipient] = field(default_factory=list)
    without_contact: list[Membership] = field(default_factory=list)


def plan_invitations(*, event: Event, network: Network, at: dt.datetime) -> InvitationPlan:
    """Members of that day: by the contacts that staff keep for them, else by the accounts that act for them, else by
    the public address of a structure."""
    plan = InvitationPlan()
    memberships = list(Membership.objects.filter(network=network).members_on(at.date()).order_by("pk"))
    accounts, kept = _accounts_of(memberships), _kept_contacts(memberships)
    invited = set(Invitation.objects.filter(event=event).values_list("email_key", flat=True))
    found: dict[str, Recipient] = {}
    for membership in memberships:
        contacts = _contacts(membership, accounts, kept.get(membership.pk, []))
        if not contacts:
            plan.without_contact.append(membership)
        for recipient in contacts:
            found.setdefault(address_key(recipient.email), recipient)
    opposed = Suppression.objects.among(found)
    for key, recipient in found.items():
        chosen = plan.already if key in invited else plan.opposed if key in opposed else plan.recipients
        chosen.append(recipient)
    return plan


def _accounts_of(memberships: list[Membership]) -> dict[int, list[User]]:
    """Active accounts by the structure or territory that they represent."""
    bodies = [m.structure_id or m.territory_id for m in memberships if m.structure_id or m.territory_id]
    found: dict[int, list[User]] = {}
    rows = Representative.objects.filter(user__is_active=True).select_related("user").order_by("pk")
    for row in [*rows.filter(structure__in=bodies), *rows.filter(territory__in=bodies)]:
        found.setdefault(row.structure_id or row.territory_id or 0, []).append(row.user)
    return found


def _kept_contacts(memberships: list[Membership]) -> dict[int, list[MemberContact]]:
    found: dict[int, list[MemberContact]] = {}
    for contact in MemberContact.objects.filter(membership__in=memberships).order_by("pk"):
        found.setdefault(contact.membership_id, []).append(contact)
    return found


def _contacts(
    membership: Membership, accounts: dict[int, list[User]], kept: list[MemberContact]
) -> list[Recipient]:
    member = membership.member
    if kept:
        return [
            Recipient(contact.email, contact.name, contact.language, membership, member) for contact in kept
        ]
    if membership.structure is None and membership.territory is None:
        return []
    found = [
        Recipient(user.email, user.full_name, user.language, membership, member)
        for user in accounts.get(member.pk, [])
    ]
    if not found and membership.structure is not None and membership.structure.email:
        found.append(Recipient(membership.structure.email, "", "fr", membership, member))
    return found


def invite_members(*, event: Event, network: Network, by: User | None, at: dt.datetime) -> InvitationPlan:
    """One invitation and one mail for each member with an address, written together. Again, it adds the new ones."""
    with transaction.atomic():
        locked = lock_event(event)
        window = window_of(locked, at=at, invited=True)
        if window != Window.OPEN:
            raise RegistrationClosedError(window_text(window, locked), window)
        plan = plan_invitations(event=locked, network=network, at=at)
        invitations = [
            _new(
                locked,
                email=recipient.email,
                name=recipient.name,
                language=recipient.language,
                at=at,
                by=by,
                membership=recipient.membership,
                member=recipient.entry,
            )
            for recipient in plan.recipients
        ]
        Invitation.objects.bulk_create(invitations, batch_size=1000)
        queue_many(invitation_letters.invitation_draft(invitation, at=at) for invitation in invitations)
        record(verb="invite", target=locked, by=by, at=at, network=network.pk, invited=len(invitations))
    return plan


def _new(event: Event, *, email: str, at: dt.datetime, by: User | None, **fields: object) -> Invitation:
    """An unsaved invitation, complete enough for a bulk insert."""
    start = start_of(event)
    invitation = Invitation(
        event=event,
        email=email,
        email_key=address_key(email),
        created_at=at,
        created_by=by,
        link_expires_at=start,
        **fields,
    )
    invitation.link_digest = token_digest(invitation.link_token)
    return invitation


def _lock(invitation: Invitation, *, at: dt.datetime) -> Invitation:
    """The event's row first, as everywhere."""
    event = lock_event(invitation.event_id)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    locked.event = event
    window = window_of(event, at=at, invited=True)
    if window != Window.OPEN:
        raise RegistrationClosedError(window_text(window, event), window)
    return locked


def accept(
    invitation: Invitation, *, applicant: Applicant, form_key: uuid.UUID, consent_text: str, at: dt.datetime
) -> Invitation:
    """Yes: the person is registered at once, their link having proved their address."""
    with transaction.atomic():
        locked = _lock(invitation, at=at)
        if locked.registration is not None and locked.registration.is_active:
            return locked
        membership = locked.membership
        registration = register(
            event=locked.event,
            applicant=applicant,
            form_key=form_key,
            consent_text=consent_text,
            at=at,
            network=membership.network if membership else None,
            address_proved=True,
        )
        # An address registered by the public form before the invitation was answered keeps its registration.
        taken = Invitation.objects.filter(registration=registration).exclude(pk=locked.pk).exists()
        locked.registration = None if taken else registration
        _answer(locked, InvitationAnswer.YES, at=at)
    return locked


def decline(invitation: Invitation, *, at: dt.datetime, later: bool = False) -> Invitation:
    """No, or not known yet. Somebody already registered by this link gives the place back."""
    with transaction.atomic():
        locked = _lock(invitation, at=at)
        _give_back(locked, at=at)
        _answer(locked, InvitationAnswer.LATER if later else InvitationAnswer.NO, at=at)
    return locked


def pass_on(invitation: Invitation, *, email: str, name: str, at: dt.datetime) -> Invitation:
    """Somebody else will come: they get an invitation of their own. Returns theirs."""
    with transaction.atomic():
        locked = _lock(invitation, at=at)
        try:
            validate_email(email)
        except ValidationError as error:
            raise TransitionRefusedError(_("Cette adresse n’est pas complète.")) from error
        if address_key(email) == locked.email_key:
            raise TransitionRefusedError(_("C’est votre propre adresse : répondez plutôt que vous venez."))
        _give_back(locked, at=at)
        _answer(locked, InvitationAnswer.SOMEONE_ELSE, at=at)
        theirs = Invitation.objects.filter(event=locked.event, email_key=address_key(email)).first()
        if theirs is None:
            theirs = _new(
                locked.event,
                email=email,
                name=name,
                language=locked.language,
                at=at,
                by=None,
                membership=locked.membership,
                member=locked.member,
                sent_on_by=locked,
            )
            theirs.save()
            queue_many([invitation_letters.invitation_draft(theirs, at=at)])
    return theirs


def refuse_all(invitation: Invitation, *, at: dt.datetime) -> None:
    """No more invitations to this address, ever. Only a fingerprint of it is kept for that."""
    with transaction.atomic():
        suppress(invitation.email, reason=SuppressionReason.OPPOSITION, at=at)
        record(verb="refuse_invitations", target=invitation, by=None, at=at)


def _give_back(invitation: Invitation, *, at: dt.datetime) -> None:
    registration = invitation.registration
    if registration is not None and registration.is_active:
        cancel(registration, at=at)
    invitation.registration = None


def _answer(invitation: Invitation, answer: str, *, at: dt.datetime) -> None:
    invitation.answer, invitation.answered_at = answer, at
    invitation.save(update_fields=["answer", "answered_at", "registration"])

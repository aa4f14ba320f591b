"""What is done to an account: opened by invitation, given roles, closed."""

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.models import AccountInvitation, User
from portal.accounts.notifications import send_invitation
from portal.core.audit import Actor, record

INVITATION_LASTS = dt.timedelta(days=7)


class AccountExistsError(Exception):
    """An account already uses this address."""


class InvitationClosedError(Exception):
    """The invitation was used, replaced, or is too old; the message is for the person who holds it."""


def invite(
    *,
    email: str,
    roles: Iterable[Role],
    by: Actor | None,
    at: dt.datetime,
    full_name: str = "",
    language: str = "fr",
) -> User:
    """Open an account without password and write to its person, who chooses one."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                user = User.objects.create_user(email.strip(), full_name=full_name, language=language)
        except IntegrityError as error:
            raise AccountExistsError(_("Un compte utilise déjà cette adresse.")) from error
        open_invited_account(user, roles=roles, by=by, at=at)
    return user


def open_invited_account(user: User, *, roles: Iterable[Role], by: Actor | None, at: dt.datetime) -> None:
    """Give a new row of account its roles, its address to verify and its letter."""
    with transaction.atomic():
        EmailAddress.objects.get_or_create(user=user, email=user.email.lower(), defaults={"primary": True})
        record(verb="invite", target=user, by=by, at=at)
        set_roles(user, roles=roles, by=by, at=at)
        renew_invitation(user, by=by, at=at)


def renew_invitation(user: User, *, by: Actor | None, at: dt.datetime) -> AccountInvitation:
    """Send a new letter; an older one stops working."""
    if user.has_usable_password():
        raise InvitationClosedError(_("Cette personne a déjà choisi son mot de passe."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        AccountInvitation.objects.filter(user=user).waiting().delete()
        invitation = AccountInvitation.objects.create(
            user=user, sent_at=at, link_expires_at=at + INVITATION_LASTS
        )
        record(verb="send_invitation", target=user, by=by, at=at)
        send_invitation(invitation)
    return invitation


def accept_invitation(invitation: AccountInvitation, *, password: str, at: dt.datetime) -> User:
    """Set the password that the invited person chose; holding the letter proves the address."""
    with transaction.atomic():
        accepted = (
            AccountInvitation.objects.filter(pk=invitation.pk, link_expires_at__gt=at)
            .waiting()
            .update(accepted_at=at)
        )
        user = User.objects.select_for_update().get(pk=invitation.user_id)
        if not accepted or not user.is_active:
            raise InvitationClosedError(_("Cette invitation n’est plus valable : demandez-en une nouvelle."))
        user.set_password(password)
        user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
        record(verb="accept_invitation", target=user, by=user, at=at)
    return user


def set_roles(user: User, *, roles: Iterable[Role], by: Actor | None, at: dt.datetime) -> None:
    """Replace the roles of an account; the admin opens to those who hold a role that works there."""
    roles = sorted(set(roles), key=list(Role).index)
    with transaction.atomic():
        for role in roles:
            Group.objects.get_or_create(name=role.value)
        before = set(user.groups.values_list("name", flat=True))
        user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
        user.is_staff = user.is_superuser or any(role.opens_admin for role in roles)
        user.save(update_fields=["is_staff"])
        if before != {role.value for role in roles}:
            record(verb="set_roles", target=user, by=by, at=at, roles=[role.value for role in roles])


def remove_second_factor(user: User, *, by: Actor | None, at: dt.datetime) -> bool:
    """For who lost the telephone and the recovery codes. True when there was something to remove."""
    with transaction.atomic():
        removed, _kinds = Authenticator.objects.filter(user=user).delete()
        if removed:
            record(verb="remove_second_factor", target=user, by=by, at=at)
    return bool(removed)


def deactivate(user: User, *, by: Actor | None, at: dt.datetime) -> None:
    """Close the account: its sessions stop at their next request."""
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            user.is_active = False
            AccountInvitation.objects.filter(user=user).waiting().delete()
            record(verb="deactivate", target=user, by=by, at=at)


def reactivate(user: User, *, by: Actor | None, at: dt.datetime) -> None:
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            user.is_active = True
            record(verb="reactivate", target=user, by=by, at=at)

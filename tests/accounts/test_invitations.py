"""Accounts are opened by a letter, once, for seven days."""

import datetime as dt

import pytest
from django.core import mail

from portal.accounts.enums import Role
from portal.accounts.models import AccountInvitation, User
from portal.accounts.services import (
    INVITATION_LASTS,
    AccountExistsError,
    InvitationClosedError,
    accept_invitation,
    deactivate,
    invite,
    renew_invitation,
)
from portal.core.models import AuditEntry

NEW = {"new_password1": "une-phrase-toute-neuve", "new_password2": "une-phrase-toute-neuve"}


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()


def open_link() -> str:
    return mail.outbox[-1].body.split("https://vivier.example", 1)[1].split()[0]


def test_an_invited_person_gets_roles_and_a_letter_but_cannot_sign_in_yet(db, at):
    user = invite(email="Noor@exemple.fr", full_name="Noor", roles=[Role.EDITOR], by=None, at=at)
    assert [group.name for group in user.groups.all()] == ["editor"]
    assert user.is_staff and not user.has_usable_password()
    assert not user.emailaddress_set.get().verified
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert "29 novembre 2026" in letter.body
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {
        "invite",
        "set_roles",
        "send_invitation",
    }


def test_the_letter_opens_the_account_once(client, db, now):
    user = invite(email="noor@exemple.fr", roles=[Role.PARTNER], by=None, at=now)
    path = open_link()
    assert client.get(path).status_code == 200
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert client.post(path, NEW).url == "/comptes/connexion/"
    user.refresh_from_db()
    assert user.check_password(NEW["new_password1"])
    assert user.emailaddress_set.get().verified
    assert client.get(path).status_code == 410
    assert client.post(path, NEW | {"new_password1": "x" * 20, "new_password2": "x" * 20}).status_code == 410
    assert client.post(
        "/comptes/connexion/", {"login": user.email, "password": NEW["new_password1"]}
    ).url == ("/espace/")


@pytest.mark.parametrize("password", ["court", "123456789012", "motdepasse" * 40])
def test_a_weak_or_over_long_password_is_refused_with_a_reason(client, db, now, password):
    user = invite(email="noor@exemple.fr", roles=[], by=None, at=now)
    response = client.post(open_link(), {"new_password1": password, "new_password2": password})
    assert response.status_code == 422
    assert response.context["form"].errors
    user.refresh_from_db()
    assert not user.has_usable_password()


@pytest.mark.parametrize("token", ["inconnu", "x" * 3000, "é", "%00"])
def test_an_unknown_link_says_so(client, db, token):
    assert client.get(f"/comptes/invitation/{token}/").status_code in {400, 410}


def test_a_letter_is_too_old_after_seven_days(db, at):
    user = invite(email="noor@exemple.fr", roles=[], by=None, at=at)
    with pytest.raises(InvitationClosedError):
        accept_invitation(user.invitations.get(), password="x" * 20, at=at + INVITATION_LASTS)
    assert accept_invitation(
        user.invitations.get(), password="x" * 20, at=at + INVITATION_LASTS - dt.timedelta(seconds=1)
    )


def test_a_newer_letter_replaces_the_former(client, db, now):
    user = invite(email="noor@exemple.fr", roles=[], by=None, at=now)
    former = open_link()
    renew_invitation(user, by=None, at=now)
    assert client.get(former).status_code == 410
    assert client.get(open_link()).status_code == 200
    assert AccountInvitation.objects.count() == 1


def test_no_letter_for_who_already_has_a_password(make_user, at):
    with pytest.raises(InvitationClosedError):
        renew_invitation(make_user("noor@exemple.fr"), by=None, at=at)
    assert mail.outbox == []


def test_one_account_an_address_whatever_its_case(make_user, at):
    make_user("noor@exemple.fr")
    with pytest.raises(AccountExistsError):
        invite(email="NOOR@exemple.fr", roles=[], by=None, at=at)
    assert User.objects.count() == 1
    assert mail.outbox == []


def test_closing_an_account_closes_its_letter(client, db, now):
    user = invite(email="noor@exemple.fr", roles=[], by=None, at=now)
    deactivate(user, by=None, at=now)
    assert client.get(open_link()).status_code == 410

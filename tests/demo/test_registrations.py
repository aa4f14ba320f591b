"""The demonstration has meetings that fill, one that is full, and writes to nobody."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.delegations import delegates_of, delegations
from events.door import doors_near, may_stand_at_door
from events.models import Event, Invitation, Registration, ReminderRule
from events.permissions import bodies_of
from events.services.places import places_of
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.demo.accounts import DEMO_ACCOUNTS
from portal.mail.models import Message

pytestmark = pytest.mark.usefixtures("demo")


def test_one_meeting_is_full_and_has_a_waiting_list():
    full = Event.objects.get(slug="petit-dejeuner-du-club-a-venir")
    assert places_of(full, at=timezone.now()).text == "complet, 4 personnes en liste d’attente"


def test_those_who_come_are_invented_and_never_written_to():
    rows = Registration.objects.values_list("email", "is_demo")
    assert 36 <= len(rows) <= 94
    assert all(is_demo and (not email or email.endswith("@exemple.fr")) for email, is_demo in rows)
    assert not Message.objects.exists()


def test_the_partner_has_a_delegation_at_a_meeting_to_come():
    """The account that `make demo` prints finds places kept, people, and one without address."""
    (account,) = (account for account in DEMO_ACCOUNTS if account.role is Role.PARTNER)
    partner = User.objects.get(email=account.email)
    (found,) = delegations(bodies_of(partner), at=timezone.now())
    assert (found.event.slug, found.people) == ("rencontre-regionale-a-venir", 3)
    assert [(kept.places, kept.left) for kept in found.kept] == [(8, 5)]
    named, gone = delegates_of(found.body, found.event)
    assert [bool(row.email) for row in named] == [True, False, True] and gone == []
    assert {(row.state, row.created_by) for row in named} == {("confirmed", partner)}


def test_a_door_can_be_tried():
    """Tomorrow's meeting, by the account of the reception that `make demo` prints."""
    (account,) = (account for account in DEMO_ACCOUNTS if account.role is Role.RECEPTION)
    reception = User.objects.get(email=account.email)
    assert may_stand_at_door(reception)
    at = timezone.now()
    found = doors_near(reception, first=at, last=at + dt.timedelta(days=3))
    assert ("portes-ouvertes-a-venir", 22) in [(door.event.slug, door.expected) for door in found]


def test_series_remind():
    assert (ReminderRule.objects.count(), Invitation.objects.count()) == (12, 3)


def test_the_invariants_hold():
    call_command("check_invariants")

"""The demonstration has meetings that fill, one that is full, and writes to nobody."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.models import Event, Invitation, Registration, ReminderRule
from events.services.places import places_of
from portal.mail.models import Message

pytestmark = pytest.mark.usefixtures("demo")


def test_one_meeting_is_full_and_has_a_waiting_list():
    full = Event.objects.get(slug="petit-dejeuner-du-club-a-venir")
    assert places_of(full, at=timezone.now()).text == "complet, 4 personnes en liste d’attente"


def test_those_who_come_are_invented_and_never_written_to():
    rows = Registration.objects.values_list("email", "is_demo")
    assert 36 <= len(rows) <= 72
    assert all(email.endswith("@exemple.fr") and is_demo for email, is_demo in rows)
    assert not Message.objects.exists()


def test_series_remind():
    assert (ReminderRule.objects.count(), Invitation.objects.count()) == (12, 3)


def test_the_invariants_hold():
    call_command("check_invariants")

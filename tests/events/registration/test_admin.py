"""Staff: participants, invitations, rules. What changes a state passes through the services."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import RegistrationState as S
from events.models import Invitation, Registration, ReminderRule
from events.services import registering
from networks.services import join_network
from portal.accounts.models import User
from portal.mail.models import Message
from tests.events.registration.helpers import applicant, states
from tests.factories.events import StructureFactory
from tests.factories.registrations import (
    InvitationFactory,
    NetworkFactory,
    QuotaFactory,
    RegistrationFactory,
    ReminderRuleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
    return client


@pytest.fixture
def event(open_event):
    return open_event


def ask(event, name, *, confirmed=True) -> Registration:
    at = timezone.now()
    found = registering.register(
        event=event, applicant=applicant(name), form_key=uuid.uuid4(), consent_text="Oui.", at=at
    )
    return registering.confirm(found, at=at) if confirmed and found.holds_place else found


def act(client: Client, model: str, action: str, *rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(f"admin:events_{model}_changelist"), data, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_every_page_opens(staff, event):
    rows = {
        "registration": ask(event, "ana"),
        "invitation": InvitationFactory(event=event),
        "reminderrule": ReminderRuleFactory(event=event, created_at=timezone.now()),
        "quota": QuotaFactory(event=event, places=1),
    }
    for model, row in rows.items():
        assert staff.get(reverse(f"admin:events_{model}_changelist"), {"q": "a"}).status_code == 200
        assert staff.get(reverse(f"admin:events_{model}_change", args=[row.pk])).status_code == 200
    assert staff.get(reverse("admin:events_registration_add")).status_code == 200


def test_the_list_costs_the_same_for_one_and_for_many(staff, event, django_assert_max_num_queries):
    for count in (1, 3):
        for _number in range(count):
            RegistrationFactory(event=event, structure=StructureFactory(), is_demo=True)
        with django_assert_max_num_queries(15):
            staff.get(reverse("admin:events_registration_changelist"))
        Registration.objects.all().delete()


def test_cancelling_offers_the_place_to_the_next(staff, event):
    first = ask(event, "ana")
    for name in ("bob", "cleo"):
        ask(event, name)
    response = act(staff, "registration", "action_cancel", first)
    assert messages_of(response) == ["1 inscription changée."]
    assert states(event) == {"ana": S.CANCELLED, "bob": S.CONFIRMED, "cleo": S.OFFERED}
    transition = Registration.objects.get(pk=first.pk).transitions.last()
    assert (transition.by.email, transition.reason) == ("chef@exemple.fr", "staff")


def test_a_refusal_says_why(staff, event):
    for name in ("ana", "bob"):
        ask(event, name)
    waiting = ask(event, "cleo")
    response = act(staff, "registration", "action_confirm", waiting)
    assert messages_of(response) == ["Cleo Essai : Cette inscription ne peut plus être confirmée."]
    response = act(staff, "registration", "action_present", ask(event, "ana"))
    assert messages_of(response) == ["1 inscription changée."]
    assert states(event)["ana"] == S.PRESENT


def test_a_state_cannot_be_typed(staff, event):
    registration = ask(event, "ana")
    url = reverse("admin:events_registration_change", args=[registration.pk])
    inlines = {}
    for prefix in ("choices", "answers", "access_need", "transitions"):
        inlines |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    data = {
        "first_name": "Anaïs",
        "last_name": "Essai",
        "language": "fr",
        "state": S.PRESENT,
        "email": "x@x.fr",
    }
    assert staff.post(url, data | inlines).status_code == 302
    registration.refresh_from_db()
    assert (registration.first_name, registration.state) == ("Anaïs", S.CONFIRMED)
    assert registration.email == "ana@exemple.fr"


class TestInviting:
    @pytest.fixture
    def network(self):
        network = NetworkFactory(title="Grappe")
        for number in range(3):
            email = f"s{number}@exemple.fr" if number else ""
            join_network(network=network, member=StructureFactory(email=email), by=None, at=timezone.now())
        return network

    def test_who_and_how_many_before_anything_leaves(self, staff, event, network):
        page = act(staff, "event", "action_invite", event).content.decode()
        assert "Voir à qui" in page
        page = act(staff, "event", "action_invite", event, network=network.pk).content.decode()
        assert "2 personnes recevront l’invitation" in page
        assert "s1@exemple.fr" in page
        assert "Sans adresse dans leur fiche" in page
        assert not Invitation.objects.exists()
        response = act(staff, "event", "action_invite", event, network=network.pk, confirm="1")
        assert messages_of(response) == ["2 invitations partent."]
        assert Message.objects.filter(kind="events.invitation").count() == 2
        page = act(staff, "event", "action_invite", event, network=network.pk).content.decode()
        assert "Déjà invitées" in page
        assert "Envoyer les invitations" not in page

    def test_one_event_at_a_time(self, staff, event, network):
        other = InvitationFactory().event
        response = act(staff, "event", "action_invite", event, other)
        assert messages_of(response) == ["Choisissez un seul événement."]

    def test_who_may_only_read_invites_nobody(self, event):
        reader = User.objects.create_user("lecteur@exemple.fr", is_staff=True)
        client = Client()
        client.force_login(reader)
        response = client.post(
            reverse("admin:events_event_changelist"),
            {"action": "action_invite", "_selected_action": [event.pk]},
        )
        assert response.status_code == 403


def test_a_rule_that_changes_speaks_for_what_is_to_come(staff, event):
    rule = ReminderRuleFactory(event=event, created_at=timezone.now() - dt.timedelta(days=9))
    url = reverse("admin:events_reminderrule_change", args=[rule.pk])
    data = {
        "event": event.pk,
        "audience": "registered",
        "days_before": 2,
        "local_time": "09:00",
        "is_active": "on",
    }
    assert staff.post(url, data).status_code == 302
    rule = ReminderRule.objects.get()
    assert timezone.now() - rule.created_at < dt.timedelta(minutes=1)
    assert str(rule) == "2 j avant, à 09:00"
    refused = staff.post(url, data | {"hours_before": 3})
    assert "Donnez un nombre de jours et une heure" in refused.content.decode()

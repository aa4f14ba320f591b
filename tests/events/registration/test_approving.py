"""Requests that staff answer: nothing is held, the answer is written, the order is kept."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import RegistrationOrigin
from events.enums import RegistrationState as S
from events.models import Event, Registration
from events.services import approving, registering
from events.services.errors import TransitionRefusedError
from events.services.places import places_of
from portal.accounts.models import User
from portal.core import invariants
from portal.core.models import SiteSettings
from portal.mail.composing import compose
from portal.mail.models import Message
from tests.events.registration.helpers import HOUR, NOW, ask, mails, states
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return OpenEventFactory(capacity=2, requires_approval=True)


@pytest.fixture
def agent():
    return User.objects.create_superuser("agent@exemple.fr", "x", full_name="Lou Agent")


def written(message):
    return compose(message, site=SiteSettings())


class TestAsking:
    def test_a_request_holds_no_place(self, event):
        asked = [ask(event, name) for name in ("ana", "bob", "cleo")]
        assert {row.state for row in asked} == {S.TO_APPROVE}
        assert places_of(event, at=NOW).text == "2 places restantes"
        assert mails()[0] == ("ana", "registration_to_approve")
        assert len(mails()) == 3

    def test_who_is_invited_or_registered_by_staff_does_not_wait(self, event, agent):
        assert ask(event, proved=True).state == S.CONFIRMED
        assert ask(event, "bob", by=agent).state == S.CONFIRMED

    def test_it_may_be_withdrawn(self, event):
        registering.cancel(ask(event), at=NOW)
        assert states(event) == {"ana": S.CANCELLED}

    def test_asking_again_changes_nothing(self, event):
        assert ask(event) == ask(event)
        assert mails() == [("ana", "registration_already"), ("ana", "registration_to_approve")]

    def test_it_is_never_confirmed_by_the_person(self, event):
        with pytest.raises(TransitionRefusedError):
            registering.confirm(ask(event), at=NOW)


class TestAnswering:
    def test_approved_it_is_a_place_to_confirm_then_a_rank(self, event, agent):
        rows = [ask(event, name) for name in ("ana", "bob", "cleo")]
        for row in rows:
            approving.approve(row, by=agent, at=NOW + HOUR)
        assert states(event) == {"ana": S.TO_CONFIRM, "bob": S.TO_CONFIRM, "cleo": S.WAITLISTED}
        first, last = Registration.objects.get(pk=rows[0].pk), Registration.objects.get(pk=rows[2].pk)
        assert (first.confirm_before, first.approved_at) == (NOW + 25 * HOUR, NOW + HOUR)
        assert (last.rank, last.approved_at) == (1, NOW + HOUR)
        assert {kind for who, kind in mails() if who == "cleo"} == {
            "registration_to_approve",
            "registration_waitlisted",
        }
        registering.confirm(first, at=NOW + 2 * HOUR)
        assert states(event)["ana"] == S.CONFIRMED
        assert invariants.violations(at=NOW + HOUR) == []

    def test_who_waits_already_comes_first(self, event, agent):
        held = [ask(event, name, by=agent) for name in ("ana", "bob")]
        ask(event, "cleo", by=agent)
        asked = ask(event, "dan")
        Event.objects.update(capacity=3)
        approving.approve(asked, by=agent, at=NOW)
        assert (states(event)["cleo"], states(event)["dan"]) == (S.OFFERED, S.WAITLISTED)
        assert len(held) == 2

    def test_refused_it_says_why_and_may_be_lifted(self, event, agent):
        asked = ask(event)
        with pytest.raises(TransitionRefusedError, match="pourquoi"):
            approving.refuse(asked, reason="  ", by=agent, at=NOW)
        refused = approving.refuse(asked, reason="Réservé aux   élus.", by=agent, at=NOW)
        assert (refused.state, refused.refusal_reason) == (S.REFUSED, "Réservé aux élus.")
        assert ("ana", "registration_refused") in mails()
        assert "Réservé aux élus" in written(Message.objects.get(kind="events.registration_refused")).body
        # Asked again by the form, it stays refused, and only the mail tells.
        assert ask(event, at=NOW + HOUR).state == S.REFUSED
        assert ("ana", "registration_already") in mails()
        lifted = approving.approve(refused, by=agent, at=NOW + HOUR)
        assert (lifted.state, lifted.refusal_reason, lifted.refused_at) == (S.TO_CONFIRM, "", None)

    @pytest.mark.parametrize("act", ["approve", "refuse"])
    def test_what_asks_nothing_is_not_answered(self, event, agent, act):
        confirmed = ask(event, proved=True)
        more = {"reason": "Non."} if act == "refuse" else {}
        with pytest.raises(TransitionRefusedError, match="n’attend pas de réponse"):
            getattr(approving, act)(confirmed, by=agent, at=NOW, **more)

    def test_each_answer_says_who_and_when(self, event, agent):
        approving.refuse(asked := ask(event), reason="Non.", by=agent, at=NOW + HOUR)
        last = asked.transitions.last()
        assert (last.by, last.at, str(last)) == (agent, NOW + HOUR, "à approuver → refusée")

    @pytest.mark.parametrize(
        ("kind", "subject"),
        [
            ("registration_to_approve", "Votre demande est arrivée"),
            ("registration_refused", "n’a pas été retenue"),
        ],
    )
    def test_the_letters_are_written_in_both_languages(self, event, agent, kind, subject):
        asked = ask(event)
        if kind == "registration_refused":
            approving.refuse(asked, reason="Complet pour les élus.", by=agent, at=NOW)
        message = Message.objects.get(kind=f"events.{kind}")
        assert subject in written(message).subject
        message.language = "en"
        assert "request" in written(message).subject


class TestPages:
    @pytest.fixture
    def asked(self, open_event):
        Event.objects.update(requires_approval=True)
        open_event.refresh_from_db()
        return ask(open_event, at=timezone.now())

    def test_the_form_says_that_each_request_is_read(self, client, asked):
        page = client.get(reverse("events:register", args=["forum"])).content.decode()
        assert "lit chaque demande" in page

    def test_the_private_page_tells_each_state(self, client, asked, agent):
        url = reverse("events:registration", args=[asked.link_token])
        assert "Votre demande est arrivée" in client.get(url).content.decode()
        assert "Retirer ma demande" in client.get(f"{url}annuler/").content.decode()
        approving.refuse(asked, reason="<b>Non</b>", by=agent, at=timezone.now())
        page = client.get(url).content.decode()
        assert "Demande non retenue" in page
        assert "&lt;b&gt;Non&lt;/b&gt;" in page

    def test_staff_answer_from_the_list(self, asked, agent):
        client = Client()
        client.force_login(agent)
        url = reverse("admin:events_registration_changelist")
        data = {"action": "action_refuse", "_selected_action": [asked.pk]}
        page = client.post(url, data, follow=True)
        assert "Dites pourquoi" in page.content.decode()
        client.post(url, data | {"reason": "Réservé."}, follow=True)
        asked.refresh_from_db()
        assert (asked.state, asked.refusal_reason) == (S.REFUSED, "Réservé.")
        client.post(url, {"action": "action_approve", "_selected_action": [asked.pk]}, follow=True)
        asked.refresh_from_db()
        assert asked.state == S.TO_CONFIRM


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("registration_refused_is_dated", {"state": S.REFUSED, "refusal_reason": "Non."}),
        ("registration_refused_is_dated", {"refused_at": NOW}),
        ("registration_refusal_says_why", {"state": S.REFUSED, "refused_at": NOW}),
        ("registration_refusal_says_why", {"refusal_reason": "Non."}),
        ("registration_origin_known", {"origin": "sky"}),
        ("registration_reachable", {"email": ""}),
        (
            "registration_asked_by_mail",
            {"email": "", "origin": "staff", "state": S.TO_APPROVE},
        ),
    ],
)
def test_the_database_refuses(name, values):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        RegistrationFactory(**values)
    assert caught.value.__cause__.diag.constraint_name == name


class TestWithoutAnAddress:
    @pytest.fixture
    def staff(self, agent) -> Client:
        client = Client()
        client.force_login(agent)
        return client

    def typed(self, meeting, **changes) -> dict:
        url = reverse("admin:events_registration_add")
        client = Client()
        client.force_login(User.objects.get(email="agent@exemple.fr"))
        key = client.get(url).context["form"].initial["key"]
        first = {"event": meeting.pk, "first_name": "Rosa", "last_name": "Sansmail", "language": "fr"}
        return first | {"key": key} | changes

    def test_staff_register_by_telephone(self, staff, open_event):
        data = self.typed(open_event, phone="04 73 00 00 00")
        response = staff.post(reverse("admin:events_registration_add"), data, follow=True)
        row = Registration.objects.get()
        assert (row.state, row.origin, row.email, row.phone) == (
            S.CONFIRMED,
            RegistrationOrigin.STAFF,
            "",
            "04 73 00 00 00",
        )
        assert not Message.objects.exists()
        assert "imprimez son lien" in response.content.decode()
        # The same form sent twice is one registration.
        staff.post(reverse("admin:events_registration_add"), data)
        assert Registration.objects.count() == 1

    def test_several_may_have_none(self, staff, open_event):
        for name in ("Rosa", "Luis", "Zoé"):
            staff.post(reverse("admin:events_registration_add"), self.typed(open_event, first_name=name))
        assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == [
            S.CONFIRMED,
            S.CONFIRMED,
            S.WAITLISTED,
        ]

    def test_the_link_is_printed_for_them_alone(self, staff, open_event, client):
        staff.post(reverse("admin:events_registration_add"), self.typed(open_event))
        staff.post(reverse("admin:events_registration_add"), self.typed(open_event, email="ana@exemple.fr"))
        rosa = Registration.objects.get(email="")
        response = staff.get(reverse("admin:events_registration_link", args=[rosa.pk]))
        assert rosa.link_token in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        ana = Registration.objects.get(email="ana@exemple.fr")
        assert staff.get(reverse("admin:events_registration_link", args=[ana.pk])).status_code == 404
        assert client.get(reverse("admin:events_registration_link", args=[rosa.pk])).status_code == 302
        # The link is the same page as anybody's.
        assert client.get(reverse("events:registration", args=[rosa.link_token])).status_code == 200

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"email": "pas une adresse"}, "pas complète"),
            ({"phone": "12"}, "pas complet"),
            ({"first_name": ""}, "prénom"),
            ({"last_name": "A\x00B"}, "lettres"),
            ({"event": "99999999"}, "Sélectionnez un choix"),
        ],
    )
    def test_what_is_wrong_is_said(self, staff, open_event, changes, words):
        response = staff.post(reverse("admin:events_registration_add"), self.typed(open_event, **changes))
        assert response.status_code == 422
        assert words in response.content.decode()
        assert not Registration.objects.exists()

    def test_an_address_already_registered_is_said_to_staff(self, staff, open_event):
        ask(open_event, at=timezone.now())
        data = self.typed(open_event, email="ana@exemple.fr")
        response = staff.post(reverse("admin:events_registration_add"), data, follow=True)
        assert "déjà inscrite" in response.content.decode()
        assert Registration.objects.count() == 1

    def test_who_may_only_look_registers_nobody(self, open_event, client):
        user = User.objects.create_user("lecteur@exemple.fr", is_staff=True)
        client.force_login(user)
        assert client.get(reverse("admin:events_registration_add")).status_code == 403


def test_a_place_not_confirmed_in_time_is_given_back_and_told():
    event = OpenEventFactory(capacity=1, confirm_hours=2)
    ask(event)
    ask(event, "bob")
    assert registering.lapse(at=NOW + 2 * HOUR) == 1
    assert states(event) == {"ana": S.CANCELLED, "bob": S.OFFERED}
    assert mails()[-2:] == [("ana", "registration_cancelled"), ("bob", "registration_offered")]
    message = Message.objects.get(kind="events.registration_cancelled")
    assert "pas été confirmée à temps" in written(message).body


def test_requests_wait_on_the_first_page_of_the_admin(event, agent):
    client = Client()
    client.force_login(agent)
    ask(event)
    page = client.get(reverse("admin:index")).content.decode()
    assert "demande d’inscription à approuver" in page
    approving.approve(Registration.objects.get(), by=agent, at=NOW)
    assert "demande d’inscription à approuver" not in client.get(reverse("admin:index")).content.decode()

"""Waiting lists of sessions, wishes kept, and staff who change the order."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import ChoiceState as C
from events.enums import RegistrationState as S
from events.models import Event, Registration, RegistrationSession, RegistrationTransition, Session
from events.services import approving, registering
from events.services.choosing import accept_session, choose_sessions, leave_session, session_positions
from events.services.errors import SessionsClashError, TooLateError, TransitionRefusedError
from events.services.forgetting import erase
from events.services.ordering import reorder
from events.services.waiting import offer_sessions
from portal.accounts.models import User
from portal.core import invariants
from portal.core.models import AuditEntry, SiteSettings
from portal.mail.composing import compose
from portal.mail.models import Message
from tests.events.registration.helpers import HOUR, NOW, ask, mails, states
from tests.factories.events import SessionFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db
TEN, ELEVEN = (
    {"start_time": dt.time(10), "end_time": dt.time(11)},
    {
        "start_time": dt.time(11),
        "end_time": dt.time(12),
    },
)


@pytest.fixture
def event():
    return OpenEventFactory(capacity=9)


@pytest.fixture
def workshop(event):
    return SessionFactory(event=event, capacity=1, title="CV", **TEN)


@pytest.fixture
def agent():
    return User.objects.create_superuser("agent@exemple.fr", "x", full_name="Lou Agent")


def here(event, name: str, **more) -> Registration:
    return ask(event, name, proved=True, **more)


def chosen(session) -> dict[str, str]:
    rows = RegistrationSession.objects.filter(session=session).select_related("registration").order_by("pk")
    return {row.registration.first_name.lower(): row.state for row in rows}


def choice(name: str, session) -> RegistrationSession:
    return RegistrationSession.objects.get(registration__first_name=name.title(), session=session)


class TestWaitingForASession:
    @pytest.fixture
    def full(self, event, workshop):
        """Ana holds the place; Bob then Cleo wait."""
        people = [here(event, "ana", sessions=[workshop])]
        for name in ("bob", "cleo"):
            people.append(here(event, name))
            choose_sessions(people[-1], sessions=[], waits=[workshop], at=NOW)
        return people

    def test_in_order_and_each_knows_her_position(self, full, workshop):
        assert chosen(workshop) == {"ana": C.HELD, "bob": C.WAITING, "cleo": C.WAITING}
        assert [list(session_positions(person).values()) for person in full] == [[], [1], [2]]

    def test_a_freed_place_is_offered_to_the_first_with_a_deadline(self, full, workshop):
        leave_session(full[0], choice("ana", workshop).pk, at=NOW)
        assert chosen(workshop) == {"bob": C.OFFERED, "cleo": C.WAITING}
        assert choice("bob", workshop).offer_until == NOW + 48 * HOUR
        assert ("bob", "session_offered") in mails()
        letter = compose(Message.objects.get(kind="events.session_offered"), site=SiteSettings())
        assert "CV" in letter.subject
        accept_session(full[1], choice("bob", workshop).pk, at=NOW + HOUR)
        accept_session(full[1], choice("bob", workshop).pk, at=NOW + HOUR)
        assert chosen(workshop) == {"bob": C.HELD, "cleo": C.WAITING}
        assert invariants.violations(at=NOW) == []

    def test_unanswered_it_passes_on(self, full, workshop):
        registering.cancel(full[0], at=NOW)
        late = NOW + 48 * HOUR
        with pytest.raises(TooLateError):
            accept_session(full[1], choice("bob", workshop).pk, at=late)
        registering.lapse(at=late)
        assert chosen(workshop) == {"cleo": C.OFFERED}
        # The place at the meeting itself stays.
        assert states(full[0].event)["bob"] == S.CONFIRMED
        registering.lapse(at=late)
        assert len([kind for _who, kind in mails() if kind == "session_offered"]) == 2

    def test_who_arrives_never_overtakes(self, full, workshop, event):
        # Behind the services' back, a place is there.
        Session.objects.filter(pk=workshop.pk).update(capacity=2)
        late = here(event, "dan")
        choose_sessions(late, sessions=[], waits=[workshop], at=NOW)
        assert chosen(workshop) == {"ana": C.HELD, "bob": C.OFFERED, "cleo": C.WAITING, "dan": C.WAITING}

    def test_a_larger_room_offers_at_once(self, full, workshop, event):
        Session.objects.filter(pk=workshop.pk).update(capacity=3)
        offer_sessions(event, at=NOW)
        assert chosen(workshop) == {"ana": C.HELD, "bob": C.OFFERED, "cleo": C.OFFERED}

    def test_leaving_the_list_moves_the_others_up(self, full, workshop):
        leave_session(full[1], choice("bob", workshop).pk, at=NOW)
        leave_session(full[1], 0, at=NOW)
        assert list(session_positions(full[2]).values()) == [1]

    def test_accepting_gives_back_what_is_at_the_same_hour(self, full, workshop, event):
        other = SessionFactory(event=event, capacity=1, title="Voix", **TEN)
        later = SessionFactory(event=event, capacity=5, title="Suite", **ELEVEN)
        choose_sessions(full[1], sessions=[other, later], waits=[workshop], at=NOW)
        choose_sessions(full[2], sessions=[], waits=[workshop, other], at=NOW)
        leave_session(full[0], choice("ana", workshop).pk, at=NOW)
        accept_session(full[1], choice("bob", workshop).pk, at=NOW)
        assert (chosen(workshop)["bob"], chosen(later)["bob"]) == (C.HELD, C.HELD)
        assert chosen(other) == {"cleo": C.OFFERED}

    def test_saving_ones_sessions_keeps_an_offer_that_is_left_in(self, full, workshop):
        leave_session(full[0], choice("ana", workshop).pk, at=NOW)
        before = choice("bob", workshop).pk
        choose_sessions(full[1], sessions=[], waits=[workshop], at=NOW)
        assert (choice("bob", workshop).pk, choice("bob", workshop).state) == (before, C.OFFERED)

    def test_two_sessions_at_once_are_still_refused(self, event, workshop):
        other = SessionFactory(event=event, capacity=5, **TEN)
        with pytest.raises(SessionsClashError):
            choose_sessions(here(event, "ana"), sessions=[workshop, other], at=NOW)

    def test_another_s_choice_is_not_touched(self, full, workshop):
        leave_session(full[2], choice("ana", workshop).pk, at=NOW)
        assert chosen(workshop)["ana"] == C.HELD


class TestWishes:
    def test_of_a_request_are_kept_until_it_is_confirmed(self, workshop, event, agent):
        Event.objects.update(requires_approval=True)
        other = SessionFactory(event=event, capacity=5, title="Suite", **ELEVEN)
        here(event, "zoe", sessions=[workshop])
        asked = ask(event, sessions=[workshop, other])
        assert chosen(workshop)["ana"] == C.WISHED
        approved = approving.approve(asked, by=agent, at=NOW)
        registering.confirm(approved, at=NOW)
        assert (chosen(workshop)["ana"], chosen(other)["ana"]) == (C.WAITING, C.HELD)

    def test_a_wish_takes_no_place(self, workshop, event):
        Event.objects.update(requires_approval=True)
        ask(event, sessions=[workshop])
        assert here(event, "bob", sessions=[workshop]).choices.get().state == C.HELD


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("choice_state_known", {"state": "maybe"}),
        ("choice_waiting_has_rank", {"state": C.WAITING}),
        ("choice_waiting_has_rank", {"rank": 1}),
        ("choice_offer_has_deadline", {"state": C.OFFERED}),
        ("choice_offer_has_deadline", {"state": C.OFFERED, "offer_until": NOW}),
        ("choice_offer_has_deadline", {"offer_until": NOW}),
    ],
)
def test_the_database_refuses(event, workshop, name, values):
    person = here(event, "ana")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        RegistrationSession.objects.create(registration=person, session=workshop, chosen_at=NOW, **values)
    assert caught.value.__cause__.diag.constraint_name == name


def test_two_never_share_a_rank(event, workshop):
    rows = [here(event, name) for name in ("ana", "bob")]
    waiting = {"session": workshop, "chosen_at": NOW, "state": C.WAITING, "rank": 1}
    RegistrationSession.objects.create(registration=rows[0], **waiting)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        RegistrationSession.objects.create(registration=rows[1], **waiting)
    assert caught.value.__cause__.diag.constraint_name == "choice_rank_unique"


class TestThePage:
    @pytest.fixture
    def own(self, open_event):
        at = timezone.now()
        session = SessionFactory(event=open_event, capacity=1, title="CV", **TEN)
        ana = ask(open_event, "ana", proved=True, at=at, sessions=[session])
        bob = ask(open_event, "bob", proved=True, at=at)
        return session, ana, bob, reverse("events:registration", args=[bob.link_token])

    def test_one_waits_sees_her_position_accepts(self, client, own):
        session, ana, bob, url = own
        assert "Cochez pour entrer en liste d’attente" in client.get(url).content.decode()
        client.post(url, {"action": "sessions", "waits": [session.pk]})
        assert "En liste d’attente, position 1" in client.get(url).content.decode()
        leave_session(ana, choice("ana", session).pk, at=timezone.now())
        shown = client.get(url).content.decode()
        assert "Une place s’est libérée dans « CV »." in shown.replace("\u202f", " ").replace("\xa0", " ")
        assert choice("bob", session).state == C.OFFERED
        client.post(url, {"action": "accept_session", "choice": choice("bob", session).pk})
        assert choice("bob", session).state == C.HELD
        client.post(url, {"action": "leave_session", "choice": choice("bob", session).pk})
        assert not bob.choices.exists()

    @pytest.mark.parametrize("told", ["", "x", "-1", "9" * 30, "٣"])
    def test_nonsense_changes_nothing(self, client, own, told):
        session, _ana, _bob, url = own
        for action in ("accept_session", "leave_session"):
            assert client.post(url, {"action": action, "choice": told}).status_code == 302
        assert chosen(session) == {"ana": C.HELD}

    def test_how_many_wait_is_told(self, client, own):
        session, _ana, bob, _url = own
        choose_sessions(bob, sessions=[], waits=[session], at=timezone.now())
        Event.objects.update(capacity=3)
        dan = ask(bob.event, "dan", proved=True, at=timezone.now())
        url = reverse("events:registration", args=[dan.link_token])
        assert "Complet, 1 personne en liste d’attente" in client.get(url).content.decode()

    def test_as_many_queries_for_one_and_three(self, client, own, django_assert_num_queries):
        session, _ana, _bob, url = own
        client.get(url)
        costs = []
        for number in (1, 3):
            while Session.objects.count() < number:
                SessionFactory(event=session.event, capacity=5)
            with django_assert_num_queries(6):
                client.get(url)
            costs.append(number)
        assert costs == [1, 3]


class TestChangingTheOrder:
    @pytest.fixture
    def waiting(self):
        event = OpenEventFactory(capacity=1)
        here(event, "ana")
        return [ask(event, name) for name in ("bob", "cleo", "dan", "eve")]

    def order(self) -> list[str]:
        return list(Registration.objects.waiting().values_list("first_name", flat=True))

    @pytest.mark.parametrize(
        ("who", "position", "expected"),
        [
            (2, 1, ["Dan", "Bob", "Cleo", "Eve"]),
            (0, 4, ["Cleo", "Dan", "Eve", "Bob"]),
            (1, 3, ["Bob", "Dan", "Cleo", "Eve"]),
            (0, 1, ["Bob", "Cleo", "Dan", "Eve"]),
        ],
    )
    def test_the_others_keep_theirs(self, waiting, agent, who, position, expected):
        reorder(waiting[who], position=position, reason="Élu du territoire hôte.", by=agent, at=NOW)
        assert self.order() == expected

    def test_the_reason_is_kept(self, waiting, agent):
        with pytest.raises(TransitionRefusedError, match="pourquoi"):
            reorder(waiting[2], position=1, reason=" ", by=agent, at=NOW)
        reorder(waiting[2], position=1, reason="Élu du  territoire hôte.", by=agent, at=NOW)
        line = waiting[2].transitions.last()
        assert (line.reason, line.by, line.at) == ("Élu du territoire hôte.", agent, NOW)
        audit = AuditEntry.objects.get(verb="reorder_waiting_list")
        assert (audit.details["was"], audit.details["position"]) == (3, 1)
        # Forgotten with the person.
        erase(Registration.objects.get(pk=waiting[2].pk), at=NOW)
        assert RegistrationTransition.objects.filter(reason__contains="Élu").count() == 0

    def test_the_next_place_follows_the_new_order(self, waiting, agent):
        reorder(waiting[3], position=1, reason="Interprète.", by=agent, at=NOW)
        registering.cancel(Registration.objects.get(first_name="Ana"), at=NOW)
        assert states(waiting[0].event)["eve"] == S.OFFERED

    @pytest.mark.parametrize("position", [0, 5, -1])
    def test_a_rank_that_does_not_exist(self, waiting, agent, position):
        with pytest.raises(TransitionRefusedError, match="entre 1 et 4"):
            reorder(waiting[0], position=position, reason="x", by=agent, at=NOW)

    def test_only_who_waits_has_a_rank(self, waiting, agent):
        with pytest.raises(TransitionRefusedError, match="liste d’attente"):
            reorder(Registration.objects.get(first_name="Ana"), position=1, reason="x", by=agent, at=NOW)

    def test_a_change_without_a_reason_is_refused_by_the_database(self, waiting):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            RegistrationTransition.objects.create(
                registration=waiting[0], at=NOW, from_state=S.WAITLISTED, to_state=S.WAITLISTED
            )
        assert caught.value.__cause__.diag.constraint_name == "transition_changes_state"

    def test_from_the_list_of_the_admin(self, waiting, agent):
        client = Client()
        client.force_login(agent)
        url = reverse("admin:events_registration_changelist")
        data = {"action": "action_reorder", "_selected_action": [waiting[3].pk], "reason": "Interprète."}
        client.post(url, data | {"position": "2"}, follow=True)
        assert self.order() == ["Bob", "Eve", "Cleo", "Dan"]
        page = client.post(url, data | {"position": "99"}, follow=True).content.decode()
        assert "entre 1 et 4" in page
        several = data | {"_selected_action": [row.pk for row in waiting], "position": "1"}
        assert "une seule personne" in client.post(url, several, follow=True).content.decode()

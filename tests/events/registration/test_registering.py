"""Taking a place, waiting for one, giving it back."""

import datetime as dt
import uuid

import pytest
from django.core.management import call_command

from events.enums import EventStatus, Visibility
from events.enums import RegistrationState as S
from events.models import Event, Registration
from events.services import checking_in, registering
from events.services.choosing import choose_sessions
from events.services.errors import (
    RegistrationClosedError,
    SessionFullError,
    SessionsClashError,
    TooLateError,
    TransitionRefusedError,
)
from events.services.places import places_of, places_of_many
from events.windows import Window, window_of, window_text
from portal.accounts.models import User
from portal.mail.models import Message
from tests.events.registration.helpers import HOUR, NOW, ask, mails, states
from tests.factories.events import SessionFactory, StructureFactory
from tests.factories.registrations import AudienceFactory, NetworkFactory, OpenEventFactory, QuotaFactory

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 12, 10, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _invariants(db):
    yield
    from portal.core import invariants

    # The clock of the tests, not the machine's.
    assert invariants.violations(at=NOW) == []


@pytest.fixture
def event():
    return OpenEventFactory(capacity=2)


def full(event, names=("ana", "bob")):
    for name in names:
        registering.confirm(ask(event, name), at=NOW)


class TestAsking:
    def test_a_place_is_held_until_it_is_confirmed(self, event):
        registration = ask(event)
        assert (registration.state, registration.confirm_before) == (S.TO_CONFIRM, NOW + 24 * HOUR)
        assert places_of(event, at=NOW).text == "dernière place"
        assert mails() == [("ana", "registration_confirm")]
        assert registration.link_expires_at == dt.datetime(2026, 12, 11, 16, tzinfo=dt.UTC)

    def test_the_event_says_how_long(self):
        event = OpenEventFactory(confirm_hours=2)
        assert ask(event).confirm_before == NOW + 2 * HOUR

    def test_never_longer_than_the_start(self, event):
        Event.objects.update(registration_closes_at=None)
        event.refresh_from_db()
        assert ask(event, at=START - HOUR).confirm_before == START

    def test_when_all_is_taken_one_waits_in_order(self, event):
        full(event)
        waiting = [ask(event, name) for name in ("cleo", "dan")]
        assert [(row.state, row.rank) for row in waiting] == [(S.WAITLISTED, 1), (S.WAITLISTED, 2)]
        assert places_of(event, at=NOW).text == "complet, 2 personnes en liste d’attente"

    def test_without_limit_everybody_has_a_place(self):
        event = OpenEventFactory(capacity=None)
        assert {ask(event, f"p{n}").state for n in range(5)} == {S.TO_CONFIRM}
        assert places_of(event, at=NOW).text == "places non limitées"

    def test_the_same_form_twice_is_one_registration(self, event):
        key = uuid.uuid4()
        assert ask(event, form_key=key) == ask(event, form_key=key)
        assert len(mails()) == 1

    def test_an_address_already_registered_gets_a_mail_and_keeps_its_place(self, event):
        first = ask(event)
        again = ask(event, "ANA", at=NOW + HOUR)
        assert again == first
        assert mails() == [("ana", "registration_confirm"), ("ana", "registration_already")]
        ask(event, at=NOW + 2 * HOUR)
        assert len(mails()) == 2
        ask(event, at=NOW + 23 * HOUR)
        assert len(mails()) == 3

    def test_an_address_proved_needs_no_confirmation(self, event):
        assert ask(event, proved=True).state == S.CONFIRMED
        assert mails() == [("ana", "registration_confirmed")]

    def test_somebody_registered_by_staff_is_told_by_whom(self, event):
        user = User.objects.create_user("agent@exemple.fr", full_name="Lou Agent")
        registration = ask(event, by=user)
        assert (registration.state, registration.created_by) == (S.CONFIRMED, user)
        assert mails() == [("ana", "registration_by_other")]

    @pytest.mark.parametrize(
        ("changes", "window", "words"),
        [
            ({"status": EventStatus.CANCELLED, "status_changed_at": NOW}, Window.CANCELLED, "annulé"),
            ({"status": EventStatus.POSTPONED, "status_changed_at": NOW}, Window.POSTPONED, "reporté"),
            (
                {"registration_opens_at": NOW + HOUR},
                Window.NOT_YET,
                "ouvrent le dimanche 22 novembre à 11\u00a0h",
            ),
            (
                {"registration_opens_at": None, "registration_closes_at": None},
                Window.NONE,
                "pas d’inscription",
            ),
            ({"registration_closes_at": NOW}, Window.CLOSED, "closes"),
            ({"visibility": Visibility.INVITED}, Window.INVITED, "sur invitation"),
            (
                {"precision": "month", "day": dt.date(2026, 12, 1), "starts_at": None, "ends_at": None},
                Window.UNDATED,
                "pas encore fixée",
            ),
            (
                {"precision": "unknown", "day": None, "starts_at": None, "ends_at": None},
                Window.UNDATED,
                "fixée",
            ),
        ],
    )
    def test_a_closed_door_says_why(self, event, changes, window, words):
        Event.objects.filter(pk=event.pk).update(**changes)
        with pytest.raises(RegistrationClosedError) as refused:
            ask(event)
        event.refresh_from_db()
        assert (refused.value.window, window_of(event, at=NOW)) == (window, window)
        assert words in str(refused.value)
        assert window_text(Window.OPEN, event) == ""
        assert not Registration.objects.exists()

    def test_nobody_registers_once_it_has_begun(self, event):
        Event.objects.update(registration_closes_at=None)
        with pytest.raises(RegistrationClosedError, match="a commencé"):
            ask(event, at=START)

    def test_a_day_without_hours_begins_at_midnight_there(self):
        event = OpenEventFactory(on_day=True)
        Event.objects.update(registration_closes_at=None)
        event.refresh_from_db()
        assert window_of(event, at=dt.datetime(2026, 12, 9, 22, 59, tzinfo=dt.UTC)) == Window.OPEN
        assert window_of(event, at=dt.datetime(2026, 12, 9, 23, tzinfo=dt.UTC)) == Window.PAST


class TestConfirming:
    def test_once_or_twice_is_the_same(self, event):
        registration = ask(event)
        for _time in range(2):
            confirmed = registering.confirm(registration, at=NOW + HOUR)
        assert (confirmed.state, confirmed.confirmed_at) == (S.CONFIRMED, NOW + HOUR)
        assert mails() == [("ana", "registration_confirm"), ("ana", "registration_confirmed")]
        assert [str(step) for step in confirmed.transitions.all()] == [
            " → à confirmer",
            "à confirmer → confirmée",
        ]

    def test_too_late_is_too_late(self, event):
        registration = ask(event)
        with pytest.raises(TooLateError, match="place a été rendue"):
            registering.confirm(registration, at=NOW + 24 * HOUR)
        assert registering.lapse(at=NOW + 24 * HOUR) == 1
        assert states(event) == {"ana": S.CANCELLED}
        assert mails() == [("ana", "registration_confirm"), ("ana", "registration_cancelled")]

    def test_who_waits_or_cancelled_cannot(self, event):
        full(event)
        for registration in (ask(event, "cleo"), registering.cancel(ask(event, "dan"), at=NOW)):
            with pytest.raises(TransitionRefusedError):
                registering.confirm(registration, at=NOW)


class TestGivingBack:
    def test_the_next_is_offered_the_place_at_once(self, event):
        full(event)
        for name in ("cleo", "dan"):
            ask(event, name)
        registering.cancel(Registration.objects.get(email="ana@exemple.fr"), at=NOW + HOUR)
        assert states(event) == {
            "ana": S.CANCELLED,
            "bob": S.CONFIRMED,
            "cleo": S.OFFERED,
            "dan": S.WAITLISTED,
        }
        offered = Registration.objects.get(state=S.OFFERED)
        assert (offered.rank, offered.offer_until) == (None, NOW + 49 * HOUR)
        assert mails()[-2:] == [("ana", "registration_cancelled"), ("cleo", "registration_offered")]
        registering.confirm(offered, at=NOW + 2 * HOUR)
        assert mails()[-1] == ("cleo", "registration_confirmed")

    def test_an_offer_left_lying_goes_to_the_next(self, event):
        full(event)
        for name in ("cleo", "dan"):
            ask(event, name)
        registering.cancel(Registration.objects.get(email="ana@exemple.fr"), at=NOW)
        later = NOW + 48 * HOUR
        assert registering.lapse(at=later) == 1
        assert states(event)["cleo"] == S.CANCELLED
        assert states(event)["dan"] == S.OFFERED
        assert ("cleo", "registration_cancelled") in mails()

    def test_who_arrives_never_overtakes_who_waits(self, event):
        full(event)
        ask(event, "cleo")
        # As if written by hand, behind the service's back.
        Event.objects.filter(pk=event.pk).update(capacity=3)
        late = ask(event, "dan")
        assert states(event)["cleo"] == S.OFFERED
        assert late.state == S.WAITLISTED

    def test_twice_is_once(self, event):
        registration = ask(event)
        for _time in range(2):
            registering.cancel(registration, at=NOW)
        assert mails() == [("ana", "registration_cancelled"), ("ana", "registration_confirm")]

    def test_who_cancelled_may_come_back(self, event):
        registering.cancel(ask(event), at=NOW)
        assert ask(event).state == S.TO_CONFIRM

    def test_nothing_changes_once_it_has_begun(self, event):
        registration = registering.confirm(ask(event), at=NOW)
        with pytest.raises(TransitionRefusedError, match="a commencé"):
            registering.cancel(registration, at=START)

    def test_a_larger_room_makes_offers_in_order(self, event):
        full(event)
        for name in ("cleo", "dan", "eve"):
            ask(event, name)
        registering.set_capacity(event, capacity=4, by=None, at=NOW)
        assert states(event) == {
            "ana": S.CONFIRMED,
            "bob": S.CONFIRMED,
            "cleo": S.OFFERED,
            "dan": S.OFFERED,
            "eve": S.WAITLISTED,
        }
        with pytest.raises(TransitionRefusedError, match="4 places sont déjà prises"):
            registering.set_capacity(event, capacity=3, by=None, at=NOW)

    def test_a_cancelled_meeting_offers_nothing(self, event):
        full(event)
        ask(event, "cleo")
        Event.objects.update(status=EventStatus.CANCELLED, status_changed_at=NOW)
        registering.cancel(Registration.objects.get(email="ana@exemple.fr"), at=NOW)
        assert states(event)["cleo"] == S.WAITLISTED

    def test_the_door(self, event):
        user = User.objects.create_user("agent@exemple.fr")
        registration = registering.confirm(ask(event), at=NOW)
        checking_in.check_in(registration, present=True, by=user, at=START)
        checking_in.check_in(registration, present=False, by=user, at=START + HOUR)
        registration.refresh_from_db()
        assert (registration.state, registration.checked_at) == (S.ABSENT, START + HOUR)


class TestSessions:
    @pytest.fixture
    def workshops(self, event):
        morning = {"start_time": dt.time(9), "end_time": dt.time(10)}
        return [
            SessionFactory(event=event, capacity=1, title="CV", **morning),
            SessionFactory(event=event, capacity=5, title="Voix", **morning),
            SessionFactory(event=event, capacity=5, title="RH", start_time=dt.time(10), end_time=dt.time(11)),
            SessionFactory(event=event, capacity=None, title="Libre", **morning),
        ]

    def test_chosen_with_the_place(self, event, workshops):
        registration = ask(event, sessions=[workshops[0], workshops[2], workshops[3]])
        assert [str(choice) for choice in registration.choices.all()] == ["CV", "RH"]

    def test_a_full_one_refuses_and_nothing_is_written(self, event, workshops):
        ask(event, sessions=[workshops[0]])
        with pytest.raises(SessionFullError, match="CV"):
            ask(event, "bob", sessions=[workshops[0]])
        assert states(event) == {"ana": S.TO_CONFIRM}
        assert len(mails()) == 1

    def test_nobody_is_in_two_rooms(self, event, workshops):
        with pytest.raises(SessionsClashError, match="même temps"):
            ask(event, sessions=workshops[:2])

    def test_changed_later_and_freed_by_a_cancellation(self, event, workshops):
        registration = ask(event, sessions=[workshops[0]])
        choose_sessions(registration, sessions=[workshops[1], workshops[2]], at=NOW)
        assert [str(choice) for choice in registration.choices.all()] == ["Voix", "RH"]
        other = ask(event, "bob", sessions=[workshops[0]])
        registering.cancel(other, at=NOW)
        choose_sessions(registration, sessions=[workshops[0]], at=NOW)
        assert [str(choice) for choice in registration.choices.all()] == ["CV"]


class TestQuotas:
    def test_places_kept_for_a_public_are_not_for_others(self, event):
        audience = AudienceFactory()
        quota = QuotaFactory(event=event, audience=audience, places=1)
        assert places_of(event, at=NOW).text == "dernière place"
        assert ask(event).state == S.TO_CONFIRM
        assert ask(event, "bob").state == S.WAITLISTED
        first = ask(event, "cleo", audience=audience)
        assert (first.state, first.quota) == (S.TO_CONFIRM, quota)
        assert ask(event, "dan", audience=audience).state == S.WAITLISTED

    def test_they_are_given_back_to_all_in_time(self, event):
        QuotaFactory(event=event, places=2, falls_back_at=NOW + HOUR)
        ask(event)
        assert states(event) == {"ana": S.WAITLISTED}
        registering.lapse(at=NOW + HOUR)
        assert states(event) == {"ana": S.OFFERED}

    def test_a_freed_place_of_a_quota_goes_to_its_first_in_line(self, event):
        audience = AudienceFactory()
        QuotaFactory(event=event, audience=audience, places=1)
        ask(event)
        held = ask(event, "bob", audience=audience)
        ask(event, "cleo")
        ask(event, "dan", audience=audience)
        registering.cancel(held, at=NOW)
        assert (states(event)["cleo"], states(event)["dan"]) == (S.WAITLISTED, S.OFFERED)

    def test_a_network_s_quota_serves_its_structures(self, event):
        from networks.services import join_network

        network, structure = NetworkFactory(), StructureFactory()
        join_network(network=network, member=structure, by=None, at=NOW)
        quota = QuotaFactory(event=event, audience=None, network=network, places=2)
        assert ask(event).state == S.WAITLISTED
        assert ask(event, "bob", structure=structure).quota == quota


def test_places_of_many_takes_one_query(django_assert_num_queries):
    for size in (1, 3):
        events = [OpenEventFactory() for _ in range(size)]
        for event in events:
            ask(event)
        with django_assert_num_queries(1):
            found = places_of_many(events, at=NOW)
        assert {places.text for places in found.values()} == {"2 places restantes"}


def test_demo_people_are_never_written_to(event):
    registration = ask(event, is_demo=True)
    registering.confirm(registration, at=NOW)
    registering.cancel(registration, at=NOW)
    assert not Message.objects.exists()


def test_the_command_says_so():
    call_command("check_invariants")

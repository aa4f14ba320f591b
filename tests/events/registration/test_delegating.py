"""A delegation registers its people: all or nobody, once, within what is kept for it, and tells nothing of others."""

import uuid

import pytest

from events.enums import RegistrationOrigin, RegistrationState
from events.models import Registration
from events.services import delegating, registering
from events.services.delegations import Forecast, forecast, window_for
from events.services.errors import (
    ForecastChangedError,
    LinesRefusedError,
    RegistrationClosedError,
)
from events.services.registering import Applicant
from events.windows import Window
from networks.models import Membership
from portal.accounts.models import User
from portal.core import invariants
from portal.core.models import AuditEntry
from portal.mail.models import Message
from portal.mail.services import drain
from tests.events.registration.helpers import HOUR, NOW, applicant, ask, mails
from tests.factories.networks import StructureFactory, TerritoryFactory
from tests.factories.registrations import NetworkFactory, OpenEventFactory, QuotaFactory
from tests.mail.sink import Sink

S = RegistrationState
KEY, SWAP_KEY = uuid.UUID(int=7), uuid.UUID(int=8)


@pytest.fixture
def body(db):
    return StructureFactory(title="Régie des Rives")


@pytest.fixture
def event(db):
    yield OpenEventFactory(capacity=4)
    assert invariants.violations(at=NOW) == []


@pytest.fixture
def quota(event, body):
    return QuotaFactory(event=event, audience=None, structure=body, places=2)


@pytest.fixture
def by(db):
    return User.objects.create_user("pauline@exemple.fr", full_name="Pauline Alliance")


@pytest.fixture
def send(event, body, by):
    def sent(*people: str | Applicant, key=KEY, at=NOW, **more):
        rows = [applicant(one) if isinstance(one, str) else one for one in people]
        return delegating.register_list(
            **{"event": event, "body": body, "people": rows, "key": key, "by": by, "at": at}
            | {"consent_text": "Elles le savent."}
            | more
        )

    return sent


def unreachable(first: str, last: str = "Sansmail", **more) -> Applicant:
    return Applicant(first_name=first, last_name=last, email="", **more)


def theirs(event) -> dict[str, tuple]:
    rows = Registration.objects.filter(event=event).order_by("pk")
    return {row.first_name.lower(): (row.state, row.quota_id, row.rank) for row in rows}


class TestAList:
    def test_takes_the_quota_then_everybodys_places_then_waits(self, event, quota, send):
        ask(event, "zoe")
        listed = send("ana", "bob", unreachable("cleo"), "dan", "eve")
        assert listed == delegating.Listed(new=5, waiting=2)
        assert theirs(event) == {
            "zoe": (S.TO_CONFIRM, None, None),
            "ana": (S.CONFIRMED, quota.pk, None),
            "bob": (S.CONFIRMED, quota.pk, None),
            "cleo": (S.CONFIRMED, None, None),
            "dan": (S.WAITLISTED, None, 1),
            "eve": (S.WAITLISTED, None, 2),
        }
        assert sorted(mails()) == sorted(
            [("zoe", "registration_confirm")]
            + [(name, "registration_by_other") for name in ("ana", "bob", "dan", "eve")]
        )

    def test_says_where_it_came_from_and_leaves_one_audit_line(self, event, quota, send, body, by):
        send("ana", unreachable("bob"))
        rows = Registration.objects.filter(event=event)
        assert {(row.origin, row.structure_id, row.created_by_id) for row in rows} == {
            (RegistrationOrigin.PARTNER, body.pk, by.pk)
        }
        assert [line.by_id for row in rows for line in row.transitions.all()] == [by.pk, by.pk]
        (line,) = AuditEntry.objects.filter(verb="register_delegation")
        assert line.details == {"kind": "structure", "body": body.pk, "people": 2}

    def test_is_foreseen_as_it_happens(self, event, quota, body, send):
        assert forecast(event, body, 5, at=NOW) == Forecast(on_quota=2, on_common=2, waiting=1)
        assert send("ana", "bob", "cleo", "dan", "eve").waiting == 1

    def test_sent_twice_is_sent_once(self, event, quota, send, by):
        send("ana", unreachable("bob"))
        assert send(unreachable("bob"), "ana") == delegating.Listed()
        assert len(theirs(event)) == 2 and mails() == [("ana", "registration_by_other")]
        # What was withdrawn since does not come back with the page of a browser.
        delegating.withdraw(Registration.objects.get(first_name="Ana"), by=by, at=NOW)
        assert send("ana", unreachable("bob")) == delegating.Listed()
        assert theirs(event)["ana"][0] == S.CANCELLED

    def test_a_line_added_to_a_page_sent_already_is_the_only_new_one(self, event, quota, send):
        send("ana")
        assert send("ana", "bob").new == 1
        assert len(theirs(event)) == 2

    def test_of_which_one_is_there_already_writes_nothing(self, event, quota, send):
        send("ana", unreachable("bob"))
        with pytest.raises(LinesRefusedError) as refusal:
            send("cleo", "ANA", unreachable("BOB"), key=uuid.uuid4())
        assert set(refusal.value.faults) == {1, 2}
        assert len(theirs(event)) == 2

    def test_with_somebody_twice_writes_nothing(self, event, quota, send):
        with pytest.raises(LinesRefusedError) as refusal:
            send("ana", Applicant(first_name="Anna", last_name="Essai", email="ANA@exemple.fr"))
        assert set(refusal.value.faults) == {1} and theirs(event) == {}

    def test_more_waiting_than_announced_writes_nothing(self, event, quota, send):
        with pytest.raises(ForecastChangedError):
            send("ana", "bob", "cleo", "dan", "eve", at_most_waiting=0)
        assert theirs(event) == {} and mails() == []
        assert send("ana", "bob", "cleo", "dan", "eve", at_most_waiting=1).new == 5

    @pytest.mark.parametrize(
        ("changes", "window"),
        [
            ({"status": "cancelled", "status_changed_at": NOW}, Window.CANCELLED),
            ({"status": "postponed", "status_changed_at": NOW}, Window.POSTPONED),
            ({"registration_closes_at": NOW - HOUR}, Window.CLOSED),
            ({"registration_opens_at": NOW + HOUR}, Window.NOT_YET),
        ],
    )
    def test_meets_a_door_that_says_why_it_is_shut(self, event, quota, send, changes, window):
        for name, value in changes.items():
            setattr(event, name, value)
        event.save()
        with pytest.raises(RegistrationClosedError) as refusal:
            send("ana")
        assert refusal.value.window == window and str(refusal.value)
        assert theirs(event) == {}

    def test_costs_as_many_queries_for_three_as_for_one(
        self, event, quota, send, django_assert_max_num_queries, django_assert_num_queries
    ):
        with django_assert_max_num_queries(20) as one:
            send("ana", key=uuid.uuid4())
        with django_assert_num_queries(len(one)):
            send("bob", "cleo", "dan", key=uuid.uuid4())

    def test_of_a_territory_or_of_a_network_comes_under_theirs(self, event, send):
        territory, network = TerritoryFactory(), NetworkFactory()
        for name, owner in (("territory", territory), ("network", network)):
            kept = QuotaFactory(event=event, audience=None, **{name: owner}, places=1)
            send(name, body=owner, key=uuid.uuid4())
            assert theirs(event)[name] == (S.CONFIRMED, kept.pk, None)

    def test_of_a_member_comes_under_its_networks_quota_after_its_own(self, event, quota, body, send):
        network = NetworkFactory()
        Membership.objects.create(network=network, structure=body)
        shared = QuotaFactory(event=event, audience=None, network=network, places=1)
        send("ana", "bob", "cleo")
        assert [row[1] for row in theirs(event).values()].count(shared.pk) == 1
        assert {row[1] for row in theirs(event).values()} == {quota.pk, shared.pk}

    def test_of_a_network_waiting_is_offered_a_place_of_its_quota(self, event, send, by):
        network = NetworkFactory()
        kept = QuotaFactory(event=event, audience=None, network=network, places=1)
        event.capacity = 1
        event.save()
        send("ana", "bob", body=network)
        delegating.withdraw(Registration.objects.get(first_name="Ana"), by=by, at=NOW + HOUR)
        assert theirs(event)["bob"] == (S.OFFERED, kept.pk, None)


class TestAMeetingThatChooses:
    """Where staff approve or invite, what is kept for a body is its answer, and goes no further."""

    @pytest.mark.parametrize("changes", [{"requires_approval": True}, {"visibility": "invited"}])
    def test_takes_the_quota_and_nobody_beyond(self, event, quota, body, send, changes):
        for name, value in changes.items():
            setattr(event, name, value)
        event.save()
        assert window_for(event, body, at=NOW) == Window.OPEN
        assert forecast(event, body, 3, at=NOW) == Forecast(on_quota=2, beyond=1)
        with pytest.raises(LinesRefusedError) as refusal:
            send("ana", "bob", "cleo")
        assert set(refusal.value.faults) == {2} and theirs(event) == {}
        assert send("ana", "bob").waiting == 0

    def test_is_shut_to_whom_nothing_is_kept_for(self, event, body, send):
        event.visibility = "invited"
        event.save()
        with pytest.raises(RegistrationClosedError):
            send("ana")


class TestSomebodyRegisteredElsewhere:
    """What the correspondent sees is what she would see of anybody; the mail alone tells, to the person alone."""

    def test_keeps_one_place_and_is_told(self, event, quota, body, send):
        own = registering.confirm(ask(event), at=NOW)
        before = set(Message.objects.values_list("pk", flat=True))
        listed = send("ana", "bob")
        assert listed == delegating.Listed(new=2, waiting=0)
        assert Registration.objects.holding().filter(event=event).count() == 2
        own.refresh_from_db()
        assert (own.state, own.quota_id, own.structure_id) == (S.CONFIRMED, None, None)
        new = Message.objects.exclude(pk__in=before)
        assert {(one.recipient, one.kind) for one in new} == {
            ("ana@exemple.fr", "events.registration_already"),
            ("bob@exemple.fr", "events.registration_by_other"),
        }
        shown = Registration.objects.of_delegation(body).named().order_by("first_name")
        assert [(row.first_name, row.shown_word) for row in shown] == [
            ("Ana", "confirmée"),
            ("Bob", "confirmée"),
        ]

    def test_waits_in_words_where_anybody_would(self, event, quota, body, send):
        for name in ("zoe", "yan"):
            ask(event, name)
        send("bob", "cleo", key=uuid.uuid4())
        ask(event, "ana")
        send("ana", "dan")
        shown = Registration.objects.of_delegation(body).named()
        words = {row.first_name: row.shown_word for row in shown}
        assert words["Ana"] == words["Dan"] == "en liste d’attente"

    def test_named_again_is_already_in_the_delegation(self, event, quota, send):
        ask(event)
        send("ana")
        with pytest.raises(LinesRefusedError):
            send("ana", key=uuid.uuid4())

    def test_another_delegation_is_elsewhere_too(self, event, quota, send):
        send("ana")
        assert send("ana", body=StructureFactory(), key=uuid.uuid4()).new == 1
        assert Registration.objects.active().filter(event=event).count() == 1

    def test_withdrawn_leaves_her_own_place_alone(self, event, quota, body, send, by):
        own = ask(event)
        send("ana")
        mirror = Registration.objects.of_delegation(body).get()
        delegating.withdraw(mirror, by=by, at=NOW)
        own.refresh_from_db()
        assert own.state == S.TO_CONFIRM
        assert not Registration.objects.of_delegation(body).exists()


class TestGivingAPlaceBack:
    def test_it_goes_on_to_the_next_and_the_person_is_told(self, event, quota, send, by):
        send("ana", "bob", "cleo", "dan", "eve")
        delegating.withdraw(Registration.objects.get(first_name="Ana"), by=by, at=NOW + HOUR)
        assert theirs(event)["ana"][0] == S.CANCELLED
        assert theirs(event)["eve"] == (S.OFFERED, quota.pk, None)
        assert mails()[-2:] == [("ana", "registration_cancelled"), ("eve", "registration_offered")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_letters_tell_who_asked_and_how_to_withdraw(event, quota, body, send, by, settings, language):
    sink = Sink().start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    try:
        send(applicant("ana", language=language), applicant("bob", language=language))
        gone = Registration.objects.get(first_name="Bob")
        delegating.withdraw(gone, by=by, at=NOW)
        drain(clock=lambda: NOW)
        delegating.swap(
            Registration.objects.get(first_name="Ana"),
            body=body,
            person=applicant("nina", language=language),
            key=SWAP_KEY,
            by=by,
            at=NOW,
        )
        drain(clock=lambda: NOW)
        letters = {}
        for recipients, message in sink.received:
            text = message.get_body(("plain",)).get_content()
            letters[(str(recipients[0]), str(message["subject"]).split(" : ")[0].split(":")[0].strip())] = (
                text
            )
        assert len(letters) == 4
        assert all("Régie des Rives" in text for text in letters.values())
        for (who, _subject), text in letters.items():
            if "nina" in who:
                assert "pauline" in text.lower() and "/inscriptions/" in text
                assert ("Effacez" if language == "fr" else "erased") in text
            if "ana@" in who and "nina" not in who and ("instead" in text or "quelqu’un d’autre" in text):
                assert "/inscriptions/" not in text
    finally:
        sink.stop()

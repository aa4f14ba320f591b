"""Somebody comes instead of somebody else of a delegation: the place stays, the former ticket and its name do not."""

import datetime as dt
import uuid

import pytest

from events.enums import RegistrationState
from events.models import Registration, RegistrationSession
from events.services import checking_in, delegating
from events.services.errors import (
    LinesRefusedError,
    RegistrationClosedError,
    TransitionRefusedError,
)
from events.services.registering import Applicant
from portal.accounts.models import User
from portal.core import invariants
from portal.core.models import AuditEntry
from tests.events.registration.helpers import HOUR, NOW, applicant, ask, mails
from tests.factories.events import SessionFactory
from tests.factories.networks import StructureFactory
from tests.factories.registrations import OpenEventFactory, QuotaFactory

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


class TestASwap:
    def swapped(self, event, body, by, name="ana", person=None, key=SWAP_KEY, at=NOW + HOUR):
        former = Registration.objects.get(event=event, first_name=name.title())
        person = person or applicant("nina")
        return delegating.swap(former, body=body, person=person, key=key, by=by, at=at)

    def test_keeps_the_place_and_forgets_the_former(self, event, quota, body, send, by):
        send("ana", "bob")
        former = Registration.objects.get(first_name="Ana")
        token = former.link_token
        new = self.swapped(event, body, by)
        assert (new.state, new.quota_id, new.confirmed_at) == (S.CONFIRMED, quota.pk, NOW + HOUR)
        assert new.link_token != token and new.code != former.code
        former.refresh_from_db()
        assert (former.state, former.full_name, former.erased_at) == (
            S.CANCELLED,
            "Personne effacée",
            NOW + HOUR,
        )
        assert not Registration.objects.for_token(token, at=NOW + HOUR).exists()
        assert set(mails()) == {
            ("bob", "registration_by_other"),
            ("ana", "registration_swapped"),
            ("nina", "registration_by_other"),
        }
        assert [(line.by_id, line.to_state, line.reason) for line in former.transitions.all()][-1] == (
            by.pk,
            S.CANCELLED,
            "swapped",
        )
        (line,) = AuditEntry.objects.filter(verb="swap_registration")
        assert line.details == {"event": event.pk, "former": former.pk}

    def test_keeps_the_rank(self, event, quota, body, send, by):
        send("ana", "bob", "cleo", "dan", "eve", "fay")
        new = self.swapped(event, body, by, "eve")
        assert (new.state, new.rank) == (S.WAITLISTED, 1)
        assert theirs(event)["fay"] == (S.WAITLISTED, None, 2)

    def test_keeps_an_offer_and_its_deadline(self, event, quota, body, send, by):
        send("ana", "bob", "cleo", "dan", "eve")
        delegating.withdraw(Registration.objects.get(first_name="Ana"), by=by, at=NOW)
        offered = Registration.objects.get(first_name="Eve")
        new = self.swapped(event, body, by, "eve")
        assert (new.state, new.offer_until) == (S.OFFERED, offered.offer_until)
        assert {kind for who, kind in mails() if who == "nina"} == {
            "registration_by_other",
            "registration_offered",
        }

    def test_keeps_the_sessions(self, event, quota, body, send, by):
        session = SessionFactory(event=event, capacity=1)
        send("ana")
        former = Registration.objects.get(first_name="Ana")
        RegistrationSession.objects.create(
            registration=former, event=event, session=session, state="held", chosen_at=NOW
        )
        new = self.swapped(event, body, by)
        assert [choice.session_id for choice in new.choices.all()] == [session.pk]

    def test_sent_twice_is_done_once(self, event, quota, body, send, by):
        send("ana")
        first, second = self.swapped(event, body, by), None
        former = Registration.objects.get(erased_at__isnull=False)
        second = delegating.swap(
            former, body=body, person=applicant("nina"), key=SWAP_KEY, by=by, at=NOW + HOUR
        )
        assert first == second and Registration.objects.filter(event=event).count() == 2

    def test_for_somebody_of_the_delegation_is_refused(self, event, quota, body, send, by):
        send("ana", "bob")
        with pytest.raises(LinesRefusedError):
            self.swapped(event, body, by, person=applicant("bob"))
        assert theirs(event)["ana"][0] == S.CONFIRMED

    def test_for_somebody_registered_elsewhere_frees_the_place(self, event, quota, body, send, by):
        ask(event, "nina")
        send("ana", "bob")
        new = self.swapped(event, body, by)
        assert new.registered_elsewhere and new.shown_word == "confirmée"
        assert Registration.objects.holding().filter(event=event).count() == 2
        assert ("nina", "registration_already") in mails() and ("ana", "registration_swapped") in mails()

    def test_of_a_mirror_registers_the_new_person(self, event, quota, body, send, by):
        own = ask(event)
        send("ana")
        mirror = Registration.objects.of_delegation(body).get()
        new = delegating.swap(mirror, body=body, person=applicant("nina"), key=SWAP_KEY, by=by, at=NOW)
        own.refresh_from_db()
        assert own.state == S.TO_CONFIRM and new.state == S.CONFIRMED and new.quota_id == quota.pk
        assert not Registration.objects.filter(pk=mirror.pk).exists()

    def test_of_somebody_gone_or_come_is_refused(self, event, quota, body, send, by):
        send("ana", "bob")
        gone, come = Registration.objects.order_by("pk")
        delegating.withdraw(gone, by=by, at=NOW)
        checking_in.check_in(come, present=True, by=by, at=NOW)
        for one in (gone, come):
            with pytest.raises(TransitionRefusedError):
                delegating.swap(one, body=body, person=applicant("nina"), key=SWAP_KEY, by=by, at=NOW)

    def test_of_a_meeting_cancelled_or_begun_says_so(self, event, quota, body, send, by):
        send("ana")
        with pytest.raises(RegistrationClosedError):
            self.swapped(event, body, by, at=NOW + dt.timedelta(days=60))
        event.status, event.status_changed_at = "cancelled", NOW
        event.save()
        with pytest.raises(RegistrationClosedError):
            self.swapped(event, body, by)
        assert Registration.objects.filter(event=event).count() == 1

    def test_to_and_from_somebody_without_address_writes_to_nobody(self, event, quota, body, send, by):
        send(unreachable("Ana"))
        new = self.swapped(event, body, by, person=unreachable("nina"))
        assert new.state == S.CONFIRMED and mails() == []

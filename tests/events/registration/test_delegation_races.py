"""A list against people who register themselves, on the last places. Without the lock, the same must go wrong."""

import uuid

import pytest
from django.core.management import call_command

from events.enums import RegistrationState as S
from events.models import Registration
from events.services import delegating, moving, registering
from events.services.errors import ForecastChangedError
from networks.models import Structure
from portal.accounts.models import User
from portal.mail.models import Message
from tests.events.registration import test_races
from tests.events.registration.helpers import applicant
from tests.events.registration.test_races import NOW, ask, at_once, taken
from tests.factories.networks import StructureFactory
from tests.factories.registrations import QuotaFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
# The same meeting, the same slow count and the same control as in the other races.
event, _slow_count = test_races.event, test_races._slow_count


@pytest.fixture
def unlocked(monkeypatch):
    """The control: the meeting's row is read, not held."""

    def without_lock(asked):
        return test_races.Event.objects.get(pk=asked if isinstance(asked, int) else asked.pk)

    for module in (registering, delegating, moving):
        monkeypatch.setattr(module, "lock_event", without_lock)
    yield lambda number: test_races.meeting_point.__setitem__(
        slice(None), [test_races.threading.Barrier(number)]
    )
    test_races.meeting_point.clear()


@pytest.fixture
def body() -> Structure:
    return StructureFactory()


@pytest.fixture
def by() -> User:
    return User.objects.create_user("pauline@exemple.fr")


@pytest.fixture
def send(event, body, by):
    def sent(*names: str, key: uuid.UUID | None = None, **more):
        return delegating.register_list(
            event=event,
            body=body,
            people=[applicant(name) for name in names],
            key=key or uuid.uuid4(),
            consent_text="Elles le savent.",
            by=by,
            at=NOW,
            **more,
        )

    return sent


class TestTheLastPlaces:
    """Two places kept, one for everybody: five people want three places."""

    def race(self, event, body, send) -> None:
        event.capacity = 3
        event.save()
        QuotaFactory(event=event, audience=None, structure=body, places=2)
        at_once(
            lambda: send("ana", "bob", "cleo"),
            lambda: ask(event, "dan"),
            lambda: ask(event, "eve"),
        )

    def test_go_to_as_many_people_as_there_are_places(self, event, body, send):
        self.race(event, body, send)
        assert taken(event) == 3
        kept = Registration.objects.holding().filter(quota__isnull=False)
        assert kept.count() == 2 and {row.structure_id for row in kept} == {body.pk}
        waiting = Registration.objects.waiting().filter(event=event)
        assert list(waiting.values_list("rank", flat=True)) == [1, 2]
        call_command("check_invariants")

    def test_control_without_the_lock_they_go_to_more(self, event, body, send, unlocked):
        unlocked(3)
        self.race(event, body, send)
        waiting = Registration.objects.waiting().filter(event=event).count()
        assert taken(event) > 3 or taken(event) + waiting < 5


class TestADoubleClick:
    def race(self, send) -> list[object]:
        key = uuid.uuid4()
        return at_once(*(lambda: send("ana", "bob", key=key) for _click in range(3)))

    def test_is_one_row_and_one_mail_each(self, event, body, send):
        event.capacity = None
        event.save()
        results = self.race(send)
        assert sorted(result.new for result in results) == [0, 0, 2]
        assert Registration.objects.count() == Message.objects.count() == 2

    def test_control_without_the_lock_it_meets_the_constraint(self, event, body, send, unlocked):
        event.capacity = None
        event.save()
        unlocked(3)
        results = self.race(send)
        assert any(isinstance(result, test_races.IntegrityError) for result in results)


def test_two_lists_never_put_more_to_wait_than_was_announced(event, body, send):
    event.capacity = 2
    event.save()

    def careful(*names: str) -> object:
        try:
            return send(*names, at_most_waiting=0)
        except ForecastChangedError as refusal:
            return refusal

    results = at_once(lambda: careful("ana", "bob"), lambda: careful("cleo", "dan"))
    assert sum(isinstance(result, ForecastChangedError) for result in results) == 1
    assert taken(event) == 2 and not Registration.objects.waiting().exists()


def test_a_swap_and_a_withdrawal_of_oneself_end_in_one_of_the_two(event, body, send, by):
    event.capacity = None
    event.save()
    send("ana")
    row = Registration.objects.get()
    at_once(
        lambda: delegating.swap(row, body=body, person=applicant("nina"), key=uuid.uuid4(), by=by, at=NOW),
        lambda: registering.cancel(row, at=NOW),
    )
    row.refresh_from_db()
    assert row.state == S.CANCELLED
    nina = Registration.objects.filter(email_key="nina@exemple.fr")
    # Swapped first, she has the place; withdrawn first, there was no place to give.
    assert nina.exists() == (row.erased_at is not None)
    call_command("check_invariants")

"""Two real connections at the same instant. Each race has a control: the same, without the lock, must go wrong.

If a control passes without harm, the test beside it proves nothing.
"""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections
from django.db.models import QuerySet

from events.enums import ChoiceState as C
from events.enums import RegistrationState as S
from events.models import Event, Registration, RegistrationSession
from events.services import approving, choosing, moving, places, registering, waiting
from events.services.errors import SessionFullError, TransitionRefusedError
from portal.accounts.models import User
from portal.mail.models import Message
from tests.events.registration.helpers import applicant
from tests.factories.events import SessionFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def event():
    day = (NOW + dt.timedelta(days=30)).date()
    return OpenEventFactory(
        on_day=True,
        day=day,
        capacity=1,
        registration_opens_at=NOW - dt.timedelta(days=1),
        registration_closes_at=None,
    )


pause = threading.local()
# In a control, all wait here for each other, so that it goes wrong however slow the machine is.
meeting_point: list[threading.Barrier] = []


def meet() -> None:
    if meeting_point and getattr(pause, "meetings", 0):
        pause.meetings -= 1
        try:
            meeting_point[0].wait(timeout=5)
        except threading.BrokenBarrierError:
            pass
    else:
        time.sleep(getattr(pause, "seconds", 0))


@pytest.fixture(autouse=True)
def _slow_count(monkeypatch):
    """A decision takes a moment, so that what can happen meanwhile does."""
    counted = places.places_of

    def slowly(event, *, at):
        found = counted(event, at=at)
        meet()
        return found

    monkeypatch.setattr(waiting, "places_of", slowly)


@pytest.fixture
def unlocked(monkeypatch):
    """The control: the event's row is read, not held."""

    def without_lock(event):
        return Event.objects.get(pk=event if isinstance(event, int) else event.pk)

    for module in (registering, choosing, moving, waiting):
        monkeypatch.setattr(module, "lock_event", without_lock)

    def all_meet(number: int) -> None:
        meeting_point[:] = [threading.Barrier(number)]

    yield all_meet
    meeting_point.clear()


def at_once(*acts: Callable[[], object], pauses: tuple[float, ...] = (), meetings: int = 2) -> list[object]:
    """What each act returned or raised, all started together, each on a connection of its own."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        pause.seconds, pause.meetings = (pauses[number] if pauses else 0.15), meetings
        gate.wait()
        try:
            results[number] = act()
        except (IntegrityError, SessionFullError, TransitionRefusedError) as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def ask(event, name, *, form_key=None, sessions=()):
    return registering.register(
        event=event,
        applicant=applicant(name),
        form_key=form_key or uuid.uuid4(),
        consent_text="J’accepte.",
        at=NOW,
        sessions=sessions,
    )


def taken(event) -> int:
    return Registration.objects.holding().filter(event=event).count()


class TestTheLastPlace:
    def race(self, event) -> None:
        at_once(*(lambda name=name: ask(event, name) for name in ("ana", "bob", "cleo", "dan")))

    def test_goes_to_one(self, event):
        self.race(event)
        assert taken(event) == 1
        waiting = Registration.objects.waiting().filter(event=event)
        assert list(waiting.values_list("rank", flat=True)) == [1, 2, 3]
        call_command("check_invariants")

    def test_control_without_the_lock_it_goes_to_several(self, event, unlocked):
        unlocked(4)
        self.race(event)
        assert taken(event) > 1


class TestADoubleClick:
    def race(self, event) -> list[object]:
        key = uuid.uuid4()
        return at_once(*(lambda: ask(event, "ana", form_key=key) for _click in range(3)))

    def test_is_one_registration_and_one_mail(self, event):
        results = self.race(event)
        assert len(set(results)) == 1
        assert (Registration.objects.count(), Message.objects.count()) == (1, 1)

    def test_control_without_the_lock_it_is_a_fault(self, event, unlocked):
        unlocked(3)
        results = self.race(event)
        assert [result for result in results if isinstance(result, IntegrityError)]


class TestOneLeavesAsAnotherComes:
    def race(self, event) -> str:
        """The meeting is full; at the same instant one leaves and one arrives. What becomes of who arrives."""
        here = registering.confirm(ask(event, "ana"), at=NOW)
        at_once(lambda: registering.cancel(here, at=NOW), lambda: ask(event, "bob"), pauses=(1.5, 0.05))
        return Registration.objects.get(first_name="Bob").state

    def test_who_arrives_has_the_place(self, event):
        assert self.race(event) in (S.TO_CONFIRM, S.OFFERED)
        call_command("check_invariants")

    def test_control_without_the_lock_they_wait_beside_it(self, event, unlocked):
        assert self.race(event) == S.WAITLISTED
        with pytest.raises(CommandError):
            call_command("check_invariants")


class TestPromotion:
    def race(self, event, *others: Callable[[], object]) -> list[object]:
        """Two confirmed people leave at once, while others act."""
        Event.objects.update(capacity=2)
        here = [registering.confirm(ask(event, name), at=NOW) for name in ("ana", "bob")]
        for name in ("cleo", "dan", "eve"):
            ask(event, name)
        leaving = [lambda row=row: registering.cancel(row, at=NOW) for row in here]
        return at_once(*leaving, *others, meetings=1)

    def test_offers_each_place_once_in_order(self, event):
        self.race(event, lambda: registering.lapse(at=NOW))
        found = dict(Registration.objects.active().values_list("first_name", "state"))
        assert found == {"Cleo": S.OFFERED, "Dan": S.OFFERED, "Eve": S.WAITLISTED}
        offers = Message.objects.filter(kind="events.registration_offered")
        assert sorted(offers.values_list("recipient", flat=True)) == ["cleo@exemple.fr", "dan@exemple.fr"]
        call_command("check_invariants")

    def test_control_without_the_lock_both_reach_for_the_same(self, event, unlocked):
        unlocked(2)
        results = self.race(event)
        assert [result for result in results if isinstance(result, TransitionRefusedError)]


class TestTheLastPlaceOfASession:
    @pytest.fixture
    def workshop(self, event):
        Event.objects.update(capacity=9)
        return SessionFactory(event=event, capacity=1)

    def race(self, event, workshop) -> None:
        at_once(
            *(lambda name=name: ask(event, name, sessions=[workshop]) for name in ("ana", "bob", "cleo")),
            meetings=3,
        )

    def test_goes_to_one(self, event, workshop):
        self.race(event, workshop)
        assert workshop.choices.count() == 1
        assert Registration.objects.count() == 1
        call_command("check_invariants")

    def test_control_without_the_lock_it_goes_to_several(self, event, workshop, unlocked, monkeypatch):
        monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **_how: queryset)
        written = QuerySet.bulk_create

        def slowly(queryset, *parts, **more):
            if queryset.model is RegistrationSession:
                meet()
            return written(queryset, *parts, **more)

        monkeypatch.setattr(QuerySet, "bulk_create", slowly)
        unlocked(3)
        self.race(event, workshop)
        assert workshop.choices.count() > 1


def test_an_offer_accepted_as_it_lapses_is_one_or_the_other(event):
    here = registering.confirm(ask(event, "ana"), at=NOW)
    ask(event, "bob")
    registering.cancel(here, at=NOW)
    offered = Registration.objects.get(state=S.OFFERED)
    late = offered.offer_until

    def accept():
        return registering.confirm(offered, at=late - dt.timedelta(seconds=1))

    at_once(accept, lambda: registering.lapse(at=late))
    state = Registration.objects.get(pk=offered.pk).state
    kinds = set(Message.objects.filter(recipient="bob@exemple.fr").values_list("kind", flat=True))
    assert ("events.registration_confirmed" in kinds) == (state == S.CONFIRMED)
    assert ("events.registration_cancelled" in kinds) == (state == S.CANCELLED)


class TestTheLastPlaceApprovedTwice:
    """Two of the staff each accept a request, for one place."""

    def race(self, event) -> None:
        Event.objects.update(requires_approval=True)
        agent = User.objects.create_user("agent@exemple.fr")
        asked = [ask(event, name) for name in ("ana", "bob", "cleo")]
        at_once(*(lambda row=row: approving.approve(row, by=agent, at=NOW) for row in asked), meetings=1)

    def test_goes_to_one(self, event):
        self.race(event)
        assert taken(event) == 1
        waiting = Registration.objects.waiting().filter(event=event)
        assert list(waiting.values_list("rank", flat=True)) == [1, 2]
        call_command("check_invariants")

    def test_control_without_the_lock_it_goes_to_several(self, event, unlocked):
        unlocked(3)
        self.race(event)
        assert taken(event) > 1


class TestAPlaceFreedInASession:
    """One leaves a full session while two stand up for it and the clock knocks."""

    @pytest.fixture
    def workshop(self, event):
        Event.objects.update(capacity=9)
        return SessionFactory(event=event, capacity=1)

    def race(self, event, workshop) -> list[object]:
        here = registering.confirm(ask(event, "ana", sessions=[workshop]), at=NOW)
        others = [registering.confirm(ask(event, name), at=NOW) for name in ("bob", "cleo")]
        choosing.choose_sessions(others[0], sessions=[], waits=[workshop], at=NOW)
        mine = here.choices.get().pk
        return at_once(
            lambda: choosing.leave_session(here, mine, at=NOW),
            lambda: choosing.choose_sessions(others[1], sessions=[], waits=[workshop], at=NOW),
            lambda: choosing.choose_sessions(others[1], sessions=[], waits=[workshop], at=NOW),
            lambda: registering.lapse(at=NOW),
        )

    def test_is_offered_once_to_the_first(self, event, workshop):
        self.race(event, workshop)
        found = dict(workshop.choices.values_list("registration__first_name", "state"))
        assert found == {"Bob": C.OFFERED, "Cleo": C.WAITING}
        assert Message.objects.filter(kind="events.session_offered").count() == 1
        call_command("check_invariants")

    def test_control_without_the_locks_a_rank_is_taken_twice(self, event, workshop, unlocked, monkeypatch):
        """Two people asking at once would stand at the same rank; here the database alone refuses them."""
        people = [registering.confirm(ask(event, name), at=NOW) for name in ("ana", "bob")]
        choosing.choose_sessions(people[0], sessions=[workshop], at=NOW)
        late = [registering.confirm(ask(event, name), at=NOW) for name in ("cleo", "dan")]
        monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **_how: queryset)
        counted = choosing.taken_in

        def slowly(sessions, **how):
            found = counted(sessions, **how)
            meet()
            return found

        monkeypatch.setattr(choosing, "taken_in", slowly)
        waited = choosing._wait

        def after_all(*args, **how):
            written = QuerySet.update_or_create

            def pausing(queryset, *parts, **more):
                meet()
                return written(queryset, *parts, **more)

            monkeypatch.setattr(QuerySet, "update_or_create", pausing)
            return waited(*args, **how)

        monkeypatch.setattr(choosing, "_wait", after_all)
        unlocked(2)
        results = at_once(
            *(
                lambda row=row: choosing.choose_sessions(row, sessions=[], waits=[workshop], at=NOW)
                for row in late
            ),
            meetings=2,
        )
        assert [result for result in results if isinstance(result, IntegrityError)]

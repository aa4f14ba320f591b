"""Two telephones at the same instant, on two real connections. Each race has a control that must go wrong."""

import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from events.enums import RegistrationState as S
from events.models import DoorAct, Event, Registration
from events.services import checking_in, registering, walking_in
from events.services.checking_in import Act, Outcome
from events.services.errors import TransitionRefusedError
from events.services.walking_in import WalkIn, walk_in
from portal.accounts.models import User
from tests.events.registration.test_races import at_once, meet, meeting_point

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def unlocked(monkeypatch):
    """The control: rows are read, not held, and all have read before one writes."""

    def without_lock(event):
        return Event.objects.get(pk=event if isinstance(event, int) else event.pk)

    for module in (checking_in, registering, walking_in):
        monkeypatch.setattr(module, "lock_event", without_lock)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **_how: queryset)

    def all_meet(name: str, module=checking_in) -> None:
        meeting_point[:] = [threading.Barrier(2)]
        before = getattr(module, name)

        def after_meeting(*parts, **more):
            meet()
            return before(*parts, **more)

        monkeypatch.setattr(module, name, after_meeting)

    yield all_meet
    meeting_point.clear()


def both(event, *acts: Act) -> list[object]:
    at = timezone.now()
    return at_once(
        *(lambda act=act: checking_in.apply(event, [act], by=None, at=at) for act in acts),
        pauses=(0, 0),
        meetings=1,
    )


class TestTheSamePersonOnTwoTelephones:
    def test_is_one_presence_and_the_first_wins(self, event, ana, act):
        early, late = act(ago=6), act(ago=5)
        answers = both(event, late, early)
        assert {answer[0].outcome for answer in answers} <= {Outcome.DONE, Outcome.ALREADY}
        ana.refresh_from_db()
        assert (ana.state, ana.checked_at) == (S.PRESENT, early.at)
        assert (DoorAct.objects.count(), ana.transitions.count()) == (2, 1)

    def test_control_without_the_lock_a_presence_is_lost(self, event, ana, act, unlocked):
        unlocked("_settle")
        results = both(event, act(ago=6), act(ago=5))
        assert [result for result in results if isinstance(result, TransitionRefusedError)]
        assert DoorAct.objects.count() == 1


class TestTheSameActSentTwiceAtOnce:
    def test_is_one(self, event, ana, act):
        once = act()
        answers = both(event, once, once)
        assert [answer[0].outcome for answer in answers] == [Outcome.DONE, Outcome.DONE]
        assert DoorAct.objects.count() == 1

    def test_control_without_the_lock_the_database_alone_refuses(self, event, ana, act, unlocked):
        unlocked("_refusal")
        once = act()
        assert [result for result in both(event, once, once) if isinstance(result, IntegrityError)]
        assert DoorAct.objects.count() == 1


class TestTheLastPlaceAtTheDoor:
    def race(self, event) -> list[object]:
        Event.objects.update(capacity=1)
        agent, at = User.objects.create_user("agent@exemple.fr"), timezone.now()

        def come(name: str):
            who = WalkIn(key=uuid.uuid4(), at=at, first_name=name, last_name="Li")
            return walk_in(event, who, by=agent, at=at)

        return at_once(lambda: come("Bo"), lambda: come("Cy"), pauses=(0, 0), meetings=1)

    def test_goes_to_one_and_staff_are_asked_for_the_other(self, event):
        answers = self.race(event)
        assert sorted(answer.outcome for answer in answers) == [Outcome.DONE, Outcome.FULL]
        assert Registration.objects.count() == 1
        call_command("check_invariants")

    def test_control_without_the_lock_both_come_in(self, event, unlocked):
        unlocked("_place", registering)
        self.race(event)
        assert Registration.objects.filter(state=S.PRESENT).count() == 2

"""Acts of the door: kept once, in whatever order they arrive."""

import datetime as dt
import itertools
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.enums import ChoiceState, DoorVerb, EventStatus, RegistrationOrigin
from events.enums import RegistrationState as S
from events.models import DoorAct, Event, Registration, RegistrationSession
from events.services import checking_in
from events.services.checking_in import Act, Outcome
from events.services.errors import TransitionRefusedError
from events.services.walking_in import WalkIn, walk_in
from portal.core.models import AuditEntry
from portal.mail.models import Message
from tests.factories.events import SessionFactory
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
UNDO = DoorVerb.UNDO


def apply(event, *acts, at, by=None, **more) -> list[str]:
    return [answer.outcome for answer in checking_in.apply(event, acts, by=by, at=at, **more)]


class TestConstraints:
    def row(self, event, ana, now, **more) -> DoorAct:
        given = {"key": uuid.uuid4(), "verb": "present", "done_at": now, "received_at": now} | more
        return DoorAct(event=event, registration=ana, **given)

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("door_act_verb_known", {"verb": "dance"}),
            ("door_presence_undoes_nothing", {"undoes": [uuid.uuid4()]}),
            ("door_act_not_ahead", {"done_at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}),
        ],
    )
    def test_a_row_that_breaks_a_rule(self, event, ana, now, name, wrong):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            self.row(event, ana, now, **wrong).save()

    def test_one_key_is_one_act(self, event, ana, now):
        key = uuid.uuid4()
        self.row(event, ana, now, key=key).save()
        with pytest.raises(IntegrityError, match="door_act_once"), transaction.atomic():
            self.row(event, ana, now, key=key).save()

    def test_somebody_of_another_meeting(self, ana, now):
        with pytest.raises(IntegrityError, match="door_act_own_event"), transaction.atomic():
            self.row(OpenEventFactory(), ana, now).save()
            _check_now()

    def test_a_session_of_another_meeting(self, event, ana, now):
        with pytest.raises(IntegrityError, match="door_act_same_event"), transaction.atomic():
            self.row(event, ana, now, session=SessionFactory()).save()
            _check_now()


def _check_now() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestAPresence:
    def test_is_dated_and_says_who_noted_it(self, event, ana, agent, act, now):
        assert apply(event, act(ago=10), at=now, by=agent) == [Outcome.DONE]
        ana.refresh_from_db()
        assert (ana.state, ana.checked_at) == (S.PRESENT, now - dt.timedelta(minutes=10))
        last = ana.transitions.last()
        assert (last.from_state, last.to_state, last.by) == (S.CONFIRMED, S.PRESENT, agent)

    def test_sent_again_changes_nothing(self, event, ana, act, now):
        once = act(ago=10)
        first = apply(event, once, at=now)
        again = apply(event, once, once, at=now + dt.timedelta(hours=1))
        assert (first, again) == ([Outcome.DONE], [Outcome.DONE, Outcome.DONE])
        assert (DoorAct.objects.count(), ana.transitions.count()) == (1, 1)

    def test_of_two_devices_the_first_wins_by_its_own_time_not_its_arrival(self, event, ana, act, now):
        late, early = act(ago=5), act(ago=20)
        assert apply(event, late, at=now) == [Outcome.DONE]
        assert apply(event, early, at=now + dt.timedelta(minutes=3)) == [Outcome.DONE]
        assert apply(event, late, at=now + dt.timedelta(minutes=4)) == [Outcome.ALREADY]
        ana.refresh_from_db()
        assert ana.checked_at == now - dt.timedelta(minutes=20)
        assert ana.transitions.count() == 1

    def test_a_key_taken_by_another_is_not_another_presence(self, event, ana, act, now):
        once, other = act(), RegistrationFactory(event=event)
        apply(event, once, at=now)
        assert apply(event, act(other, key=once.key), at=now) == [Outcome.MALFORMED]
        other.refresh_from_db()
        assert other.state == S.CONFIRMED

    @pytest.mark.parametrize(
        ("claimed", "skew", "kept"),
        [
            (dt.timedelta(minutes=-30), dt.timedelta(0), dt.timedelta(minutes=-30)),
            # A clock two hours fast: what it did half an hour ago, it says is to come.
            (dt.timedelta(minutes=90), dt.timedelta(hours=-2), dt.timedelta(minutes=-30)),
            (dt.timedelta(days=400), dt.timedelta(0), dt.timedelta(0)),
            (dt.timedelta(days=-400), dt.timedelta(0), -checking_in.LONGEST_OFFLINE),
        ],
    )
    def test_the_time_of_a_device_is_bounded_by_the_arrival(self, event, ana, now, claimed, skew, kept):
        told = Act(key=uuid.uuid4(), registration=ana.pk, at=now + claimed)
        apply(event, told, at=now, skew=skew)
        assert DoorAct.objects.get().done_at == now + kept

    def test_a_clock_at_the_end_of_time(self, ana, now, event):
        told = Act(key=uuid.uuid4(), registration=ana.pk, at=dt.datetime.max.replace(tzinfo=dt.UTC))
        apply(event, told, at=now, skew=dt.timedelta(days=9))
        assert DoorAct.objects.get().done_at == now

    @pytest.mark.parametrize(
        ("state", "more", "outcome"),
        [
            (S.WAITLISTED, {"rank": 1, "waitlisted_at": timezone.now()}, Outcome.WAITING),
            (S.CANCELLED, {"cancelled_at": timezone.now()}, Outcome.CANCELLED),
            (S.TO_APPROVE, {}, Outcome.TO_APPROVE),
            (S.REFUSED, {"refused_at": timezone.now(), "refusal_reason": "Non."}, Outcome.REFUSED),
        ],
    )
    def test_who_has_no_place_is_told_apart(self, event, act, now, state, more, outcome):
        who = RegistrationFactory(event=event, state=state, confirmed_at=None, **more)
        assert apply(event, act(who), at=now) == [outcome]
        who.refresh_from_db()
        assert (who.state, DoorAct.objects.count()) == (state, 0)

    def test_who_had_not_confirmed_comes_in_person(self, event, act, now):
        who = RegistrationFactory(
            event=event, state=S.TO_CONFIRM, confirmed_at=None, confirm_before=now + dt.timedelta(hours=1)
        )
        assert apply(event, act(who), at=now) == [Outcome.DONE]
        who.refresh_from_db()
        assert (who.state, who.confirmed_at, who.confirm_before) == (S.PRESENT, now, None)

    def test_somebody_unknown_or_of_another_meeting_or_erased(self, event, act, now, ana):
        other = RegistrationFactory()
        gone = RegistrationFactory(event=event, email="1@efface.invalid", erased_at=now)
        unknown = Act(key=uuid.uuid4(), registration=10**15, at=now)
        found = apply(event, unknown, act(other), act(gone), at=now)
        assert found == [Outcome.UNKNOWN, Outcome.OTHER_EVENT, Outcome.UNKNOWN]

    def test_a_cancelled_meeting_says_so(self, event, act, now):
        Event.objects.update(status=EventStatus.CANCELLED, status_changed_at=now)
        assert apply(event, act(), at=now) == [Outcome.EVENT_CANCELLED]

    def test_one_refused_act_does_not_stop_the_others(self, event, ana, act, now):
        other = RegistrationFactory()
        assert apply(event, act(other), act(), at=now) == [Outcome.OTHER_EVENT, Outcome.DONE]


class TestUndoing:
    def test_gives_back_the_state_and_undone_again_changes_nothing(self, event, ana, act, now):
        there = act(ago=3)
        undo = act(verb=UNDO, undoes=(there.key,))
        assert apply(event, there, undo, undo, at=now) == [Outcome.DONE, Outcome.UNDONE, Outcome.UNDONE]
        ana.refresh_from_db()
        assert (ana.state, ana.checked_at) == (S.CONFIRMED, None)
        assert [change.to_state for change in ana.transitions.all()] == [S.PRESENT, S.CONFIRMED]

    def test_the_order_of_arrival_does_not_matter(self, event, act, now):
        """Two devices, one mistake undone by who made it: the other's presence stands in the 24 orders."""
        found = set()
        for number, order in enumerate(itertools.permutations(range(4))):
            who = RegistrationFactory(event=event, email=f"p{number}@exemple.fr")
            mine, theirs, again = act(who, ago=9), act(who, ago=6), act(who, ago=2)
            acts = [mine, theirs, act(who, ago=5, verb=UNDO, undoes=(mine.key, again.key)), again]
            for place in order:
                apply(event, acts[place], at=now)
            who.refresh_from_db()
            found.add((who.state, who.checked_at))
        assert found == {(S.PRESENT, now - dt.timedelta(minutes=6))}

    def test_what_was_not_seen_is_not_undone(self, event, ana, act, now):
        seen, unseen = act(ago=9), act(ago=8)
        apply(event, seen, unseen, act(verb=UNDO, undoes=(seen.key,)), at=now)
        ana.refresh_from_db()
        assert (ana.state, ana.checked_at) == (S.PRESENT, now - dt.timedelta(minutes=8))

    def test_by_hand_in_the_admin_follows_the_same_acts(self, event, ana, agent, act, now):
        apply(event, act(ago=9), at=now)
        checking_in.check_in(ana, present=False, by=agent, at=now)
        ana.refresh_from_db()
        assert ana.state == S.ABSENT
        checking_in.check_in(ana, present=True, by=agent, at=now)
        ana.refresh_from_db()
        assert (ana.state, ana.checked_at) == (S.PRESENT, now)


class TestASession:
    @pytest.fixture
    def workshop(self, event):
        return SessionFactory(event=event, capacity=2)

    def test_is_for_those_who_chose_it(self, event, ana, act, now, workshop):
        assert apply(event, act(session=workshop.pk), at=now) == [Outcome.NOT_IN_SESSION]
        RegistrationSession.objects.create(
            registration=ana, session=workshop, chosen_at=now, state=ChoiceState.HELD
        )
        assert apply(event, act(session=workshop.pk), at=now) == [Outcome.DONE]
        ana.refresh_from_db()
        assert ana.state == S.PRESENT

    def test_without_limit_is_for_all_and_undone_leaves_the_entrance(self, event, ana, act, now):
        plenary = SessionFactory(event=event)
        inside = act(session=plenary.pk)
        apply(event, act(ago=4), inside, act(session=plenary.pk, verb=UNDO, undoes=(inside.key,)), at=now)
        ana.refresh_from_db()
        assert (ana.state, ana.checked_at) == (S.PRESENT, now - dt.timedelta(minutes=4))

    def test_of_another_meeting_is_unknown(self, event, act, now):
        assert apply(event, act(session=SessionFactory().pk), at=now) == [Outcome.SESSION_UNKNOWN]


class TestWalkingIn:
    def come(self, event, agent, now, **more):
        given = {"key": uuid.uuid4(), "at": now, "first_name": "Bo", "last_name": "Li"} | more
        return walk_in(event, WalkIn(**given), by=agent, at=now)

    def test_is_registered_and_present_after_the_start(self, event, agent, now):
        answer = self.come(event, agent, now, email="bo@exemple.fr")
        found = Registration.objects.get()
        assert (answer.outcome, answer.registration) == (Outcome.DONE, found.pk)
        assert (found.state, found.origin, found.created_by) == (S.PRESENT, RegistrationOrigin.DOOR, agent)
        assert Message.objects.get().kind == "events.registration_by_other"

    def test_needs_no_address_and_sent_twice_is_one(self, event, agent, now):
        key = uuid.uuid4()
        assert self.come(event, agent, now, key=key) == self.come(event, agent, now, key=key)
        assert (Registration.objects.count(), DoorAct.objects.count()) == (1, 1)
        assert not Message.objects.exists()

    def test_who_was_registered_already_is_noted(self, event, ana, agent, now):
        answer = self.come(event, agent, now, email=ana.email)
        assert (answer.outcome, answer.registration) == (Outcome.DONE, ana.pk)

    def test_full_writes_nothing_until_staff_choose(self, event, agent, now):
        Event.objects.update(capacity=1)
        RegistrationFactory(event=event)
        assert self.come(event, agent, now).outcome == Outcome.FULL
        assert Registration.objects.count() == 1
        assert self.come(event, agent, now, wait=True).outcome == Outcome.WAITING
        assert self.come(event, agent, now, over=True).outcome == Outcome.DONE
        event.refresh_from_db()
        assert event.capacity == 2
        assert AuditEntry.objects.filter(verb="let_in_over_capacity", actor_id=agent.pk).count() == 1

    def test_who_waits_is_let_in_by_an_explicit_act(self, event, agent, act, now):
        # Whoever the fixture `act` is about holds the place.
        Event.objects.update(capacity=1)
        waiting = self.come(event, agent, now, wait=True)
        who = Registration.objects.get(pk=waiting.registration)
        assert apply(event, act(who, admit=True), at=now, by=agent) == [Outcome.DONE]
        who.refresh_from_db()
        event.refresh_from_db()
        assert (who.state, who.rank, event.capacity) == (S.PRESENT, None, 2)

    def test_once_it_is_over_nobody_enters(self, event, agent, now):
        Event.objects.update(ends_at=now - dt.timedelta(minutes=1))
        assert self.come(event, agent, now).outcome == Outcome.CLOSED
        # Who entered before the end, and whose telephone had no network, did.
        assert self.come(event, agent, now, at=now - dt.timedelta(minutes=9)).outcome == Outcome.DONE


class TestTheRest:
    def test_is_absent_once_it_is_over_and_a_late_presence_still_counts(self, event, ana, agent, act, now):
        other = RegistrationFactory(event=event)
        apply(event, act(other, ago=90), at=now)
        with pytest.raises(TransitionRefusedError, match="pas terminé"):
            checking_in.mark_rest_absent(event, by=agent, at=now)
        end = event.ends_at
        assert checking_in.mark_rest_absent(event, by=agent, at=end) == 1
        ana.refresh_from_db()
        assert (ana.state, ana.transitions.last().by) == (S.ABSENT, agent)
        assert apply(event, act(ago=5), at=end + dt.timedelta(hours=2)) == [Outcome.DONE]
        ana.refresh_from_db()
        assert ana.state == S.PRESENT

    def test_the_clock_says_it_the_day_after_where_a_door_was_kept(self, event, ana, act, now):
        later = event.ends_at + checking_in.ABSENT_AFTER
        assert checking_in.mark_absences(at=later + dt.timedelta(hours=1)) == 0
        apply(event, act(RegistrationFactory(event=event)), at=now)
        assert checking_in.mark_absences(at=later - dt.timedelta(hours=1)) == 0
        assert checking_in.mark_absences(at=later + dt.timedelta(hours=1)) == 1
        assert checking_in.mark_absences(at=later + dt.timedelta(hours=2)) == 0
        ana.refresh_from_db()
        assert ana.state == S.ABSENT

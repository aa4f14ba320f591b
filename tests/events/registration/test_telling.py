"""Reminders, invitations, and what is told when a meeting moves."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.enums import EventPrecision, InvitationAnswer, ReminderAudience
from events.enums import RegistrationState as S
from events.models import Event, Invitation, Registration, ReminderRule
from events.services import inviting, registering, reminding
from events.services.errors import RegistrationClosedError, TransitionRefusedError
from events.services.scheduling import When, cancel_event, postpone_event, reinstate_event, schedule_event
from networks.models import MemberContact, Representative
from networks.services import join_network
from portal.accounts.models import User
from portal.mail import services as mail
from portal.mail.enums import SuppressionReason
from portal.mail.models import Message, Suppression
from tests.events.registration.helpers import HOUR, NOW, applicant, ask, mails, states
from tests.factories.events import PersonFactory, SeriesFactory, StructureFactory, TerritoryFactory
from tests.factories.registrations import (
    InvitationFactory,
    NetworkFactory,
    OpenEventFactory,
    RegistrationFactory,
    ReminderRuleFactory,
)
from tests.factories.talents import TalentFactory

pytestmark = pytest.mark.django_db
EVE = dt.datetime(2026, 12, 9, 17, tzinfo=dt.UTC)  # 18 h in Paris, the evening before
START = dt.datetime(2026, 12, 10, 8, tzinfo=dt.UTC)


def reminders() -> list[str]:
    return sorted(Message.objects.filter(kind="events.reminder").values_list("recipient", flat=True))


class TestReminders:
    @pytest.fixture
    def rule(self):
        return ReminderRuleFactory()

    def test_each_person_once_at_the_moment_and_not_before(self, rule):
        for name in ("ana", "bob"):
            registering.confirm(ask(rule.event, name), at=NOW)
        ask(rule.event, "cleo")
        assert reminding.plan_reminders(at=EVE - dt.timedelta(seconds=1)) == 0
        assert reminding.plan_reminders(at=EVE) == 2
        assert reminding.plan_reminders(at=EVE + HOUR) == 0
        assert reminders() == ["ana@exemple.fr", "bob@exemple.fr"]
        assert Message.objects.filter(kind="events.reminder").first().not_after == START

    def test_a_clock_stopped_for_hours_still_reminds_in_time(self, rule):
        RegistrationFactory(event=rule.event)
        assert reminding.plan_reminders(at=START - HOUR) == 1

    def test_nothing_once_it_has_begun(self, rule):
        RegistrationFactory(event=rule.event)
        assert reminding.plan_reminders(at=START) == 0

    def test_who_came_after_the_moment_is_not_reminded(self, rule):
        RegistrationFactory(event=rule.event, confirmed_at=EVE + HOUR)
        assert reminding.plan_reminders(at=EVE + 2 * HOUR) == 0

    def test_a_rule_written_after_its_moment_says_nothing(self):
        rule = ReminderRuleFactory(created_at=EVE + HOUR)
        RegistrationFactory(event=rule.event)
        assert reminding.plan_reminders(at=EVE + 2 * HOUR) == 0

    def test_a_meeting_that_moves_is_reminded_at_its_new_date_only(self, rule):
        event = rule.event
        RegistrationFactory(event=event)
        when = When(EventPrecision.HOUR, day=dt.date(2026, 12, 15), start=dt.time(9), end=dt.time(17))
        schedule_event(event, when=when, by=None, at=NOW)
        assert reminding.plan_reminders(at=EVE) == 0
        assert reminding.plan_reminders(at=dt.datetime(2026, 12, 14, 17, tzinfo=dt.UTC)) == 1

    def test_moved_after_its_reminder_it_is_reminded_again(self, rule):
        event = rule.event
        RegistrationFactory(event=event)
        assert reminding.plan_reminders(at=EVE) == 1
        when = When(EventPrecision.HOUR, day=dt.date(2026, 12, 15), start=dt.time(9))
        schedule_event(event, when=when, by=None, at=EVE + HOUR)
        assert reminding.plan_reminders(at=dt.datetime(2026, 12, 14, 17, tzinfo=dt.UTC)) == 1

    @pytest.mark.parametrize("verb", [cancel_event, postpone_event])
    def test_one_that_is_not_held_is_not_reminded(self, rule, verb):
        RegistrationFactory(event=rule.event)
        verb(rule.event, reason="", by=None, at=NOW)
        assert reminding.plan_reminders(at=EVE) == 0

    def test_a_series_reminds_for_each_of_its_meetings(self):
        series = SeriesFactory()
        ReminderRuleFactory(event=None, series=series)
        for _number in range(2):
            RegistrationFactory(event=OpenEventFactory(series=series))
        RegistrationFactory(event=OpenEventFactory())
        assert reminding.plan_reminders(at=EVE) == 2

    def test_hours_before_the_start(self):
        rule = ReminderRuleFactory(days_before=None, local_time=None, hours_before=2)
        RegistrationFactory(event=rule.event)
        assert reminding.plan_reminders(at=START - 2 * HOUR - dt.timedelta(seconds=1)) == 0
        assert reminding.plan_reminders(at=START - 2 * HOUR) == 1
        assert reminding.moment_of(rule, OpenEventFactory(on_day=True)) is None

    def test_a_date_not_known_reminds_of_nothing(self, rule):
        assert reminding.moment_of(rule, OpenEventFactory(undated=True)) is None

    def test_who_did_not_answer_an_invitation(self):
        rule = ReminderRuleFactory(audience=ReminderAudience.INVITED)
        for answer in InvitationAnswer.values:
            answered = None if answer == InvitationAnswer.PENDING else NOW
            InvitationFactory(
                event=rule.event, answer=answer, answered_at=answered, email=f"{answer}@exemple.fr"
            )
        assert reminding.plan_reminders(at=EVE) == 2
        assert mails() == [("later", "invitation_reminder"), ("pending", "invitation_reminder")]

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        day=st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31)),
        hour=st.integers(0, 23),
        minute=st.sampled_from([0, 15, 30, 59]),
        days=st.integers(0, 30),
    )
    def test_the_clock_on_the_wall_is_right_all_year(self, day, hour, minute, days):
        """« La veille à 18 h » is 18 h in Paris, in winter, in summer and on the nights between."""
        rule = ReminderRule(days_before=days, local_time=dt.time(hour, minute))
        event = Event(precision=EventPrecision.DAY, day=day)
        moment = reminding.moment_of(rule, event)
        local = moment.astimezone(ZoneInfo("Europe/Paris"))
        assert local.date() == day - dt.timedelta(days=days)
        jumped = local.month == 3 and local.date().weekday() == 6 and local.day > 24 and hour == 2
        assert (local.hour, local.minute) == (3 if jumped else hour, minute)
        # Of the hour that comes twice, the first.
        assert local.fold == 0


class TestMoved:
    @pytest.fixture
    def event(self):
        event = OpenEventFactory(capacity=1)
        registering.confirm(ask(event), at=NOW)
        ask(event, "bob")
        registering.cancel(
            registering.set_capacity(event, capacity=2, by=None, at=NOW) and ask(event, "cleo"), at=NOW
        )
        Message.objects.all().delete()
        return event

    def test_all_who_are_expected_are_told_once(self, event):
        cancel_event(event, reason="Tempête", by=None, at=NOW)
        assert mails() == [("ana", "event_cancelled"), ("bob", "event_cancelled")]
        assert S.CANCELLED not in (states(event)["ana"], states(event)["bob"])

    def test_cancelled_then_held_after_all(self, event):
        cancel_event(event, reason="", by=None, at=NOW)
        reinstate_event(event, by=None, at=NOW + HOUR)
        assert mails()[2:] == [("ana", "event_changed"), ("bob", "event_changed")]

    def test_links_follow_the_new_date(self, event):
        when = When(EventPrecision.DAY, day=dt.date(2027, 1, 15))
        schedule_event(event, when=when, by=None, at=NOW)
        ends = set(Registration.objects.values_list("link_expires_at", flat=True))
        assert ends == {dt.datetime(2027, 1, 16, 23, tzinfo=dt.UTC)}
        assert {kind for _who, kind in mails()} == {"event_changed"}


class TestInvitations:
    @pytest.fixture
    def network(self):
        network = NetworkFactory(title="Grappe")
        self.with_address = StructureFactory(title="Régie", email="regie@exemple.fr")
        self.with_account = TerritoryFactory(title="Loriol")
        self.silent = StructureFactory(title="Muette")
        user = User.objects.create_user("maire@exemple.fr", full_name="Ana Maire", language="en")
        Representative.objects.create(user=user, territory=self.with_account)
        for member in (self.with_address, self.with_account, self.silent, PersonFactory()):
            join_network(network=network, member=member, by=None, at=NOW)
        return network

    def test_the_plan_says_exactly_who(self, network):
        plan = inviting.plan_invitations(event=OpenEventFactory(), network=network, at=NOW)
        assert [(r.email, r.language) for r in plan.recipients] == [
            ("regie@exemple.fr", "fr"),
            ("maire@exemple.fr", "en"),
        ]
        assert len(plan.without_contact) == 2

    def test_the_contacts_that_staff_keep_come_first_and_reach_every_kind_of_member(self, network):
        talent, person = TalentFactory(), PersonFactory(first_name="Bob", last_name="Roy")
        for member, email in ((talent, "awa@exemple.fr"), (person, "bob@exemple.fr")):
            membership = join_network(network=network, member=member, by=None, at=NOW)
            MemberContact.objects.create(membership=membership, email=email, name="Contact")
        regie = network.members.get(structure=self.with_address)
        for email in ("une@exemple.fr", "deux@exemple.fr"):
            MemberContact.objects.create(membership=regie, email=email, language="en")
        event = OpenEventFactory()
        plan = inviting.plan_invitations(event=event, network=network, at=NOW)
        assert [(r.email, str(r.member), r.language) for r in plan.recipients] == [
            ("une@exemple.fr", "Régie", "en"),
            ("deux@exemple.fr", "Régie", "en"),
            ("maire@exemple.fr", "Loriol", "en"),
            ("awa@exemple.fr", talent.title, "fr"),
            ("bob@exemple.fr", "Bob Roy", "fr"),
        ]
        inviting.invite_members(event=event, network=network, by=None, at=NOW)
        members = {row.email: row.member and row.member.title for row in Invitation.objects.all()}
        assert members["awa@exemple.fr"] == talent.title
        assert members["bob@exemple.fr"] is None

    @pytest.mark.parametrize(
        ("name", "email"), [("member_contact_once", "UNE@exemple.fr"), ("member_contact_has_address", "")]
    )
    def test_contacts_hold_by_constraints(self, network, name, email):
        membership = network.members.first()
        MemberContact.objects.create(membership=membership, email="une@exemple.fr")
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            MemberContact.objects.create(membership=membership, email=email)

    def test_each_member_is_invited_once(self, network):
        event = OpenEventFactory()
        for _time in range(2):
            inviting.invite_members(event=event, network=network, by=None, at=NOW)
        assert mails() == [("maire", "invitation"), ("regie", "invitation")]
        invitation = Invitation.objects.get(email="regie@exemple.fr")
        assert (invitation.member.title, invitation.membership.network) == ("Régie", network)
        assert list(Invitation.objects.for_token(invitation.link_token, at=NOW)) == [invitation]

    def test_who_refused_all_is_left_alone(self, network):
        mail.suppress("Regie@exemple.fr", reason=SuppressionReason.OPPOSITION, at=NOW)
        plan = inviting.invite_members(event=OpenEventFactory(), network=network, by=None, at=NOW)
        assert [r.email for r in plan.opposed] == ["regie@exemple.fr"]
        assert mails() == [("maire", "invitation")]

    def test_a_cancelled_meeting_invites_nobody(self, network):
        event = OpenEventFactory()
        cancel_event(event, reason="", by=None, at=NOW)
        with pytest.raises(RegistrationClosedError, match="annulé"):
            inviting.invite_members(event=event, network=network, by=None, at=NOW)

    def test_the_plan_s_queries_do_not_grow(self, django_assert_num_queries):
        event = OpenEventFactory()
        for size in (1, 3):
            network = NetworkFactory()
            for _number in range(size):
                member = StructureFactory(email=f"s{uuid.uuid4().hex}@exemple.fr")
                join_network(network=network, member=member, by=None, at=NOW)
            with django_assert_num_queries(6):
                assert len(inviting.plan_invitations(event=event, network=network, at=NOW).recipients) == size


class TestAnswers:
    @pytest.fixture
    def invitation(self):
        return InvitationFactory(event=OpenEventFactory(capacity=1), email="ana@exemple.fr")

    def accept(self, invitation, at=NOW):
        return inviting.accept(
            invitation, applicant=applicant(), form_key=uuid.uuid4(), consent_text="Oui.", at=at
        )

    def test_yes_registers_at_once(self, invitation):
        answered = self.accept(invitation)
        assert (answered.answer, answered.registration.state) == (InvitationAnswer.YES, S.CONFIRMED)
        assert self.accept(invitation).registration == answered.registration
        assert mails() == [("ana", "registration_confirmed")]

    def test_yes_when_all_is_taken_waits(self, invitation):
        ask(invitation.event, "bob")
        assert self.accept(invitation).registration.state == S.WAITLISTED

    def test_yes_then_no_gives_the_place_back(self, invitation):
        self.accept(invitation)
        answered = inviting.decline(invitation, at=NOW)
        assert (answered.answer, answered.registration) == (InvitationAnswer.NO, None)
        assert states(invitation.event) == {"ana": S.CANCELLED}
        assert self.accept(invitation).registration.state == S.CONFIRMED

    def test_later_counts_as_no_answer_yet(self, invitation):
        inviting.decline(invitation, later=True, at=NOW)
        assert list(Invitation.objects.unanswered()) == [invitation]

    def test_somebody_else_gets_an_invitation_of_their_own(self, invitation):
        theirs = inviting.pass_on(invitation, email="bob@exemple.fr", name="Bob", at=NOW)
        again = inviting.pass_on(invitation, email="BOB@exemple.fr", name="Bob", at=NOW)
        assert (theirs.sent_on_by, again) == (invitation, theirs)
        assert mails() == [("bob", "invitation")]
        invitation.refresh_from_db()
        assert invitation.answer == InvitationAnswer.SOMEONE_ELSE
        for email in ("ana@exemple.fr", "bob@"):
            with pytest.raises(TransitionRefusedError):
                inviting.pass_on(invitation, email=email, name="", at=NOW)

    def test_no_answer_once_it_has_begun(self, invitation):
        with pytest.raises(RegistrationClosedError, match="a commencé"):
            inviting.decline(invitation, at=START)

    def test_refusing_all_keeps_tickets_and_stops_invitations(self, invitation):
        inviting.refuse_all(invitation, at=NOW)
        suppressed = Suppression.objects.all()
        assert suppressed.against("Ana@exemple.fr", essential=False).exists()
        assert not suppressed.against("ana@exemple.fr", essential=True).exists()

"""What the database refuses, by the name of each constraint."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from events.enums import InvitationAnswer, ReminderAudience
from events.enums import RegistrationState as S
from events.models import Registration, RegistrationSession, RegistrationTransition
from portal.core.links import token_digest
from tests.factories.events import SessionFactory, StructureFactory, TerritoryFactory
from tests.factories.registrations import (
    NOW,
    InvitationFactory,
    NetworkFactory,
    OpenEventFactory,
    QuotaFactory,
    RegistrationFactory,
    ReminderRuleFactory,
)

pytestmark = pytest.mark.django_db


def refused(name: str, make) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    assert caught.value.__cause__.diag.constraint_name == name


def at_once() -> None:
    """What is checked at the end of a transaction, checked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def insert_choice(registration, session, event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_registrationsession (registration_id, session_id, event_id, chosen_at) "
            "VALUES (%s, %s, %s, now())",
            [registration.pk, session.pk, event.pk],
        )
    at_once()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("registration_state_known", {"state": "maybe"}),
        ("registration_is_somebody", {"first_name": ""}),
        ("registration_is_somebody", {"last_name": ""}),
        ("registration_to_confirm_has_deadline", {"state": S.TO_CONFIRM}),
        ("registration_to_confirm_has_deadline", {"confirm_before": NOW}),
        ("registration_offer_has_deadline", {"state": S.OFFERED, "offered_at": NOW}),
        ("registration_offer_has_deadline", {"offer_until": NOW}),
        ("registration_offer_is_dated", {"state": S.OFFERED, "offer_until": NOW}),
        ("registration_waiting_has_rank", {"state": S.WAITLISTED, "waitlisted_at": NOW}),
        ("registration_waiting_has_rank", {"rank": 1}),
        ("registration_waiting_is_dated", {"state": S.WAITLISTED, "rank": 1}),
        ("registration_confirmed_is_dated", {"confirmed_at": None}),
        ("registration_cancelled_is_dated", {"state": S.CANCELLED}),
        ("registration_cancelled_is_dated", {"cancelled_at": NOW}),
        ("registration_checked_is_dated", {"state": S.PRESENT}),
        ("registration_checked_is_dated", {"checked_at": NOW}),
    ],
)
def test_registration_refuses(name, values):
    refused(name, lambda: RegistrationFactory(**values))


def test_a_registration_comes_for_one():
    refused(
        "registration_comes_for_one",
        lambda: RegistrationFactory(structure=StructureFactory(), territory=TerritoryFactory()),
    )


@pytest.mark.parametrize("other", ["structure", "territory"])
def test_the_delegation_of_a_network_is_of_nobody_else(other):
    made = StructureFactory() if other == "structure" else TerritoryFactory()
    refused(
        "registration_comes_for_one", lambda: RegistrationFactory(network=NetworkFactory(), **{other: made})
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "confirmed", "cancelled_at": None},
        {"origin": "self"},
        {"quota": True},
    ],
)
def test_who_is_registered_elsewhere_holds_nothing_here(broken):
    event = OpenEventFactory()
    values = {
        "event": event,
        "registered_elsewhere": True,
        "state": "cancelled",
        "cancelled_at": NOW,
        "origin": "partner",
    } | broken
    if values.get("quota"):
        values["quota"] = QuotaFactory(event=event)
    refused("registration_elsewhere_holds_nothing", lambda: RegistrationFactory(**values))


@pytest.mark.parametrize("email", ["ana@exemple.fr", " ANA@Exemple.FR", "ａｎａ@exemple.fr"])
def test_an_address_is_registered_once(email):
    first = RegistrationFactory(email="ana@exemple.fr")
    refused("registration_once_by_address", lambda: RegistrationFactory(event=first.event, email=email))
    RegistrationFactory(email=email)


def test_who_cancelled_may_come_back():
    first = RegistrationFactory(email="ana@exemple.fr", state=S.CANCELLED, cancelled_at=NOW)
    RegistrationFactory(event=first.event, email="ana@exemple.fr")


def test_a_form_is_sent_once():
    key = uuid.uuid4()
    first = RegistrationFactory(form_key=key)
    refused("registration_form_sent_once", lambda: RegistrationFactory(event=first.event, form_key=key))


def test_a_rank_is_held_by_one():
    waiting = {"state": S.WAITLISTED, "waitlisted_at": NOW, "confirmed_at": None, "rank": 1}
    first = RegistrationFactory(**waiting)
    refused("registration_rank_unique", lambda: RegistrationFactory(event=first.event, **waiting))


def test_a_transition_changes_state():
    registration = RegistrationFactory()
    refused(
        "transition_changes_state",
        lambda: RegistrationTransition.objects.create(
            registration=registration, at=NOW, from_state=S.CONFIRMED, to_state=S.CONFIRMED
        ),
    )


def test_a_session_is_chosen_once():
    registration = RegistrationFactory()
    session = SessionFactory(event=registration.event)
    RegistrationSession.objects.create(registration=registration, session=session, chosen_at=NOW)
    refused(
        "registration_session_once",
        lambda: RegistrationSession.objects.create(registration=registration, session=session, chosen_at=NOW),
    )


def test_a_quota_has_one_owner():
    refused("quota_one_owner", lambda: QuotaFactory(audience=None))
    refused("quota_one_owner", lambda: QuotaFactory(structure=StructureFactory()))
    refused("quota_places_positive", lambda: QuotaFactory(places=0))
    quota = QuotaFactory()
    refused("quota_audience_once", lambda: QuotaFactory(event=quota.event, audience=quota.audience))
    quota = QuotaFactory(audience=None, network=NetworkFactory())
    refused(
        "quota_network_once", lambda: QuotaFactory(event=quota.event, audience=None, network=quota.network)
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("invitation_is_addressed", {"email": ""}),
        ("invitation_answer_known", {"answer": "perhaps", "answered_at": NOW}),
        ("invitation_answer_is_dated", {"answer": InvitationAnswer.YES}),
        ("invitation_answer_is_dated", {"answered_at": NOW}),
    ],
)
def test_invitation_refuses(name, values):
    refused(name, lambda: InvitationFactory(**values))


def test_an_invitation_registers_who_says_yes():
    refused(
        "invitation_registers_who_says_yes", lambda: InvitationFactory(registration=RegistrationFactory())
    )


def test_an_address_is_invited_once():
    first = InvitationFactory(email="ana@exemple.fr")
    refused(
        "invitation_once_by_address", lambda: InvitationFactory(event=first.event, email="Ana@exemple.fr")
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("reminder_for_event_or_series", {"event": None}),
        ("reminder_moment_is_one", {"local_time": None}),
        ("reminder_moment_is_one", {"hours_before": 2}),
        ("reminder_moment_is_one", {"days_before": None, "local_time": None, "hours_before": 0}),
        ("reminder_moment_is_near", {"days_before": 91}),
        ("reminder_moment_is_near", {"days_before": None, "local_time": None, "hours_before": 73}),
        ("reminder_audience_known", {"audience": "everybody"}),
    ],
)
def test_reminder_rule_refuses(name, values):
    refused(name, lambda: ReminderRuleFactory(**values))


def test_a_rule_is_written_once():
    rule = ReminderRuleFactory()
    refused("reminder_once_by_event", lambda: ReminderRuleFactory(event=rule.event))
    ReminderRuleFactory(event=rule.event, audience=ReminderAudience.INVITED)
    ReminderRuleFactory(event=rule.event, local_time=dt.time(9))


def test_an_event_leaves_time_to_answer():
    refused("event_hours_to_answer", lambda: OpenEventFactory(confirm_hours=0))


def test_the_database_alone_opens_nothing():
    registration = RegistrationFactory()
    row = Registration.objects.filter(pk=registration.pk).values().get()
    token = registration.link_token
    assert token not in str(row)
    assert row["link_digest"] == token_digest(token)
    assert list(Registration.objects.for_token(token, at=NOW)) == [registration]
    assert registration.code.replace("-", "") not in token


def test_a_session_is_chosen_in_ones_own_meeting():
    registration, session = RegistrationFactory(), SessionFactory()
    refused(
        "registration_session_same_event", lambda: insert_choice(registration, session, registration.event)
    )
    refused("registration_session_own_event", lambda: insert_choice(registration, session, session.event))
    own = SessionFactory(event=registration.event)
    insert_choice(registration, own, registration.event)
    assert list(registration.sessions.all()) == [own]
    other = OpenEventFactory()

    def move_session():
        type(own).objects.filter(pk=own.pk).update(event=other)
        at_once()

    refused("registration_session_same_event", move_session)


def test_a_choice_takes_the_meeting_of_who_chooses():
    registration = RegistrationFactory()
    session = SessionFactory(event=registration.event)
    choice = RegistrationSession.objects.create(registration=registration, session=session, chosen_at=NOW)
    assert choice.event == registration.event


def test_a_place_comes_from_a_quota_of_its_meeting():
    registration, quota = RegistrationFactory(), QuotaFactory()

    def take(chosen):
        Registration.objects.filter(pk=registration.pk).update(quota=chosen)
        at_once()

    refused("registration_quota_same_event", lambda: take(quota))
    own = QuotaFactory(event=registration.event)
    take(own)
    own.delete()
    registration.refresh_from_db()
    assert registration.quota is None


@pytest.mark.parametrize(("from_state", "to_state"), [("", "maybe"), ("maybe", S.CONFIRMED), ("maybe", "")])
def test_a_transition_goes_between_known_states(from_state, to_state):
    registration = RegistrationFactory()
    refused(
        "transition_states_known",
        lambda: RegistrationTransition.objects.create(
            registration=registration, at=NOW, from_state=from_state, to_state=to_state
        ),
    )

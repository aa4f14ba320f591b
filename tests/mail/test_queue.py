"""Writing to the outbox: once, in the caller's transaction, identifiers only."""

import datetime as dt
import time

import pytest
from celery import Celery
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import IntegrityError, transaction

from portal.mail import kinds, services
from portal.mail.addresses import address_key
from portal.mail.enums import MessageState
from portal.mail.models import Message
from portal.mail.services import DrainReport, queueing
from portal.mail.tasks import drain

pytestmark = pytest.mark.django_db


def test_two_spellings_of_an_address_are_one_recipient():
    assert address_key(" Ana@Exemple.FR ") == address_key("ana@exemple.fr")
    assert address_key("ＡＮＡ@exemple.fr") == "ana@exemple.fr"
    assert address_key("a.na@exemple.fr") != address_key("ana@exemple.fr")


def test_asking_twice_writes_once(kind, at):
    first = services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at)
    again = services.queue(kind=kind.name, to="ANA@exemple.fr", slot="1", at=at)
    other = services.queue(kind=kind.name, to="ana@exemple.fr", slot="2", at=at)
    assert (first.pk == again.pk, other.pk != first.pk) == (True, True)
    assert Message.objects.count() == 2


def test_what_the_transaction_forgets_was_never_written(kind, at):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at)
        raise RuntimeError
    assert not Message.objects.exists()


def test_the_context_holds_identifiers_only(kind, at):
    with pytest.raises(ValueError, match="identifiers only"):
        services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at, context={"name": "Ana Roche"})
    services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at, context={"registration": 12})


def test_an_unknown_kind_is_refused_at_once(at):
    with pytest.raises(kinds.UnknownKindError):
        services.queue(kind="nobody.writes", to="ana@exemple.fr", slot="1", at=at)


def test_a_transaction_wakes_the_workers_once(kind, at, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(queueing, "wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(20):
            services.queue(kind=kind.name, to=f"p{number}@exemple.fr", slot="1", at=at)
    assert woken == ["portal.mail.tasks.drain"]


@pytest.mark.django_db(transaction=True)
def test_a_crowd_calls_one_drain_until_it_begins(kind, at, monkeypatch):
    woken = []
    monkeypatch.setattr(queueing, "wake", lambda task: not woken.append(task))
    cache.clear()
    for number in range(5):
        services.queue(kind=kind.name, to=f"p{number}@exemple.fr", slot="1", at=at)
    assert len(woken) == 1
    services.drain_begins()
    for number in range(5, 8):
        services.queue(kind=kind.name, to=f"p{number}@exemple.fr", slot="1", at=at)
    assert len(woken) == 2


@pytest.mark.django_db(transaction=True)
def test_a_call_that_no_broker_took_is_made_again(kind, at, monkeypatch):
    tried = []
    monkeypatch.setattr(queueing, "wake", tried.append)
    cache.clear()
    for number in range(2):
        services.queue(kind=kind.name, to=f"p{number}@exemple.fr", slot="1", at=at)
    assert len(tried) == 2


def test_the_worker_says_that_it_begins_before_it_looks(monkeypatch):
    order = []
    monkeypatch.setattr(services, "drain_begins", lambda: order.append("begins"))
    monkeypatch.setattr(services, "drain", lambda clock: order.append("looks") or DrainReport())
    drain.run()
    assert order == ["begins", "looks"]


def test_what_is_for_later_wakes_nobody(kind, at, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        services.queue(
            kind=kind.name, to="a@exemple.fr", slot="1", at=at, not_before=at + dt.timedelta(hours=1)
        )
    assert callbacks == []


def test_a_dead_broker_costs_little_and_breaks_nothing(
    kind, at, monkeypatch, django_capture_on_commit_callbacks
):
    lonely = Celery("lonely", broker="redis+socket:///nowhere/valkey.sock", set_as_current=False)
    lonely.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    lonely.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr("portal.celery.app", lonely)
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        services.queue(kind=kind.name, to="a@exemple.fr", slot="1", at=at)
    assert services.wake("portal.mail.tasks.drain") is False
    assert time.monotonic() - started < 4
    assert Message.objects.get().state == MessageState.QUEUED


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "gone"}, "message_state_known"),
        ({"slot": ""}, "message_is_addressed"),
        ({"lease_token": "7f0f2f54-8a53-4b5e-9a52-0d4f7a4ef001"}, "message_lease_whole"),
        ({"state": "sending"}, "message_leased_while_sending"),
        ({"state": "sent"}, "message_sent_is_dated"),
        ({"sent_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "message_sent_is_dated"),
        ({"state": "refused", "body": {"text": "secret"}}, "message_body_blanked"),
    ],
)
def test_the_database_holds_the_life_of_a_message(kind, at, changes, constraint):
    message = services.queue(kind=kind.name, to="a@exemple.fr", slot="1", at=at)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**changes)


def test_the_database_writes_once(kind, at):
    services.queue(kind=kind.name, to="a@exemple.fr", slot="1", at=at)
    with pytest.raises(IntegrityError, match="message_once"), transaction.atomic():
        Message.objects.create(
            kind=kind.name, recipient="A@exemple.fr", slot="1", queued_at=at, next_attempt_at=at, not_after=at
        )


def test_django_s_mail_waits_in_the_outbox(settings):
    settings.EMAIL_BACKEND = "portal.mail.backend.OutboxBackend"
    send_mail("Objet", "Corps", None, ["a@exemple.fr", "b@exemple.fr"])
    email = EmailMultiAlternatives("Deux", "Corps", to=["Zoé <zoe@exemple.fr>"])
    email.attach_alternative("<p>Corps</p>", "text/html")
    email.attach("a.txt", "texte", "text/plain")
    email.send()
    assert sorted(Message.objects.values_list("recipient", "kind")) == [
        ("a@exemple.fr", "account"),
        ("b@exemple.fr", "account"),
        ("zoe@exemple.fr", "account"),
    ]


class TestStaff:
    def test_a_message_is_held_then_sent_again(self, kind, at):
        message = services.queue(kind=kind.name, to="a@exemple.fr", slot="1", at=at)
        services.hold(message, by=None, at=at)
        with pytest.raises(services.CannotResendError, match="qui attend"):
            services.hold(message, by=None, at=at)
        services.resend(message, by=None, at=at)
        message.refresh_from_db()
        assert message.state == MessageState.QUEUED
        with pytest.raises(services.CannotResendError, match="en route"):
            services.resend(message, by=None, at=at)

    def test_a_sent_one_leaves_again_under_another_message_id(self, kind, at):
        message = services.queue(kind=kind.name, to="a@exemple.fr", slot="1", at=at)
        Message.objects.update(state=MessageState.SENT, sent_at=at)
        services.resend(message, by=None, at=at)
        again = Message.objects.get()
        assert (again.state, again.sent_at) == (MessageState.QUEUED, None)
        assert again.message_id != message.message_id

    def test_a_reset_mail_whose_text_was_erased_cannot(self, at):
        body = {"subject": "s", "text": "t", "alternatives": [], "attachments": [], "reply_to": []}
        message = services.queue(kind="account", to="a@exemple.fr", slot="1", at=at, body=body)
        Message.objects.update(state=MessageState.EXPIRED, body=None)
        with pytest.raises(services.CannotResendError, match="effacé"):
            services.resend(message, by=None, at=at)

"""Machines die; mail arrives. Each case ends with the invariants held."""

import threading
import time

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from portal.mail import services
from portal.mail.enums import MessageState
from portal.mail.models import Message
from tests.reliability.conftest import LEASE_SECONDS, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

BODY = {"subject": "Essai", "text": "Corps", "alternatives": [], "attachments": [], "reply_to": []}


@pytest.fixture(autouse=True)
def _invariants(transactional_db):
    yield
    call_command("check_invariants")


def _queue(number: int) -> list[str]:
    """Rows as a request leaves them, each with its wake-up."""
    now = timezone.now()
    return [
        services.queue(kind="account", to=f"p{n:03}@exemple.fr", slot="1", at=now, body=BODY).message_id
        for n in range(number)
    ]


def _tick() -> None:
    """What beat sends every 30 seconds."""
    assert services.wake("portal.mail.tasks.drain")


def _states() -> set[str]:
    return set(Message.objects.values_list("state", flat=True))


def _all_sent() -> bool:
    return _states() == {MessageState.SENT}


def test_a_queued_message_is_delivered_once_by_the_wake_up_alone(worker, sink):
    _queue(5)
    wait_until(_all_sent, what="the messages to leave")
    assert sink.addresses == [f"p{n:03}@exemple.fr" for n in range(5)]


def test_a_worker_killed_half_way_and_a_broker_emptied_lose_nothing(worker, sink, broker):
    reached = threading.Event()
    sink.on_data = lambda _address, _message: reached.set() if len(sink.received) == 20 else None
    with transaction.atomic():
        identifiers = _queue(60)
    assert reached.wait(10)
    worker.kill()
    before = len(sink.received)
    assert MessageState.SENDING in _states()
    identifiers += _queue(65)[60:]
    assert broker.llen("mail") >= 1
    broker.flushdb()
    worker.start()
    time.sleep(LEASE_SECONDS)
    assert len(sink.received) == before
    _tick()
    wait_until(_all_sent, what="the rest to leave")
    arrivals = sink.by_message_id()
    assert set(arrivals) == set(identifiers)
    # Of each of the two children, the message that was between « 250 » and its record came twice, if any.
    assert sum(arrivals.values()) <= 67


@pytest.mark.parametrize("killed", [True, False], ids=["killed after 250", "not killed"])
def test_only_a_death_after_250_sends_twice_and_under_the_same_message_id(worker, sink, killed):
    """The record is held back by a lock on the row; the worker dies there, or is let through."""
    other = psycopg.connect(
        **{
            k: v
            for k, v in connection.get_connection_params().items()
            if k in ("dbname", "user", "host", "port")
        }
    )
    accepted = threading.Event()

    def hold_the_row(_address, _message) -> None:
        if not accepted.is_set():
            other.execute("SELECT 1 FROM mail_message FOR UPDATE")
            accepted.set()

    sink.on_data = hold_the_row
    message_id = _queue(1)[0]
    assert accepted.wait(10)
    if killed:
        time.sleep(0.2)
        worker.kill_children()
        time.sleep(0.2)
    other.rollback()
    other.close()
    if killed:
        time.sleep(LEASE_SECONDS)
        _tick()
    wait_until(_all_sent, what="the message to be recorded")
    assert sink.by_message_id() == {message_id: 2 if killed else 1}


def test_a_worker_hears_again_after_the_broker_was_emptied(worker, sink, broker):
    _queue(3)
    wait_until(_all_sent, what="the messages to leave")
    broker.flushdb()
    _queue(4)
    wait_until(lambda: Message.objects.count() == 4 and _all_sent(), what="the worker to hear again")
    assert set(sink.by_message_id().values()) == {1}


def test_refusals_and_poison_delay_nobody(worker, sink):
    sink.refuse_data["p001@exemple.fr"] = ["451 4.3.0 later"]
    sink.refuse_rcpt["p002@exemple.fr"] = ["550 5.1.1 no such user"]
    with transaction.atomic():
        _queue(6)
        Message.objects.filter(recipient="p003@exemple.fr").update(kind="gone.kind")
    wait_until(lambda: Message.objects.filter(state="sent").count() == 3, what="the others to leave")
    wait_until(lambda: "sending" not in _states(), what="the run to end")
    Message.objects.filter(state="queued", last_code=451).update(next_attempt_at=timezone.now())
    _tick()
    wait_until(lambda: Message.objects.filter(state="sent").count() == 4, what="the second attempt")
    left = dict(Message.objects.exclude(state="sent").values_list("recipient", "state"))
    assert left == {"p002@exemple.fr": "refused", "p003@exemple.fr": "queued"}
    Message.objects.filter(kind="gone.kind").delete()
    assert set(sink.by_message_id().values()) == {1}


def test_ten_ticks_at_once_send_once(worker, sink):
    worker.freeze()
    identifiers = _queue(60)
    for _tick_number in range(10):
        _tick()
    worker.thaw()
    wait_until(_all_sent, what="the messages to leave")
    assert sink.by_message_id() == dict.fromkeys(identifiers, 1)
    # Both children had their part: it was a race.
    assert sink.connections > 1

"""Sending, against a real SMTP server."""

import datetime as dt
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from portal.mail import kinds, services
from portal.mail.enums import MessageState, SuppressionReason
from portal.mail.models import Message, Suppression
from portal.mail.services import sending

pytestmark = pytest.mark.django_db


def _queue(kind, at, to="ana@exemple.fr", slot="1", **more):
    return services.queue(kind=kind.name, to=to, slot=slot, at=at, **more)


def _drain(at):
    return services.drain(clock=lambda: at)


def _only():
    return Message.objects.get()


def test_everything_due_leaves_on_one_connection(kind, sink, at):
    for number in range(7):
        _queue(kind, at, to=f"p{number}@exemple.fr")
    _queue(kind, at, to="later@exemple.fr", not_before=at + dt.timedelta(minutes=1))
    report = services.drain(clock=lambda: at, batch=3)
    assert (report.sent, sink.connections) == (7, 1)
    assert sink.addresses == [f"p{number}@exemple.fr" for number in range(7)]
    assert set(Message.objects.values_list("recipient", "state")) == {
        *((f"p{number}@exemple.fr", "sent") for number in range(7)),
        ("later@exemple.fr", "queued"),
    }


def test_what_arrives(kind, sink, at):
    message = _queue(kind, at, name="Ana Roche")
    _drain(at)
    (_address, mail), sent = sink.received[0], _only()
    assert mail["Message-ID"] == message.message_id
    assert mail["To"] == "Ana Roche <ana@exemple.fr>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert (sent.sent_at, sent.subject, sent.last_code) == (at, "Votre place, Rencontre", 250)
    assert (sent.attempts, sent.faults) == (1, 0)


def test_a_calendar_file_comes_along(kind, sink, at):
    kind.write = lambda message: kinds.Letter(
        "tests/note", kind.values, (kinds.Attachment("a.ics", b"BEGIN:VCALENDAR", "text/calendar"),)
    )
    _queue(kind, at)
    _drain(at)
    attached = list(sink.received[0][1].iter_attachments())
    assert [(part.get_filename(), part.get_content_type()) for part in attached] == [
        ("a.ics", "text/calendar")
    ]


@pytest.mark.parametrize(
    ("where", "answer", "state", "code"),
    [
        ("rcpt", "450 4.2.1 busy", "queued", 450),
        ("rcpt", "452 4.2.2 full", "queued", 452),
        ("data", "451 4.3.0 try later", "queued", 451),
        ("data", "432 4.7.0 slow down", "queued", 432),
        ("rcpt", "550 5.1.1 no such user", "refused", 550),
        ("data", "552 5.3.4 too big", "refused", 552),
        ("data", "554 5.7.1 not wanted", "refused", 554),
        ("data", "CUT", "queued", None),
    ],
)
def test_what_the_server_answers_decides(kind, sink, at, where, answer, state, code):
    getattr(sink, f"refuse_{where}")["ana@exemple.fr"] = [answer]
    _queue(kind, at)
    _queue(kind, at, to="other@exemple.fr")
    _drain(at)
    message = Message.objects.get(recipient="ana@exemple.fr")
    assert (message.state, message.last_code, message.faults) == (state, code, 0)
    assert Message.objects.get(recipient="other@exemple.fr").state == "sent"
    if state == "queued":
        wait = message.next_attempt_at - at
        assert dt.timedelta(seconds=24) <= wait <= dt.timedelta(seconds=72)
        _drain(at + wait)
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("sent", 2)
        assert sink.by_message_id()[message.message_id] == 1
    else:
        _drain(at + dt.timedelta(days=2))
        assert sink.addresses == ["other@exemple.fr"]


def test_attempts_are_further_and_further_apart(kind, sink, at):
    sink.refuse_data["ana@exemple.fr"] = ["451 4.3.0 later"] * 9
    _queue(kind, at)
    waits = []
    for _attempt in range(6):
        _drain(at)
        waits.append((_only().next_attempt_at - at).total_seconds())
        at = _only().next_attempt_at
    for wait, wanted in zip(waits, [60, 300, 900, 3600, 3600, 3600], strict=True):
        assert 0.8 * wanted <= wait <= 1.2 * wanted


def test_no_attempt_past_the_moment_when_it_is_pointless(kind, sink, at):
    sink.refuse_data["ana@exemple.fr"] = ["451 4.3.0 later"] * 9
    _queue(kind, at, not_after=at + dt.timedelta(seconds=40))
    _drain(at)
    assert (_only().state, _only().last_code) == ("expired", 451)


def test_what_waited_too_long_is_given_up_unsent(kind, sink, at):
    _queue(kind, at, not_after=at + dt.timedelta(hours=1))
    _drain(at + dt.timedelta(hours=1))
    assert (_only().state, sink.received) == ("expired", [])


def test_an_address_that_does_not_exist_is_left_alone_afterwards(kind, sink, at):
    sink.refuse_rcpt["ana@exemple.fr"] = ["550 5.1.1 no such user"]
    _queue(kind, at)
    _drain(at)
    _queue(kind, at, to="Ana@exemple.fr", slot="2")
    _drain(at)
    assert Suppression.objects.get().reason == SuppressionReason.BOUNCE
    assert sorted(Message.objects.values_list("slot", "state", "last_error")) == [
        ("1", "refused", "5.1.1 no such user"),
        ("2", "refused", "adresse écartée"),
    ]


def test_who_opposed_solicitation_still_gets_tickets(kind, sink, at):
    kinds.register("tests.call", lambda message: kind.write(message), essential=False)
    services.suppress("ana@exemple.fr", reason=SuppressionReason.OPPOSITION, at=at)
    _queue(kind, at)
    services.queue(kind="tests.call", to="ana@exemple.fr", slot="1", at=at)
    _drain(at)
    assert dict(Message.objects.values_list("kind", "state")) == {
        "tests.note": "sent",
        "tests.call": "refused",
    }


def test_a_server_out_of_reach_costs_no_attempt(kind, at, settings, sink):
    sink.stop()
    for number in range(3):
        _queue(kind, at, to=f"p{number}@exemple.fr")
    assert _drain(at).unreachable
    assert set(Message.objects.values_list("state", "attempts", "next_attempt_at")) == {("queued", 0, at)}


def test_our_own_address_refused_gives_nothing_up(kind, sink, at):
    sink.refuse_senders = True
    _queue(kind, at)
    _drain(at)
    assert (_only().state, _only().last_code) == ("queued", 550)


class TestPoison:
    def test_what_cannot_be_written_is_given_up_after_five_faults(self, kind, sink, at):
        kind.write = lambda message: {}["nowhere"]
        _queue(kind, at)
        for _attempt in range(5):
            assert _only().state == "queued"
            _drain(_only().next_attempt_at)
        message = _only()
        assert (message.state, message.attempts) == ("dead", 5)
        assert message.last_error.startswith("KeyError, test_sending.py:")

    def test_the_others_leave(self, kind, sink, at):
        good = kind.write
        kind.write = lambda message: good(message) if message.slot != "3" else kinds.Letter("tests/absent")
        for number in range(6):
            _queue(kind, at, slot=str(number))
        assert _drain(at).sent == 5
        assert Message.objects.get(slot="3").last_error.startswith("TemplateDoesNotExist")

    def test_a_kind_that_no_app_declares_any_more(self, kind, sink, at):
        message = _queue(kind, at)
        Message.objects.filter(pk=message.pk).update(kind="gone.kind")
        _drain(at)
        assert "UnknownKindError" in _only().last_error
        with pytest.raises(CommandError, match="1 entorse"):
            call_command("check_invariants")

    def test_what_has_become_pointless_is_not_sent(self, kind, sink, at):
        def write(message):
            raise kinds.ObsoleteError("inscription annulée")

        kind.write = write
        _queue(kind, at)
        _drain(at)
        assert (_only().state, _only().last_error, sink.received) == ("expired", "inscription annulée", [])

    def test_one_that_kills_its_worker_is_given_up(self, kind, sink, at):
        message = _queue(kind, at)
        for _death in range(5):
            (taken,) = sending.claim(at=at)
            assert sending._begin(taken, at=at)
            at += sending.lease_time()
            services.release_lost(at=at)
        assert Message.objects.get(pk=message.pk).state == "dead"


class TestLease:
    def test_a_dead_worker_s_messages_are_given_back(self, kind, sink, at):
        _queue(kind, at)
        assert len(sending.claim(at=at)) == 1
        assert _drain(at).sent == 0
        later = at + sending.lease_time()
        assert _drain(later).sent == 1
        assert sink.addresses == ["ana@exemple.fr"]

    def test_who_lost_the_lease_neither_sends_nor_records(self, kind, sink, at):
        _queue(kind, at)
        (mine,) = sending.claim(at=at)
        later = at + sending.lease_time()
        services.release_lost(at=later)
        (theirs,) = sending.claim(at=later)
        assert not sending._begin(mine, at=later)
        sending._finish(mine, sending.ACCEPTED, at=later)
        assert _only().state == "sending"
        sending._finish(theirs, sending.ACCEPTED, at=later)
        assert _only().state == "sent"

    def test_a_forgotten_lease_is_an_invariant_broken(self, kind, at):
        _queue(kind, at)
        call_command("check_invariants")
        sending.claim(at=at)
        Message.objects.update(leased_until=timezone.now() - dt.timedelta(hours=1))
        with pytest.raises(CommandError, match="1 entorse"):
            call_command("check_invariants")


def test_the_text_of_an_account_mail_is_erased_once_sent(sink, at, settings):
    body = {"subject": "Réinitialiser", "text": "https://vivier.example/k/secret", "reply_to": []}
    services.queue(
        kind="account",
        to="a@exemple.fr",
        slot="1",
        at=at,
        body=body | {"alternatives": [], "attachments": [["a.txt", "dGV4dGU=", "text/plain"]]},
    )
    _drain(at)
    assert (_only().state, _only().body) == (MessageState.SENT, None)
    assert "secret" in str(sink.received[0][1])


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_drains_at_once_send_once(kind, sink, at):
    for number in range(40):
        _queue(kind, at, to=f"p{number:02}@exemple.fr")
    reports = []
    gate = threading.Barrier(3)

    def run():
        gate.wait()
        try:
            reports.append(services.drain(clock=lambda: at, batch=4))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sink.addresses == [f"p{number:02}@exemple.fr" for number in range(40)]
    assert sum(report.sent for report in reports) == 40
    assert sum(1 for report in reports if report.sent) > 1

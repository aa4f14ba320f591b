"""What servers send back: read once, believed when it came to an address of ours."""

import io
import uuid

import pytest
from django.core.management import CommandError, call_command

from portal.mail import services, tasks
from portal.mail.enums import MessageState, SuppressionReason
from portal.mail.envelope import message_of, return_address
from portal.mail.models import Message, Suppression
from portal.mail.services import Outcome

pytestmark = pytest.mark.django_db

NOTICE = """\
From: MAILER-DAEMON@mx.exemple.net
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="limit"

--limit
Content-Type: text/plain; charset=utf-8

Votre message n'a pas été distribué.

--limit
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.net

Final-Recipient: rfc822; ana@exemple.fr
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} {words}

--limit
Content-Type: text/rfc822-headers

To: victime@exemple.fr

--limit--
"""


def notice(to: str, *, action="failed", status="5.1.1", words="no such user") -> bytes:
    return NOTICE.format(to=to, action=action, status=status, words=words).encode()


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.MAIL_RETURN_ADDRESS = "retours@vivier.example"


@pytest.fixture
def sent(kind, sink, at):
    message = services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at)
    services.drain(clock=lambda: at)
    message.refresh_from_db()
    return message


def test_the_envelope_names_the_message_and_the_header_does_not(kind, sink, at, sent):
    (envelope,) = sink.senders
    assert envelope.startswith("retours+") and envelope.endswith("@vivier.example")
    assert len(envelope.partition("@")[0]) <= 64
    assert message_of(envelope) == sent.pk
    assert sink.received[0][1]["From"] == "Vivier <vivier@exemple.fr>"


def test_without_a_mailbox_the_envelope_is_the_ordinary_sender(settings, kind, sink, at):
    settings.MAIL_RETURN_ADDRESS = ""
    services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at)
    services.drain(clock=lambda: at)
    assert sink.senders == ["vivier@exemple.fr"]


@pytest.mark.parametrize(
    ("action", "status", "outcome", "state", "suppressed"),
    [
        ("failed", "5.1.1", Outcome.SUPPRESSED, MessageState.BOUNCED, True),
        ("failed", "5.2.1", Outcome.SUPPRESSED, MessageState.BOUNCED, True),
        ("failed", "5.2.2", Outcome.BOUNCED, MessageState.BOUNCED, False),
        ("failed", "5.7.1", Outcome.BOUNCED, MessageState.BOUNCED, False),
        ("failed", "4.4.7", Outcome.NOTED, MessageState.SENT, False),
        ("delayed", "4.4.1", Outcome.NOTED, MessageState.SENT, False),
        ("delivered", "2.1.5", Outcome.NOTED, MessageState.SENT, False),
    ],
)
def test_the_status_decides(sent, at, action, status, outcome, state, suppressed):
    raw = notice(return_address(sent.pk), action=action, status=status)
    assert services.take_back(raw, at=at) == outcome
    sent.refresh_from_db()
    assert (sent.state, sent.last_error, sent.sent_at) == (state, f"{status} 550 {status} no such user", at)
    wanted = [SuppressionReason.BOUNCE] if suppressed else []
    assert list(Suppression.objects.values_list("reason", flat=True)) == wanted


def test_twice_changes_nothing_more(sent, at):
    raw = notice(return_address(sent.pk))
    assert services.take_back(raw, at=at) == services.take_back(raw, at=at) == Outcome.SUPPRESSED
    assert (Message.objects.get().state, Suppression.objects.count()) == ("bounced", 1)


def test_the_case_of_an_address_may_change_on_the_way(sent, at):
    assert services.take_back(notice(return_address(sent.pk).upper()), at=at) == Outcome.SUPPRESSED


def test_a_key_of_before_still_reads(sent, at, settings):
    old, settings.SECRET_KEY_FALLBACKS = return_address(sent.pk), [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert message_of(old) == sent.pk


@pytest.mark.parametrize(
    "address",
    [
        "retours@vivier.example",
        "retours+@vivier.example",
        "retours+pasdujeu@vivier.example",
        "retours+" + "a" * 42 + "@vivier.example",
        "retours+é\x00@vivier.example",
        "",
    ],
)
def test_a_forged_address_sets_nobody_aside(sent, at, address):
    assert services.take_back(notice(address.replace("\x00", "")), at=at) == Outcome.FORGED
    assert message_of(address) is None
    assert (Message.objects.get().state, Suppression.objects.count()) == ("sent", 0)


def test_the_seal_of_one_message_is_not_that_of_another(sent, at):
    other = return_address(uuid.uuid4()).partition("+")[2]
    assert services.take_back(notice(f"retours+{other}"), at=at) == Outcome.UNKNOWN
    mine = return_address(sent.pk)
    forged = mine[:12] + ("a" if mine[12] != "a" else "b") + mine[13:]
    assert services.take_back(notice(forged), at=at) == Outcome.FORGED


def test_the_pipe_s_word_prevails_over_the_headers(sent, at):
    raw = notice(return_address(sent.pk))
    assert services.take_back(raw, at=at, sent_to="someone@exemple.fr") == Outcome.FORGED
    assert services.take_back(notice("x@y.fr"), at=at, sent_to=return_address(sent.pk)) == Outcome.SUPPRESSED


@pytest.mark.parametrize(
    "raw",
    [
        "To: {to}\nSubject: Absent\n\nJe suis en vacances.\n",
        "To: {to}\nContent-Type: multipart/report; boundary=x\n\n--x\n\n--x--\n",
        "To: {to}\nContent-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n",
    ],
)
def test_what_is_no_notice_changes_nothing(sent, at, raw):
    raw = raw.format(to=return_address(sent.pk)).encode()
    assert services.take_back(raw, at=at) == Outcome.NO_NOTICE
    assert Message.objects.get().state == "sent"


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 400, b"\n\n\n", b"To: \xff\xfe\n\n", b"a" * 3_000_000])
def test_anything_else_is_read_without_a_fault(raw, at):
    assert services.take_back(raw, at=at) == Outcome.FORGED


def test_what_was_forgotten_since_is_let_be(sent, at):
    raw = notice(return_address(sent.pk))
    Message.objects.all().delete()
    assert services.take_back(raw, at=at) == Outcome.UNKNOWN


def test_one_that_came_back_can_be_sent_again_under_another_name(sent, at, sink):
    services.take_back(notice(return_address(sent.pk), status="5.2.2"), at=at)
    sent.refresh_from_db()
    services.resend(sent, by=None, at=at)
    services.drain(clock=lambda: at)
    assert Message.objects.get().state == "sent"
    assert sink.received[0][1]["Message-ID"] != sink.received[1][1]["Message-ID"]


class TestDoors:
    def test_a_pipe(self, sent, monkeypatch, capsys):
        raw = notice(return_address(sent.pk))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("read_returns")
        assert capsys.readouterr().out == "suppressed : 1\n"

    def test_a_folder_is_emptied(self, sent, tmp_path, settings):
        for name in ("new", "cur", "tmp"):
            (tmp_path / name).mkdir()
        (tmp_path / "new" / "1.a.mx").write_bytes(notice(return_address(sent.pk)))
        (tmp_path / "new" / "2.b.mx").write_bytes(notice("x@y.fr"))
        settings.MAIL_RETURN_MAILDIR = tmp_path
        tasks.read_returns.run()
        assert Message.objects.get().state == "bounced"
        assert list((tmp_path / "new").iterdir()) == []

    def test_no_folder_is_no_task(self, settings):
        settings.MAIL_RETURN_MAILDIR = None
        tasks.read_returns.run()

    def test_a_folder_that_is_none_says_so(self, tmp_path):
        with pytest.raises(CommandError, match="n’est pas un dossier Maildir"):
            call_command("read_returns", maildir=tmp_path)

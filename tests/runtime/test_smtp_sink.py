"""The demonstration's SMTP server: what is sent becomes a file, and a restart keeps the address."""

import email
import email.policy
import signal
import smtplib
import socket
import sys
from email.message import EmailMessage
from pathlib import Path

from runtime import processes
from tests.runtime.conftest import clean_environment, eventually


def start(listening: socket.socket, folder: Path) -> processes.subprocess.Popen[bytes]:
    number = listening.fileno()
    command = [sys.executable, "-m", "runtime.smtp_sink", "--fd", str(number), "--folder", str(folder)]
    return processes.spawn(command, env=clean_environment(), pass_fds=(number,))


def send(port: int, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "vivier@exemple.fr", "ana@exemple.fr", subject
    message.set_content("Bonjour Ana,\nvotre place est confirmée.\n")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.send_message(message, to_addrs=["ana@exemple.fr"])


def test_mail_becomes_files_in_order_of_arrival_across_a_restart(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        for subject in ("Première", "Seconde"):
            sink = start(listening, tmp_path)
            send(port, subject)
            processes.stop(sink, ((signal.SIGTERM, 3.0),))
            assert sink.returncode == 0
    assert eventually(lambda: len(list(tmp_path.iterdir())) == 2)
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(tmp_path.glob("*.eml"))
    ]
    assert [message["Subject"] for message in messages] == ["Première", "Seconde"]
    assert {message["X-Envelope-To"] for message in messages} == {"ana@exemple.fr"}
    assert "votre place est confirmée" in messages[0].get_content()


def test_a_message_that_cannot_be_kept_is_refused_for_now(tmp_path: Path) -> None:
    """A full disk: the sender keeps the message and tries again."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sink = start(listening, tmp_path / "absent")
        try:
            send(listening.getsockname()[1], "Perdue ?")
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        finally:
            processes.stop(sink, ((signal.SIGTERM, 3.0),))
    assert code == 452

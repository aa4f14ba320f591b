"""No log holds the secret of a private link, whoever writes it."""

import io
import logging
import logging.config
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from portal.core.logs import masked

SECRET = "VTWN55wpQk-7_secretsecret"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"GET /inscriptions/{SECRET}/ HTTP/1.1", "GET /inscriptions/…/ HTTP/1.1"),
        (f"/en/inscriptions/{SECRET}/annuler/?a=1", "/en/inscriptions/…/annuler/?a=1"),
        (f"https://v.fr/invitations/{SECRET}", "https://v.fr/invitations/…"),
        (f"/comptes/invitation/{SECRET}/", "/comptes/invitation/…/"),
        (f"/comptes/mot-de-passe/nouveau/{SECRET}/", "/comptes/mot-de-passe/nouveau/…/"),
        (f"?suite=%2Finscriptions%2F{SECRET}", "?suite=%2Finscriptions/…"),
        ("/agenda/forum/inscription/envoyee/", "/agenda/forum/inscription/envoyee/"),
        ("/inscriptions/", "/inscriptions/"),
    ],
)
def test_what_follows_a_private_address_is_masked(written, expected):
    assert masked(written) == expected


def test_django_writes_no_secret(client, db):
    """Through the handler that the settings declare, as it stands in production."""
    logging.config.dictConfig(settings.LOGGING)
    handler = logging.getLogger().handlers[0]
    written = handler.stream = io.StringIO()
    try:
        assert client.get(f"/inscriptions/{SECRET}/").status_code == 404
        logging.getLogger("django.request").warning("Not Found: %s", f"/invitations/{SECRET}/")
    finally:
        handler.stream = sys.stderr
    assert "/invitations/…/" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_gunicorn_writes_no_secret(tmp_path):
    """A real server with the settings that every start uses."""
    application = tmp_path / "small.py"
    application.write_text(
        "def application(environ, start):\n    start('200 OK', [])\n    return [b'']\n", encoding="utf-8"
    )
    log = (tmp_path / "log").open("w+b")
    command = [sys.executable, "-m", "gunicorn", "small", "--chdir", str(tmp_path), "--bind", "127.0.0.1:0"]
    root = str(settings.BASE_DIR)
    server = subprocess.Popen(
        [*command, "--config", "python:portal.gunicorn", "--pythonpath", root],
        stdout=log,
        stderr=log,
        cwd=root,
    )
    try:
        port = _port(log, server)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/inscriptions/{SECRET}/",
            headers={"Referer": f"http://127.0.0.1/invitations/{SECRET}/"},
        )
        urllib.request.urlopen(request, timeout=10).close()
    finally:
        server.terminate()
        server.wait(10)
    log.seek(0)
    written = log.read().decode()
    assert '"GET /inscriptions/…/ HTTP/1.1" 200' in written
    assert SECRET not in written


def _port(log, server) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and server.poll() is None:
        log.seek(0)
        for line in log.read().decode().splitlines():
            if "Listening at: http://127.0.0.1:" in line:
                return int(line.rpartition("127.0.0.1:")[2].split()[0])
        time.sleep(0.05)
    raise AssertionError("gunicorn did not start")

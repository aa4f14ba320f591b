"""The demonstration's mailbox shows what was received, and opens nothing else."""

from email.message import EmailMessage

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(settings, tmp_path):
    """Leaves a message as the demonstration's SMTP server does."""
    settings.VIVIER_MAIL_DIR = tmp_path

    def leave(
        number: int = 1,
        *,
        html: str | None = "<html><head></head><body><p>Bonjour</p></body></html>",
        **headers,
    ):
        message = EmailMessage()
        message["Subject"] = headers.get("subject", "Votre place")
        message["From"] = "Vivier <vivier@exemple.fr>"
        message["To"] = headers.get("to", "nadia@exemple.fr")
        message["Date"] = headers.get("date", "Sun, 22 Nov 2026 09:00:00 +0000")
        message.set_content("Bonjour Nadia")
        if html is not None:
            message.add_alternative(html, subtype="html")
        message.add_attachment(
            b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="../billet.ics"
        )
        name = f"{1_000_000_000_000_000_000 + number}-0123abcd"
        (tmp_path / f"{name}.eml").write_bytes(message.as_bytes())
        return name

    return leave


def test_an_empty_mailbox_says_what_to_do(client, settings, tmp_path):
    settings.VIVIER_MAIL_DIR = tmp_path / "nothing-yet"
    answer = client.get(reverse("demo:mailbox"))
    assert answer.status_code == 200
    assert "Inscrivez-vous" in answer.content.decode()


def test_letters_are_listed_newest_first_and_by_recipient(client, received):
    received(1, subject="Ancien")
    received(2, subject="Récent", to="ugo@exemple.fr")
    shown = [letter.subject for letter in client.get(reverse("demo:mailbox")).context["letters"]]
    assert shown == ["Récent", "Ancien"]
    shown = [
        letter.subject for letter in client.get(reverse("demo:mailbox"), {"a": "NADIA@"}).context["letters"]
    ]
    assert shown == ["Ancien"]


@pytest.mark.parametrize("zone", ["+0000", "-0000", "+0100"])
def test_the_date_is_that_of_the_reader(client, received, zone):
    """« -0000 », which our own letters carry, is UTC too."""
    received(date=f"Sun, 22 Nov 2026 09:00:00 {zone}")
    (letter,) = client.get(reverse("demo:mailbox")).context["letters"]
    assert letter.date.isoformat() == f"2026-11-22T{'09' if zone == '+0100' else '10'}:00:00+01:00"


def test_a_letter_is_read_as_text_and_as_html_shut_in_a_frame(client, received):
    name = received(
        html='<html><head></head><body><script>alert(1)</script><p style="color:red">Oui</p></body></html>'
    )
    page = client.get(reverse("demo:letter", args=[name]))
    assert "Bonjour Nadia" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    framed = client.get(reverse("demo:letter_html", args=[name]))
    policy = framed["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


def test_a_letter_in_plain_text_has_no_frame(client, received):
    name = received(html=None)
    assert "<iframe" not in client.get(reverse("demo:letter", args=[name])).content.decode()
    assert client.get(reverse("demo:letter_html", args=[name])).status_code == 404


def test_an_attachment_comes_as_a_download_under_a_harmless_name(client, received):
    answer = client.get(reverse("demo:attachment", args=[received(), 0]))
    assert answer.content == b"BEGIN:VCALENDAR"
    assert answer["Content-Disposition"] == 'attachment; filename="..billet.ics"'
    assert client.get(reverse("demo:attachment", args=[received(), 7])).status_code == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e", "secret", "1-0123abcd", "..%2f..%2fsecret", "1" * 500])
def test_nothing_else_is_opened(client, received, tmp_path, name):
    (tmp_path / "secret.eml").write_text("Subject: secret\n\nsecret")
    assert client.get(f"/demo/courrier/{name}/").status_code in (404, 400)
    assert client.get(f"/demo/courrier/{name}/html").status_code in (404, 400)


def test_a_hostile_subject_is_only_text(client, received):
    received(subject="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(reverse("demo:mailbox")).content.decode()

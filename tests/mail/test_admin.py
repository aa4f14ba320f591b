"""Staff reads the life of messages, sends one again, holds one back."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.mail import services
from portal.mail.models import Message

pytestmark = pytest.mark.django_db
LIST = "admin:mail_message_changelist"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
    return client


@pytest.fixture
def message() -> Message:
    body = {"subject": "s", "text": "SECRET", "alternatives": [], "attachments": [], "reply_to": []}
    return services.queue(kind="account", to="a@exemple.fr", slot="1", at=timezone.now(), body=body)


def test_messages_are_read_and_never_written(staff, message):
    assert staff.get(reverse(LIST), {"q": "a@exemple"}).status_code == 200
    url = reverse("admin:mail_message_change", args=[message.pk])
    page = staff.get(url).content.decode()
    assert "SECRET" not in page
    assert staff.post(url, {"recipient": "b@exemple.fr"}).status_code == 403
    assert staff.get(reverse("admin:mail_message_add")).status_code == 403


def test_held_then_sent_again(staff, message):
    for action, state in (("hold", "held"), ("resend", "queued")):
        staff.post(reverse(LIST), {"action": action, "_selected_action": [message.pk]})
        assert Message.objects.get().state == state
    response = staff.post(reverse(LIST), {"action": "resend", "_selected_action": [message.pk]}, follow=True)
    assert "déjà en route" in response.content.decode()

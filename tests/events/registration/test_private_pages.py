"""What is behind a private link: one's registration, one's invitation."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from events.enums import EventStatus, InvitationAnswer
from events.enums import RegistrationState as S
from events.models import Event, Invitation, Registration
from events.services import registering
from portal.mail.models import Message, Suppression
from tests.events.registration.helpers import applicant, key
from tests.factories.events import SessionFactory
from tests.factories.registrations import InvitationFactory

pytestmark = pytest.mark.django_db
URL = "/agenda/forum/inscription/"


@pytest.fixture
def event(open_event):
    return open_event


def registered(event, name="nadia", *, confirmed=False) -> Registration:
    now = timezone.now()
    found = registering.register(
        event=event, applicant=applicant(name), form_key=uuid.uuid4(), consent_text="Oui.", at=now
    )
    return registering.confirm(found, at=now) if confirmed else found


class TestThePrivatePage:
    def test_opening_it_changes_nothing(self, client, event):
        registration = registered(event, confirmed=True)
        url = reverse("events:registration", args=[registration.link_token])
        before = Registration.objects.values().get()
        for visit in range(50):
            path = (url, f"{url}annuler/", f"{url}evenement.ics")[visit % 3]
            assert client.get(path).status_code == 200
        for path in (url, f"{url}annuler/", f"{url}evenement.ics"):
            assert client.head(path).status_code == 200
        assert client.options(url).status_code == 405
        assert Registration.objects.values().get() == before
        assert Message.objects.count() == 2

    def test_it_is_kept_by_nobody_and_told_to_nobody(self, client, event):
        url = reverse("events:registration", args=[registered(event).link_token])
        for path in (url, f"{url}annuler/", f"{url}evenement.ics", "/inscriptions/unknown/"):
            response = client.get(path)
            assert response["Referrer-Policy"] == "no-referrer"
            assert response["Cache-Control"] == "no-store, private"
            assert response["X-Robots-Tag"] == "noindex"

    def test_no_cookie_is_needed_to_act(self, event):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        registration = registered(event)
        url = reverse("events:registration", args=[registration.link_token])
        assert strict.post(url, {"action": "confirm"}, headers={"origin": "null"}).status_code == 302
        registration.refresh_from_db()
        assert registration.state == S.CONFIRMED

    def test_every_wrong_link_is_one_page(self, client, event):
        registration = registered(event)
        token = registration.link_token
        invitation = InvitationFactory(event=event)
        expired = registered(event, "late")
        Registration.objects.filter(pk=expired.pk).update(link_expires_at=timezone.now())
        wrong = [token[:-1], token + "a", token.swapcase(), "x", "é" * 90, "A" * 3000, invitation.link_token]
        pages = set()
        for bad in [*wrong, expired.link_token]:
            for path in ("", "annuler/", "evenement.ics"):
                response = client.get(f"/inscriptions/{bad}/{path}")
                assert response.status_code == 404
                pages.add(re.sub(rb'href="/en/[^"]*"', b"", response.content))
            assert client.post(f"/inscriptions/{bad}/", {"action": "cancel"}).status_code == 404
        assert client.get(f"/invitations/{token}/").status_code == 404
        assert len(pages) == 1
        assert "Ce lien ne mène plus à rien" in pages.pop().decode()
        assert set(Registration.objects.values_list("state", flat=True)) == {S.TO_CONFIRM}

    def test_a_nul_in_the_link(self, client, event):
        assert client.get("/inscriptions/a%00b/").status_code == 400

    def test_an_unknown_action_does_nothing(self, client, event):
        registration = registered(event)
        url = reverse("events:registration", args=[registration.link_token])
        for data in ({}, {"action": "delete"}, {"action": "sessions", "sessions": "x"}):
            client.post(url, data)
        registration.refresh_from_db()
        assert registration.state == S.TO_CONFIRM

    def test_too_late_says_so(self, client, event):
        registration = registered(event)
        Registration.objects.update(confirm_before=timezone.now())
        url = reverse("events:registration", args=[registration.link_token])
        assert "Le délai est passé" in client.get(url).content.decode()
        page = client.post(url, {"action": "confirm"}, follow=True).content.decode()
        assert "la place a été rendue" in page

    def test_sessions_are_changed_there(self, client, event):
        registration = registered(event, confirmed=True)
        one = SessionFactory(event=event, capacity=1, title="CV")
        other = SessionFactory(event=event, capacity=1, title="RH")
        url = reverse("events:registration", args=[registration.link_token])
        for chosen in ([one.pk], [other.pk], []):
            client.post(url, {"action": "sessions", "sessions": chosen})
            assert list(registration.choices.values_list("session", flat=True)) == chosen

    def test_a_cancelled_meeting_is_announced_there(self, client, event):
        registration = registered(event, confirmed=True)
        Event.objects.update(
            status=EventStatus.CANCELLED, status_changed_at=timezone.now(), status_note="Neige"
        )
        page = client.get(reverse("events:registration", args=[registration.link_token])).content.decode()
        assert "Cet événement est annulé." in page
        assert "Neige" in page

    def test_pages_take_few_queries(self, client, event, django_assert_max_num_queries):
        registration = registered(event, confirmed=True)
        for number in range(3):
            SessionFactory(event=event, capacity=1, title=f"Atelier {number}")
        url = reverse("events:registration", args=[registration.link_token])
        for path in (url, URL):
            client.get(path)
            with django_assert_max_num_queries(12):
                client.get(path)


class TestAnInvitation:
    @pytest.fixture
    def invitation(self, event):
        return InvitationFactory(
            event=event, email="ana@exemple.fr", name="Ana Roche", created_at=timezone.now()
        )

    @pytest.fixture
    def url(self, invitation):
        return reverse("events:invitation", args=[invitation.link_token])

    def yes(self, **changes) -> dict:
        return {
            "answer": "yes",
            "oui-first_name": "Ana",
            "oui-last_name": "Roche",
            "oui-consent": "on",
            "oui-key": key(),
        } | changes

    def test_opening_it_answers_nothing(self, client, invitation, url):
        before = Invitation.objects.values().get()
        for _visit in range(10):
            assert client.get(url).status_code == 200
        assert Invitation.objects.values().get() == before

    def test_yes(self, client, invitation, url):
        assert 'value="Ana"' in client.get(url).content.decode()
        assert client.post(url, self.yes()).status_code == 302
        invitation.refresh_from_db()
        assert (invitation.answer, invitation.registration.state) == (InvitationAnswer.YES, S.CONFIRMED)
        assert "Voir mon billet" in client.get(url).content.decode()

    def test_a_meeting_on_invitation_takes_who_is_invited(self, client, invitation, url):
        Event.objects.update(visibility="invited")
        client.post(url, self.yes())
        assert Registration.objects.get().state == S.CONFIRMED

    def test_a_yes_without_a_name_loses_nothing(self, client, url):
        response = client.post(url, self.yes(**{"oui-last_name": "", "oui-phone": "0473000000"}))
        assert response.status_code == 422
        assert 'value="0473000000"' in response.content.decode()

    @pytest.mark.parametrize(("answer", "state"), [("no", "no"), ("later", "later")])
    def test_no_or_later(self, client, invitation, url, answer, state):
        client.post(url, {"answer": answer})
        invitation.refresh_from_db()
        assert invitation.answer == state

    def test_somebody_else(self, client, invitation, url):
        client.post(url, {"answer": "someone_else", "autre-email": "bob@exemple.fr", "autre-name": "Bob"})
        assert Invitation.objects.get(email="bob@exemple.fr").sent_on_by == invitation
        wrong = client.post(url, {"answer": "someone_else", "autre-email": "bob@", "autre-name": "Bob"})
        assert wrong.status_code == 422

    def test_it_is_passed_on_five_times_a_day(self, client, invitation, url):
        for number in range(7):
            client.post(url, {"answer": "someone_else", "autre-email": f"p{number}@exemple.fr"})
        assert Invitation.objects.count() == 6

    def test_no_more_invitations(self, client, url):
        client.post(url, {"answer": "refuse_all"})
        assert Suppression.objects.against("ana@exemple.fr", essential=False).exists()

    def test_nonsense_answers_nothing(self, client, invitation, url):
        for answer in ("", "maybe", "pending", "\x00"):
            assert client.post(url, {"answer": answer}).status_code == 302
        invitation.refresh_from_db()
        assert invitation.answer == InvitationAnswer.PENDING

    def test_a_link_that_has_ended(self, client, invitation, url):
        Invitation.objects.update(link_expires_at=timezone.now())
        response = client.get(url)
        assert response.status_code == 404
        assert "Ce lien ne mène plus à rien" in response.content.decode()


def test_every_page_opens_in_english(client, event):
    registration = registered(event, confirmed=True)
    invitation = InvitationFactory(event=event)
    for path in (
        URL,
        "/agenda/forum/inscription/envoyee/",
        f"/inscriptions/{registration.link_token}/",
        f"/inscriptions/{registration.link_token}/annuler/",
        f"/invitations/{invitation.link_token}/",
    ):
        response = client.get(f"/en{path}")
        assert response.status_code == 200
        assert '<html lang="en">' in response.content.decode()

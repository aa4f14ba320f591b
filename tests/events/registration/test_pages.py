"""What people see and do: the form, their private page, their invitation."""

import datetime as dt
import re
import uuid

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from events.enums import EventStatus, InvitationAnswer
from events.enums import RegistrationState as S
from events.models import Event, Invitation, Registration
from events.services import registering
from portal.core import invariants
from portal.mail.models import Message, Suppression
from tests.events.registration.helpers import applicant
from tests.factories.events import SessionFactory
from tests.factories.registrations import AudienceFactory, InvitationFactory, OpenEventFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def event():
    now = timezone.now()
    day = (now + 30 * DAY).date()
    return OpenEventFactory(
        title="Forum",
        slug="forum",
        on_day=True,
        day=day,
        capacity=2,
        registration_opens_at=now - DAY,
        registration_closes_at=now + 20 * DAY,
    )


@pytest.fixture(autouse=True)
def _invariants(db):
    yield
    assert invariants.violations(at=timezone.now()) == []


def key(age: float = 60) -> str:
    """A key given some seconds ago."""
    signer = signing.TimestampSigner(salt="events.registration.form")
    value = uuid.uuid4().hex
    signer.timestamp = lambda: signing.b62_encode(int(timezone.now().timestamp() - age))
    return signer.sign(value)


def typed(**changes) -> dict:
    return {
        "first_name": "Nadia",
        "last_name": "Perrin",
        "email": "nadia@exemple.fr",
        "consent": "on",
        "key": key(),
    } | changes


URL = "/agenda/forum/inscription/"


class TestTheForm:
    def test_a_journey(self, client, event):
        page = client.get(URL).content.decode()
        for token in ("given-name", "family-name", "email", "tel"):
            assert f'autocomplete="{token}"' in page
        given = re.search(r'name="key" value="([^"]+)"', page)[1]
        assert signing.TimestampSigner(salt="events.registration.form").unsign(given)
        response = client.post(URL, typed())
        assert (response.status_code, response.url) == (302, "/agenda/forum/inscription/envoyee/")
        assert "Un courriel vous attend" in client.get(response.url).content.decode()
        registration = Registration.objects.get()
        assert (registration.state, registration.consent_text[:9]) == (S.TO_CONFIRM, "J’accepte")
        private = reverse("events:registration", args=[registration.link_token])
        assert "Confirmer ma place" in client.get(private).content.decode()
        assert client.post(private, {"action": "confirm"}).status_code == 302
        page = client.get(private).content.decode()
        assert "C’est noté, Nadia" in page
        assert registration.code in page
        assert '<svg role="img"' in page
        calendar = client.get(f"{private}evenement.ics")
        assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"SUMMARY:Forum" in calendar.content
        asked = client.get(f"{private}annuler/").content.decode()
        assert "Annuler mon inscription" in asked
        assert Registration.objects.get().state == S.CONFIRMED
        client.post(private, {"action": "cancel"})
        assert Registration.objects.get().state == S.CANCELLED
        assert "Inscription annulée" in client.get(private).content.decode()

    def test_nothing_typed_is_lost(self, client, event):
        session = SessionFactory(event=event, capacity=3)
        audience = AudienceFactory()
        event.audiences.add(audience)
        sent = typed(email="nadia@", last_name="", phone="04 73 00 00 00", affiliation="Épicentre")
        response = client.post(URL, sent | {"sessions": [session.pk], "audience": audience.pk})
        page = response.content.decode()
        assert response.status_code == 422
        for value in ("Nadia", "nadia@", "04 73 00 00 00", "Épicentre", sent["key"]):
            assert f'value="{value}"' in page
        assert re.search(rf'value="{session.pk}" id="seance-{session.pk}" checked', page)
        assert re.search(rf'value="{audience.pk}"[^>]*checked', page)
        assert "Il reste 2 points à corriger" in page
        assert 'role="alert" tabindex="-1"' in page
        # The message comes before its field.
        assert page.index("Écrivez votre nom.", page.index("</ul>")) < page.index('id="id_last_name"')
        assert not Registration.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("first_name", "", "Écrivez votre prénom."),
            ("first_name", "A" * 81, "Au plus 80 caractères ; il y en a 81."),
            ("first_name", "12345", "Écrivez un nom, avec des lettres."),
            ("first_name", "Ana\x00", "Écrivez un nom, avec des lettres."),
            ("last_name", "Ana\x1b[31m", "Écrivez un nom, avec des lettres."),
            ("email", "x" * 250 + "@exemple.fr", "Au plus 254 caractères"),
            ("email", "a\x00@exemple.fr", "caractère interdit"),
            ("email", "ana@exemple", "n’est pas complète"),
            ("email", "a@exemple.fr\r\nBcc: b@exemple.fr", "n’est pas complète"),
            ("phone", "oui", "Ce numéro n’est pas complet"),
            ("phone", "0" * 31, "Au plus 30 caractères"),
            ("affiliation", "É" * 151, "Au plus 150 caractères"),
            ("consent", "", "Cochez cette case"),
            ("sessions", "999999", "plus au programme"),
            ("sessions", "9" * 40, "plus au programme"),
            ("sessions", "abc", "plus au programme"),
            ("key", "forged", "rien n’est perdu"),
            ("key", "", "rien n’est perdu"),
        ],
    )
    def test_what_is_refused_says_how_to_mend_it(self, client, event, field, value, message):
        SessionFactory(event=event, capacity=3)
        response = client.post(URL, typed(**{field: value}))
        assert response.status_code == 422
        assert message in response.content.decode()
        assert not Registration.objects.exists()

    def test_a_form_too_old_is_sent_again_with_a_new_key(self, client, event):
        response = client.post(URL, typed(key=key(age=3 * 24 * 3600)))
        assert response.status_code == 422
        given = re.search(r'name="key" value="([^"]+)"', response.content.decode())[1]
        signing.TimestampSigner(salt="events.registration.form").unsign(given, max_age=60)

    @pytest.mark.parametrize("name", ["Nguyễn Thị", "O’Neil-D’Arc", "王", "Null", "محمد", "É", "Ana 🎉"])
    def test_names_are_taken_as_they_are(self, client, event, name):
        assert client.post(URL, typed(first_name=name)).status_code == 302
        assert Registration.objects.get().first_name == name

    def test_a_replayed_form_and_a_corrected_address(self, client, event):
        form = typed()
        for _click in range(3):
            client.post(URL, form)
        assert Registration.objects.count() == Message.objects.count() == 1
        client.post(URL, form | {"email": "nadia.perrin@exemple.fr"})
        assert Registration.objects.count() == 2

    def test_the_answer_is_the_same_for_everybody(self, client, event):
        """New, registered already, waiting: the same bytes, the same number of mails."""
        answers = []
        for email in ("a@exemple.fr", "a@exemple.fr", "A@Exemple.fr", "b@exemple.fr", "c@exemple.fr"):
            before = Message.objects.count()
            response = client.post(URL, typed(email=email))
            page = client.get(response.url)
            answers.append((response.status_code, response.url, response.content, page.content))
            assert Message.objects.count() <= before + 1
        assert len(set(answers)) == 1
        assert [row.state for row in Registration.objects.order_by("pk")] == [
            S.TO_CONFIRM,
            S.TO_CONFIRM,
            S.WAITLISTED,
        ]

    def test_a_session_filled_meanwhile(self, client, event):
        session = SessionFactory(event=event, capacity=1, title="CV")
        client.post(URL, typed(email="a@exemple.fr", sessions=[session.pk]))
        response = client.post(URL, typed(sessions=[session.pk]))
        assert response.status_code == 422
        assert "« CV » est complet : choisissez une autre séance." in response.content.decode()
        assert "disabled" not in response.content.decode().split("seance-")[2][:200]

    def test_the_list_when_all_is_taken(self, client, event):
        for name in ("a", "b"):
            client.post(URL, typed(email=f"{name}@exemple.fr"))
        assert "Complet." in client.get(URL).content.decode()
        client.post(URL, typed())
        page = client.get(URL).content.decode()
        assert "Complet, 1 personne en liste d’attente" in page
        assert "Rejoindre la liste d’attente" in page
        waiting = Registration.objects.get(state=S.WAITLISTED)
        shown = client.get(reverse("events:registration", args=[waiting.link_token])).content.decode()
        assert "prochaine personne" in shown

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"status": EventStatus.CANCELLED, "status_changed_at": dt.datetime.now(dt.UTC)}, "est annulé"),
            (
                {"registration_opens_at": None, "registration_closes_at": None},
                "pas d’inscription à faire ici",
            ),
            ({"visibility": "invited"}, "sur invitation"),
        ],
    )
    def test_a_closed_door(self, client, event, changes, words):
        Event.objects.update(**changes)
        assert words in client.get(URL).content.decode()
        response = client.post(URL, typed())
        assert response.status_code == 409
        assert words in response.content.decode()

    def test_unknown_events_do_not_exist(self, client, event):
        Event.objects.update(state="draft")
        assert client.get(URL).status_code == 404
        assert client.post(URL, typed()).status_code == 404

    def test_programs_learn_nothing(self, client, event):
        response = client.post(URL, typed(website="https://mal.example"))
        assert (response.status_code, response.url) == (302, "/agenda/forum/inscription/envoyee/")
        assert not Registration.objects.exists()

    def test_a_form_sent_too_fast_is_read_again(self, client, event):
        response = client.post(URL, typed(key=key(age=0)))
        assert response.status_code == 429
        assert "très vite" in response.content.decode()
        assert not Registration.objects.exists()

    def test_one_address_is_asked_for_six_times_a_day(self, client, event):
        for number in range(6):
            assert client.post(URL, typed(key=key(), first_name=f"Ana {'b' * number}")).status_code == 302
        refused = client.post(URL, typed())
        assert refused.status_code == 429
        assert "rien n’est perdu" in refused.content.decode()
        assert 'value="Nadia"' in refused.content.decode()
        assert client.post(URL, typed(email="other@exemple.fr")).status_code == 302

    def test_one_place_sends_thirty_in_ten_minutes(self, client, event):
        event.capacity = None
        event.save()
        statuses = [client.post(URL, typed(email=f"p{n}@exemple.fr")).status_code for n in range(32)]
        assert statuses == [302] * 30 + [429] * 2
        spoofed = client.post(URL, typed(email="z@exemple.fr"), headers={"x-forwarded-for": "9.9.9.9"})
        assert spoofed.status_code == 429


def registered(event, name="nadia", *, confirmed=False) -> Registration:
    now = timezone.now()
    found = registering.register(
        event=event, applicant=applicant(name), form_key=uuid.uuid4(), consent_text="Oui.", at=now
    )
    return registering.confirm(found, at=now) if confirmed else found


class TestThePrivatePage:
    def test_opening_it_changes_nothing(self, client, event):
        registration = registered(event)
        url = reverse("events:registration", args=[registration.link_token])
        before = Registration.objects.values().get()
        for _visit in range(50):
            for path in (url, f"{url}annuler/", f"{url}evenement.ics"):
                assert client.get(path).status_code == 200
                assert client.head(path).status_code == 200
            assert client.options(url).status_code == 405
        assert Registration.objects.values().get() == before
        assert Message.objects.count() == 1

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
        for _visit in range(50):
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

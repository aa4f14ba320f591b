"""The registration form: what it asks, what it refuses, what it tells nobody."""

import datetime as dt
import re

import pytest
from django.core import signing
from django.urls import reverse

from events.enums import EventStatus
from events.enums import RegistrationState as S
from events.models import Event, Registration
from portal.mail.models import Message
from tests.events.registration.helpers import key, typed
from tests.factories.events import SessionFactory
from tests.factories.registrations import AudienceFactory

pytestmark = pytest.mark.django_db
URL = "/agenda/forum/inscription/"


@pytest.fixture
def event(open_event):
    return open_event


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
        assert re.search(rf'type="hidden" name="sessions" value="{session.pk}"', page)
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

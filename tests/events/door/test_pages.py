"""The door as pages and as what its script reads and sends."""

import datetime as dt
import json
import uuid

import pytest
from django.test import Client

from events import door
from events.enums import EventStatus
from events.enums import RegistrationState as S
from events.forms.door import MOST_ACTS, MOST_BYTES
from events.models import DoorAct, Event, Registration
from networks.models import Representative
from portal.accounts.enums import Role
from tests.events.door.conftest import someone_of
from tests.factories.events import SessionFactory
from tests.factories.networks import StructureFactory
from tests.factories.registrations import NetworkFactory, OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/accueil/la-rencontre/"


def send(client, now, *acts, since=(0, 0), url=f"{PAGE}actes/", **more):
    body = {"now": now.isoformat(), "since": list(since), "acts": list(acts)} | more
    return client.post(url, json.dumps(body), content_type="application/json")


def told(who, now, **more) -> dict:
    return {
        "key": str(uuid.uuid4()),
        "verb": "present",
        "registration": who.pk,
        "at": now.isoformat(),
    } | more


class TestWhoMayStandThere:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.RECEPTION, 200),
            (Role.ADMINISTRATOR, 200),
            (Role.EDITOR, 403),
            (Role.DPO, 403),
            (Role.JURY, 403),
            # Alone, a facilitator has their own networks' meetings only: the others are not there.
            (Role.FACILITATOR, 404),
        ],
    )
    def test_by_role(self, event, role, status):
        client = Client()
        client.force_login(someone_of(role, "agent@exemple.fr"))
        for path in ("", "liste.json", "billet.json"):
            assert client.get(PAGE + path).status_code == status, path
        for path in ("actes/", "pointer/", "entrer/", "clore/"):
            answer = client.post(PAGE + path)
            assert (answer.status_code == status) == (status != 200), path

    def test_a_facilitator_keeps_the_door_of_their_network(self, event):
        user, structure, network = (
            someone_of(Role.FACILITATOR, "animation@exemple.fr"),
            StructureFactory(),
            NetworkFactory(),
        )
        network.facilitators.add(structure)
        Representative.objects.create(user=user, structure=structure)
        Event.objects.filter(pk=event.pk).update(network=network)
        client = Client()
        client.force_login(user)
        assert client.get(PAGE).status_code == 200
        assert "La rencontre" in client.get("/admin/accueil/").content.decode()

    @pytest.mark.parametrize("path", ["", "liste.json", "actes/", "pointer/"])
    def test_a_stranger_signs_in_first(self, client, event, path):
        for response in (client.get(PAGE + path), client.post(PAGE + path)):
            assert response.status_code == 302
            assert response["Location"].startswith("/comptes/connexion/")

    def test_a_forged_sending_is_refused(self, agent, event, ana, now):
        client = Client(enforce_csrf_checks=True)
        client.force_login(agent)
        assert send(client, now, told(ana, now)).status_code == 403
        token = client.get(f"{PAGE}liste.json").json()["csrf"]
        body = json.dumps({"now": now.isoformat(), "acts": [told(ana, now)]})
        answer = client.post(
            f"{PAGE}actes/", body, content_type="application/json", headers={"X-CSRFToken": token}
        )
        assert answer.json()["results"][0]["outcome"] == "done"


class TestTheListOfADevice:
    def test_holds_the_least(self, phone, event, ana):
        gone = RegistrationFactory(
            event=event, first_name="Partie", state=S.CANCELLED, cancelled_at=ana.created_at
        )
        response = phone.get(f"{PAGE}liste.json")
        people = response.json()["people"]
        assert (
            people[1]
            == {
                "i": ana.pk,
                "n": "Éloïse Cœur",
                "f": "Régie",
                "s": "confirmed",
                "c": ana.code,
                "x": [],
                "p": [],
                "w": False,
            }
            or people[0]["n"] == "Éloïse Cœur"
        )
        text = response.content.decode()
        assert "exemple.fr" not in text
        assert "Partie" not in text
        assert gone.code in text
        assert "no-store" in response["Cache-Control"]

    def test_forgets_a_day_after_the_end(self, phone, event):
        told = phone.get(f"{PAGE}liste.json").json()["event"]["expires"]
        assert dt.datetime.fromisoformat(told) == event.ends_at + dt.timedelta(days=1)

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_same_queries_whatever_their_number(
        self, phone, event, number, now, django_assert_num_queries
    ):
        for one in range(number):
            who = RegistrationFactory(event=event)
            send(phone, now, told(who, now)) if one else None
        with django_assert_num_queries(12):
            phone.get(f"{PAGE}liste.json")
        with django_assert_num_queries(11):
            phone.get(PAGE)

    def test_the_shell_holds_nobody(self, phone, event, ana):
        text = phone.get("/admin/accueil/hors-ligne/").content.decode()
        assert "data-door" in text
        assert "csrfmiddlewaretoken" not in text
        for word in ("Éloïse", "La rencontre", "accueil@exemple.fr"):
            assert word not in text

    def test_the_worker_stands_at_the_door_and_nowhere_else(self, phone, client):
        response = phone.get("/admin/accueil/service.js")
        text = response.content.decode()
        assert response["Content-Type"].startswith("text/javascript")
        assert "Service-Worker-Allowed" not in response
        kept = json.loads(text.splitlines()[0].removeprefix("const KEPT = ").removesuffix(";"))
        assert kept["scope"] == "/admin/accueil/"
        for path in kept["files"]:
            assert client.get(path).status_code == 200, path

    def test_the_policy_lets_the_worker_and_the_camera_here_alone(self, phone, event):
        here, list_of_doors = phone.get(PAGE), phone.get("/admin/accueil/")
        assert "camera=(self)" in here["Permissions-Policy"]
        assert "camera=()" in list_of_doors["Permissions-Policy"]
        assert "worker-src 'self'" in here["Content-Security-Policy"]
        assert "unsafe" not in here["Content-Security-Policy"]


class TestASending:
    def test_is_answered_act_by_act_and_tells_what_others_did(self, phone, event, ana, now):
        other, elsewhere = RegistrationFactory(event=event), RegistrationFactory()
        first = send(phone, now, told(other, now)).json()
        answer = send(phone, now, told(ana, now), told(elsewhere, now), since=first["since"]).json()
        assert [result["outcome"] for result in answer["results"]] == ["done", "other_event"]
        # What was known already is not told again.
        assert [person["i"] for person in answer["people"]] == [ana.pk]
        assert send(phone, now, since=answer["since"]).json()["people"] == []

    def test_a_walk_in_by_the_rules_of_the_form(self, phone, event, now):
        come = {"key": str(uuid.uuid4()), "verb": "walk_in", "at": now.isoformat(), "first_name": " Bo "}
        answer = send(phone, now, come, come | {"key": str(uuid.uuid4()), "last_name": "Li"}).json()
        assert [result["outcome"] for result in answer["results"]] == ["malformed", "done"]
        assert Registration.objects.get().full_name == "Bo Li"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"at": "hier"},
            {"at": "2026-11-23T10:00:00"},
            {"registration": "1"},
            {"registration": True},
            {"registration": 2**70},
            {"verb": "dance"},
            {"session": [1]},
            {"undoes": ["x"]},
            {"undoes": [str(uuid.uuid4())] * 51},
        ],
    )
    def test_an_act_that_cannot_be_read_is_answered_so(self, phone, event, ana, now, wrong):
        answer = send(phone, now, told(ana, now) | wrong)
        assert (answer.status_code, answer.json()["results"][0]["outcome"]) == (200, "malformed")
        assert not DoorAct.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\xff\xfe",
            b"[" * 5000,
            b"[]",
            b'{"acts": []}',
            b'{"now": "2026-11-23T10:00:00Z", "acts": {}}',
            b'{"now": "2026-11-23T10:00:00Z", "since": [1]}',
            b'{"now": "2026-11-23T10:00:00Z", "acts": [{"verb": "present"}]}',
            b'{"now": "2026-11-23T10:00:00Z", "acts": [3]}',
            json.dumps({"now": "2026-11-23T10:00:00Z", "acts": [{}] * (MOST_ACTS + 1)}).encode(),
        ],
    )
    def test_what_is_not_a_sending_is_a_clear_400(self, phone, event, body):
        answer = phone.post(f"{PAGE}actes/", body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["error"]

    def test_too_heavy_is_a_413(self, phone, event):
        body = b" " * (MOST_BYTES + 1)
        assert phone.post(f"{PAGE}actes/", body, content_type="application/json").status_code == 413

    def test_a_name_with_a_control_character_is_refused(self, phone, event, now):
        come = {"key": str(uuid.uuid4()), "verb": "walk_in", "at": now.isoformat()}
        answer = send(phone, now, come | {"first_name": "B\x00o", "last_name": "Li"}).json()
        assert answer["results"][0]["outcome"] == "malformed"


class TestATicket:
    def test_is_found_by_its_code_or_by_the_link_on_paper(self, ana):
        assert door.code_of_scan(f" {ana.code.lower()} ") == ana.code
        link = f"https://vivier.exemple/inscriptions/{ana.link_token}/"
        assert door.code_of_scan(link) == ana.code
        assert door.find_ticket(ana.code) == ana
        assert door.code_of_scan("https://autre.exemple/") == ""

    def test_of_another_meeting_says_which(self, phone, event, ana):
        other = RegistrationFactory(event=OpenEventFactory(title="Le forum"))
        ask = f"{PAGE}billet.json"
        assert phone.get(ask, {"code": ana.code}).json()["registration"] == ana.pk
        found = phone.get(ask, {"code": other.code}).json()
        assert (found["outcome"], found["event"]) == ("other_event", "Le forum")
        assert phone.get(ask, {"code": "2222-2222"}).json()["outcome"] == "unknown"
        assert phone.get(ask, {"code": "\x00"}).status_code == 400
        other.refresh_from_db()
        assert other.state == S.CONFIRMED


class TestWithoutAScript:
    def test_names_are_found_without_accents(self, phone, event, ana):
        RegistrationFactory(event=event, first_name="Bob", last_name="Autre")
        for words in ("eloise coeur", "COEUR", "regie", ana.code):
            text = phone.get(PAGE, {"q": words}).content.decode()
            assert "Éloïse Cœur" in text, words
            assert "Bob" not in text
        assert "Personne de ce nom" in phone.get(PAGE, {"q": "zzz"}).content.decode()

    def test_present_then_undone(self, phone, event, ana):
        form = {"registration": ana.pk, "verb": "present", "key": str(uuid.uuid4()), "retour": "q=coeur"}
        response = phone.post(f"{PAGE}pointer/", form)
        assert response["Location"] == f"{PAGE}?q=coeur"
        assert "Présente depuis" in phone.get(PAGE).content.decode()
        phone.post(f"{PAGE}pointer/", form)
        phone.post(f"{PAGE}pointer/", form | {"verb": "undo", "key": ""})
        ana.refresh_from_db()
        assert (ana.state, DoorAct.objects.count()) == (S.CONFIRMED, 2)

    def test_a_walk_in_and_a_full_meeting(self, phone, event, ana):
        Event.objects.update(capacity=1)
        form = {"key": str(uuid.uuid4()), "first_name": "Bo", "last_name": "Li"}
        full = phone.post(f"{PAGE}entrer/", form)
        assert (full.status_code, Registration.objects.count()) == (409, 1)
        assert "Faire entrer quand même" in full.content.decode()
        assert 'value="Bo"' in full.content.decode()
        assert phone.post(f"{PAGE}entrer/", form | {"choice": "over"}).status_code == 302
        assert Registration.objects.get(first_name="Bo").state == S.PRESENT
        wrong = phone.post(f"{PAGE}entrer/", form | {"last_name": ""})
        assert wrong.status_code == 422
        assert "Écrivez le nom." in wrong.content.decode()

    def test_by_session(self, phone, event, ana):
        plenary = SessionFactory(event=event, title="Plénière")
        form = {"registration": ana.pk, "verb": "present", "session": plenary.pk}
        phone.post(f"{PAGE}pointer/", form)
        assert "Présente depuis" in phone.get(PAGE, {"seance": plenary.pk}).content.decode()
        assert DoorAct.objects.get().session == plenary

    def test_a_cancelled_meeting_says_so(self, phone, event, ana):
        Event.objects.update(status=EventStatus.CANCELLED, status_changed_at=ana.created_at)
        assert "Cet événement est annulé" in phone.get(PAGE).content.decode()
        answer = phone.post(f"{PAGE}pointer/", {"registration": ana.pk, "verb": "present"}, follow=True)
        assert "L’événement est annulé ou reporté." in answer.content.decode()

    def test_the_sheet_to_sign(self, phone, event, ana):
        response = phone.get(f"{PAGE}emargement.pdf")
        assert response.content.startswith(b"%PDF")

    def test_the_rest_is_noted_absent_once_it_is_over(self, phone, event, ana):
        Event.objects.update(ends_at=event.starts_at + dt.timedelta(minutes=1))
        assert "Noter les autres absents" in phone.get(PAGE).content.decode()
        phone.post(f"{PAGE}clore/")
        ana.refresh_from_db()
        assert ana.state == S.ABSENT

    def test_the_ways_in(self, phone, event, agent):
        assert "/admin/accueil/" in phone.get("/espace/").content.decode()
        assert PAGE in phone.get("/admin/accueil/").content.decode()
        assert PAGE in phone.get(f"/admin/events/event/{event.pk}/change/").content.decode()

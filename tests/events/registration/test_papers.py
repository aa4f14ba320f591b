"""What is printed and taken away: tickets, badges, sheets to sign, tables. Read back by other libraries."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from events.admin import papers
from events.enums import RegistrationState as S
from events.models import Registration
from events.papers import ticket_pdf
from events.services import registering
from events.services.answering import save_access_need
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.models import AuditEntry
from tests.events.registration.helpers import ask
from tests.events.test_scope import account
from tests.factories.events import SessionFactory, VenueFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db


def read(content: bytes) -> tuple[PdfReader, str]:
    """The file, and its words with single spaces."""
    file = PdfReader(io.BytesIO(content))
    return file, " ".join(" ".join(page.extract_text() for page in file.pages).split())


def conforms(file: PdfReader) -> bool:
    """Whether the file claims PDF/UA-1 (ISO 14289-1, §5)."""
    return "pdfuaid:part" in file.trailer["/Root"]["/Metadata"].get_data().decode()


def comes(event, name: str, **more) -> Registration:
    at = timezone.now()
    return registering.confirm(ask(event, name, at=at, **more), at=at)


@pytest.fixture
def event(open_event):
    open_event.capacity = None
    open_event.venue = VenueFactory(access="Tram A, arrêt Jaude.")
    open_event.save()
    return open_event


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
    return client


def take(client: Client, action: str, *rows, model: str = "event", **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(f"admin:events_{model}_changelist"), data)


class TestTicket:
    def test_it_is_tagged_and_says_who_when_where(self, event, client):
        session = SessionFactory(event=event, title="Mettre son CV au clair", capacity=5)
        found = comes(event, "ana", sessions=[session])
        response = client.get(reverse("events:ticket_pdf", args=[found.link_token]))
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response["Content-Disposition"] == 'inline; filename="billet-forum.pdf"'
        assert response["Cache-Control"] == "no-store, private"
        file, words = read(response.content)
        root = file.trailer["/Root"]
        assert (root["/MarkInfo"]["/Marked"].value, root["/Lang"]) == (True, "fr")
        assert (conforms(file), file.metadata.title) == (True, "Billet : Forum")
        for told in ("Ana Essai", found.code, session.title, "arrêt Jaude"):
            assert told in words
        # A sheet left on a seat opens nothing.
        assert found.link_token.encode() not in response.content

    def test_in_the_reader_s_language(self, event, client):
        found = comes(event, "ana")
        response = client.get(f"/en{reverse('events:ticket_pdf', args=[found.link_token])}")
        assert PdfReader(io.BytesIO(response.content)).trailer["/Root"]["/Lang"] == "en"

    def test_who_has_no_place_yet_is_led_to_their_page(self, event, client):
        asked = ask(event, "ana", at=timezone.now())
        response = client.get(reverse("events:ticket_pdf", args=[asked.link_token]))
        assert response.status_code == 302
        assert response["Location"] == reverse("events:registration", args=[asked.link_token])

    def test_an_unknown_link_tells_nothing(self, client, db):
        assert client.get(reverse("events:ticket_pdf", args=["x" * 43])).status_code == 404

    def test_their_page_leads_there(self, event, client):
        found = comes(event, "ana")
        page = client.get(reverse("events:registration", args=[found.link_token])).content.decode()
        assert reverse("events:ticket_pdf", args=[found.link_token]) in page

    @pytest.mark.parametrize("name", ["李小龙", "Zoé 🎉", "#let x = 1 <b>*gras*</b> $e^x$ \\ @ici"])
    def test_no_name_costs_a_ticket(self, event, name):
        found = comes(event, "ana")
        Registration.objects.filter(pk=found.pk).update(first_name=name)
        file, words = read(ticket_pdf(Registration.objects.get(pk=found.pk)))
        assert len(file.pages) == 1
        assert found.code in words
        # Markup is a name like another: shown as typed.
        assert conforms(file) == name.isascii()
        assert not name.isascii() or "*gras*" in words


class TestPapers:
    def test_badges_eight_to_a_sheet(self, event, staff):
        for n in range(9):
            comes(event, f"ana{n}")
        response = take(staff, "action_badges", event)
        file, words = read(response.content)
        assert (len(file.pages), conforms(file)) == (2, True)
        assert all(f"Ana{n} Essai" in words for n in range(9))

    def test_the_sheet_to_sign_lists_those_who_come_by_name(self, event, staff):
        comes(event, "bea")
        comes(event, "ana")
        ask(event, "cleo", at=timezone.now())
        file, words = read(take(staff, "action_sign_in", event).content)
        assert (conforms(file), file.metadata.title) == (True, "Feuille d’émargement : Forum")
        assert "Cleo" not in words
        assert "2 personnes" in words
        assert words.index("Bea Essai") > 0 < words.index("Ana Essai")

    def test_one_meeting_at_a_time(self, event, staff):
        other = OpenEventFactory(title="Autre")
        comes(event, "ana")
        comes(other, "bea")
        response = take(staff, "action_badges", event, other, follow=True)
        assert response.status_code == 302
        page = staff.get(response["Location"]).content.decode()
        assert "Choisissez un seul événement." in page

    def test_nobody_to_print(self, event, staff):
        response = take(staff, "action_sign_in", event)
        assert "Personne n’est inscrit" in staff.get(response["Location"]).content.decode()

    def test_too_many_for_one_file(self, event, staff, monkeypatch):
        monkeypatch.setattr(papers, "MOST_PEOPLE", 1)
        for name in ("ana", "bea"):
            comes(event, name)
        response = take(staff, "action_badges", event)
        assert "Plus de 1 personnes" in staff.get(response["Location"]).content.decode()


class TestTables:
    def test_csv_of_a_meeting(self, event, staff):
        question = event.form_questions.create(label="Régime", kind="text")
        found = comes(event, "ana", phone="+33 6 12 34 56 78")
        found.answers.create(question=question, values=["=cmd()"])
        waiting = ask(event, "bea", at=timezone.now())
        response = take(staff, "action_csv", event)
        body = b"".join(response.streaming_content).decode("utf-8-sig")
        first, second = csv.DictReader(io.StringIO(body), delimiter=";")
        assert first["Code"] == found.code
        assert (first["Courriel"], first["Téléphone"]) == ("ana@exemple.fr", "'+33 6 12 34 56 78")
        assert (first["État"], first["Régime"]) == (S.CONFIRMED.label, "'=cmd()")
        assert (second["Code"], second["Régime"]) == (waiting.code, "")
        told = AuditEntry.objects.get(verb="export_participants_csv")
        assert told.target_id == str(event.pk)

    def test_xlsx_of_registrations_chosen_in_the_list(self, event, staff):
        rows = [comes(event, name) for name in ("ana", "bea", "cleo")]
        response = take(staff, "action_xlsx", *rows[:2], model="registration")
        sheet = load_workbook(io.BytesIO(response.content)).active
        assert [row[2].value for row in sheet.rows] == ["Prénom", "Ana", "Bea"]

    def test_needs_for_access_stay_with_the_reception(self, event, staff):
        found = comes(event, "ana")
        save_access_need(found, "Fauteuil", at=timezone.now())
        body = b"".join(take(staff, "action_csv", event).streaming_content).decode()
        assert "Fauteuil" not in body

    @pytest.mark.parametrize("people", [1, 3])
    def test_as_many_queries_for_one_as_for_three(self, event, people, django_assert_num_queries):
        from events.listings import participants_table

        session = SessionFactory(event=event, title="Atelier", capacity=5)
        question = event.form_questions.create(label="Régime", kind="text")
        for n in range(people):
            comes(event, f"ana{n}", sessions=[session]).answers.create(question=question, values=["Non"])
        with django_assert_num_queries(4):
            _head, rows = participants_table(Registration.objects.filter(event=event).order_by("pk"))
            assert len(list(rows)) == people

    def test_who_may_not_read_registrations_takes_none(self, event):
        comes(event, "ana")
        client = Client()
        client.force_login(account(Role.EDITOR))
        page = client.get(reverse("admin:events_event_changelist")).content.decode()
        assert "action_csv" not in page
        assert take(client, "action_csv", event).status_code != 200

    def test_the_reception_may(self, event):
        comes(event, "ana")
        client = Client()
        client.force_login(account(Role.RECEPTION))
        assert take(client, "action_badges", event)["Content-Type"] == "application/pdf"

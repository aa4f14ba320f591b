"""/espace/delegations/: a correspondent sees her own people, types or brings a list, reads it again, sends it once."""

import datetime as dt
import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from events.enums import RegistrationOrigin, RegistrationState
from events.models import Registration
from events.services import delegating
from networks.models import Membership, Representative
from portal.accounts.models import User
from tests.events.registration.helpers import applicant, ask, key, mails
from tests.factories.networks import StructureFactory, TerritoryFactory
from tests.factories.registrations import NetworkFactory, OpenEventFactory, QuotaFactory

S = RegistrationState


@pytest.fixture
def body(db):
    return StructureFactory(title="Régie des Rives", slug="regie-des-rives")


@pytest.fixture
def meeting(open_event, body):
    """Three places, two of them kept."""
    open_event.capacity = 3
    open_event.save()
    QuotaFactory(event=open_event, audience=None, structure=body, places=2)
    return open_event


@pytest.fixture
def her(db, body):
    user = User.objects.create_user("pauline@exemple.fr", full_name="Pauline Alliance")
    Representative.objects.create(user=user, structure=body)
    return user


@pytest.fixture
def desk(her):
    client = Client()
    client.force_login(her)
    return client


BASE = "/espace/delegations/structures/regie-des-rives/forum/"


def lines(*rows: str, numbers: str = "", **more) -> dict[str, object]:
    """« Ana Essai ana@exemple.fr » a line, as the page sends them."""
    data: dict[str, object] = {
        "numbers": numbers or ",".join(str(n + 1) for n in range(len(rows))),
        "key": key(),
        "go": "check",
    }
    for number, row in enumerate(rows):
        parts = row.split(" ")
        for name, value in zip(
            ("first_name", "last_name", "email", "phone"), [*parts, "", "", "", ""], strict=False
        ):
            data[f"l-{number}-{name}"] = value
    return data | more


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def faults(response) -> set[str]:
    found = re.search(r'class="error-summary".*?</ul>', text_of(response), re.S)
    return set(re.findall(r'<a href="#[^"]*">(.*?)</a>', found[0])) if found else set()


def names(event) -> set[str]:
    return set(Registration.objects.filter(event=event).values_list("first_name", flat=True))


class TestWhoComesIn:
    def test_nobody_without_signing_in(self, meeting):
        for path in ("/espace/delegations/", BASE, BASE + "ajouter/", "/espace/delegations/modele.csv"):
            answer = Client().get(path)
            assert (
                answer.status_code == 302
                and "/comptes/" in answer["Location"]
                or "login" in answer["Location"]
            )

    def test_another_correspondent_finds_nothing(self, meeting, body, her):
        other = User.objects.create_user("autre@exemple.fr")
        Representative.objects.create(user=other, structure=StructureFactory())
        row = delegated(meeting, body, her, "ana")[0]
        client = Client()
        client.force_login(other)
        paths = [BASE, BASE + "ajouter/"]
        paths += [f"{BASE}{row.pk}/{act}/" for act in ("remplacer", "retirer", "lien")]
        for path in paths:
            assert client.get(path).status_code == 404
            assert client.post(path, lines("Nina Essai nina@exemple.fr", go="send")).status_code in (404, 405)
        assert client.post(f"{BASE}{row.pk}/accepter/").status_code == 404
        row.refresh_from_db()
        assert row.state == S.CONFIRMED and names(meeting) == {"Ana"}
        assert "Ana" not in text_of(client.get("/espace/delegations/"))

    def test_staff_without_a_body_finds_nothing(self, meeting):
        client = Client()
        client.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
        assert client.get(BASE).status_code == client.get("/espace/delegations/").status_code == 404

    def test_a_meeting_that_keeps_nothing_for_her_is_not_found(self, meeting, desk):
        OpenEventFactory(slug="autre", title="Autre")
        assert desk.get(BASE.replace("forum", "autre")).status_code == 404
        assert desk.get(BASE.replace("forum", "inconnue")).status_code == 404

    def test_a_row_of_another_delegation_is_not_hers(self, meeting, desk, her):
        theirs = delegated(meeting, StructureFactory(), her, "ana")[0]
        own = ask(meeting, "bob", at=timezone.now())
        for row in (theirs, own):
            for act in ("remplacer", "retirer", "lien"):
                assert desk.get(f"{BASE}{row.pk}/{act}/").status_code == 404
        answer = text_of(desk.get(BASE))
        assert "Ana" not in answer and "Bob" not in answer

    def test_a_network_is_acted_for_by_who_represents_its_facilitator(self, meeting, desk, body):
        network = NetworkFactory(slug="grappe", title="La grappe")
        QuotaFactory(event=meeting, audience=None, network=network, places=1)
        path = "/espace/delegations/reseaux/grappe/forum/"
        assert desk.get(path).status_code == 404
        network.facilitators.add(body)
        assert desk.get(path).status_code == 200
        desk.post(path + "ajouter/", lines("Ana Essai ana@exemple.fr", go="send", aware="on"))
        assert Registration.objects.get().network_id == network.pk


def delegated(event, body, by, *who: str, at=None) -> list[Registration]:
    delegating.register_list(
        event=event,
        body=body,
        people=[applicant(name) for name in who],
        key=uuid.uuid4(),
        consent_text="x",
        by=by,
        at=at or timezone.now(),
    )
    return list(Registration.objects.of_delegation(body).filter(event=event).order_by("pk"))


class TestWhatIsShown:
    def test_what_is_kept_and_left_in_words(self, meeting, desk, body, her):
        assert "2 places gardées pour vous : il en reste 2." in text_of(desk.get("/espace/delegations/"))
        delegated(meeting, body, her, "ana")
        answer = text_of(desk.get(BASE))
        assert "2 places gardées pour vous : il en reste 1." in answer
        assert "1 personne dans votre délégation" in answer and "Ana Essai" in answer
        assert "Forum" in text_of(desk.get("/espace/"))

    def test_a_quota_given_back_to_all_is_told(self, meeting, desk, body):
        quota = body.quotas.get()
        quota.falls_back_at = timezone.now() + dt.timedelta(days=2)
        quota.save()
        assert "sera rendu à tous" in text_of(desk.get(BASE))
        quota.falls_back_at = timezone.now() - dt.timedelta(days=2)
        quota.save()
        assert "ont été rendues à tous" in text_of(desk.get(BASE))

    def test_the_places_that_a_network_shares_are_shown_to_its_members(self, meeting, desk, body):
        network = NetworkFactory(title="La grappe")
        Membership.objects.create(network=network, structure=body)
        QuotaFactory(event=meeting, audience=None, network=network, places=1)
        assert "1 place gardée pour les membres de « La grappe »" in text_of(desk.get(BASE))

    def test_somebody_registered_elsewhere_looks_like_anybody(self, meeting, desk, body, her):
        ask(meeting, "ana", at=timezone.now())
        delegated(meeting, body, her, "ana")
        with_mirror = text_of(desk.get(BASE))
        Registration.objects.all().delete()
        delegated(meeting, body, her, "ana")
        without = text_of(desk.get(BASE))
        there = r"2 places gardées pour vous : il en reste 1|Ana Essai|confirmée|1 personne dans votre"
        assert re.findall(there, with_mirror) == re.findall(there, without) != []

    def test_as_many_queries_for_three_people_and_meetings_as_for_one(
        self, meeting, desk, body, her, django_assert_max_num_queries, django_assert_num_queries
    ):
        delegated(meeting, body, her, "ana")
        paths = (BASE, "/espace/delegations/", BASE + "ajouter/", "/espace/")
        counts = {}
        for path in paths:
            with django_assert_max_num_queries(22) as one:
                desk.get(path)
            counts[path] = len(one)
        delegated(meeting, body, her, "bob", "cleo")
        for number in range(2):
            other = OpenEventFactory(
                slug=f"autre-{number}",
                on_day=True,
                day=(timezone.now() + dt.timedelta(days=9)).date(),
            )
            QuotaFactory(event=other, audience=None, structure=body, places=2)
            delegated(meeting, body, her, f"dan{number}")
        for path in paths:
            with django_assert_num_queries(counts[path]):
                desk.get(path)


class TestTyping:
    def test_is_read_again_then_sent_once(self, meeting, desk, body, her):
        data = lines("Ana Essai ana@exemple.fr", "Bob Sansmail", "", "Dan Essai dan@exemple.fr")
        preview = desk.post(BASE + "ajouter/", data)
        answer = text_of(preview)
        assert preview.status_code == 200 and names(meeting) == set()
        assert "3 personnes seront inscrites" in answer
        assert (
            "2 sur les places gardées pour vous" in answer and "1 sur les places de tout le monde" in answer
        )
        sent = data | {"go": "send", "aware": "on", "waiting": "0"}
        for _press in range(2):
            assert desk.post(BASE + "ajouter/", sent)["Location"] == BASE
        rows = Registration.objects.order_by("pk")
        assert [(row.first_name, row.email, row.state) for row in rows] == [
            ("Ana", "ana@exemple.fr", S.CONFIRMED),
            ("Bob", "", S.CONFIRMED),
            ("Dan", "dan@exemple.fr", S.CONFIRMED),
        ]
        assert {(row.origin, row.structure_id, row.created_by_id) for row in rows} == {
            (RegistrationOrigin.PARTNER, body.pk, her.pk)
        }
        assert set(mails()) == {("ana", "registration_by_other"), ("dan", "registration_by_other")}
        assert len(mails()) == 2

    def test_what_is_wrong_is_told_line_by_line_and_nothing_is_lost(self, meeting, desk, body, her):
        delegated(meeting, body, her, "eve")
        data = lines(
            "Ana Essai ana@exemple",
            "123 Essai bob@exemple.fr",
            "Cleo Essai cleo@exemple.fr 12",
            "Dan",
            "=1+1 Essai x@exemple.fr",
            "Eve Essai eve@exemple.fr",
            "Fay Essai FAY@exemple.fr",
            "Fay Essai fay@exemple.fr",
        )
        answer = desk.post(BASE + "ajouter/", data)
        assert answer.status_code == 422
        assert faults(answer) == {
            "Ligne 1 : Cette adresse n’est pas complète. Elle ressemble à prenom@exemple.fr.",
            "Ligne 2 : Écrivez un nom, avec des lettres.",
            "Ligne 3 : Ce numéro n’est pas complet. Exemple : 04 73 00 00 00.",
            "Ligne 4 : Écrivez son nom.",
            "Ligne 5 : Écrivez un nom, avec des lettres.",
            "Ligne 6 : Cette personne est déjà dans votre délégation.",
            "Ligne 8 : Cette personne est déjà à la ligne 7.",
        }
        for value in ("ana@exemple", "123", "12", "Dan", "=1+1", "eve@exemple.fr", "FAY@exemple.fr"):
            assert f'value="{value}"' in text_of(answer)
        assert names(meeting) == {"Eve"}

    def test_a_formula_is_not_a_name(self, meeting, desk):
        answer = desk.post(BASE + "ajouter/", lines("=cmd|calc Essai a@exemple.fr"))
        assert faults(answer) == {"Ligne 1 : C’est une formule de tableur : écrivez le nom lui-même."}

    def test_somebody_registered_elsewhere_is_foreseen_like_anybody(self, meeting, desk):
        ask(meeting, "ana", at=timezone.now())
        answer = desk.post(BASE + "ajouter/", lines("Ana Essai ana@exemple.fr"))
        assert answer.status_code == 200
        assert "1 personne sera inscrite" in text_of(answer) and "1 sur les places gardées" in text_of(answer)

    def test_waiting_is_announced_and_nobody_waits_unannounced(self, meeting, desk):
        people = [f"{name} Essai {name}@exemple.fr" for name in ("ana", "bob", "cleo", "dan")]
        data = lines(*people)
        answer = text_of(desk.post(BASE + "ajouter/", data))
        assert "1 en liste d’attente" in answer and 'name="waiting" value="1"' in answer
        ask(meeting, "zoe", at=timezone.now())
        sent = desk.post(BASE + "ajouter/", data | {"go": "send", "aware": "on", "waiting": "1"})
        assert sent.status_code == 422 and names(meeting) == {"Zoe"}
        assert "Des places ont été prises entre-temps" in text_of(sent)
        assert "2 en liste d’attente" in text_of(sent)
        assert (
            desk.post(BASE + "ajouter/", data | {"go": "send", "aware": "on", "waiting": "2"}).status_code
            == 302
        )
        assert Registration.objects.waiting().count() == 2

    def test_not_saying_that_they_know_is_refused(self, meeting, desk):
        answer = desk.post(BASE + "ajouter/", lines("Ana Essai ana@exemple.fr", go="send", waiting="0"))
        assert answer.status_code == 422 and "chaque personne doit le savoir" in text_of(answer)
        assert names(meeting) == set()

    @pytest.mark.parametrize("forged", ["", "x", "x" * 5000])
    def test_a_page_too_old_or_forged_is_shown_again(self, meeting, desk, forged):
        data = lines("Ana Essai ana@exemple.fr", go="send", aware="on", waiting="0") | {"key": forged}
        answer = desk.post(BASE + "ajouter/", data)
        assert answer.status_code == 422 and 'value="Ana"' in text_of(answer)
        assert names(meeting) == set()

    def test_lines_are_added_and_taken_out(self, meeting, desk):
        data = lines("Ana Essai ana@exemple", "Bob Essai")
        more = desk.post(BASE + "ajouter/", data | {"go": "more"})
        assert more.status_code == 200 and 'name="numbers" value="1,2,3,4,5"' in text_of(more)
        less = text_of(desk.post(BASE + "ajouter/", data | {"go": "remove-0"}))
        assert 'name="numbers" value="2"' in less and "Ana" not in less and 'value="Bob"' in less

    @pytest.mark.parametrize(
        "odd",
        [
            {"numbers": "1" * 4000},
            {"numbers": ",".join("1" for _ in range(900))},
            {"numbers": "-1,²,1e9"},
            {"numbers": ""},
            {"go": "remove-99999"},
            {"go": "remove-²"},
            {"go": "\x00"},
            {"l-0-first_name": "A\x00na"},
            {"l-0-last_name": "x" * 60_000},
            {"l-0-email": "a" * 400 + "@exemple.fr"},
            {"waiting": "²"},
        ],
    )
    def test_what_no_page_sends_breaks_nothing(self, meeting, desk, odd):
        data = lines("Ana Essai ana@exemple.fr", go="check") | odd
        assert desk.post(BASE + "ajouter/", data).status_code in (200, 422)
        assert names(meeting) == set()

    def test_too_many_lists_in_an_hour_are_put_off(self, meeting, desk, monkeypatch):
        monkeypatch.setattr("events.views.delegations.BY_ACCOUNT", 1)
        for name, status in (("ana", 302), ("bob", 422)):
            data = lines(f"{name} Essai {name}@exemple.fr", go="send", aware="on", waiting="0")
            assert desk.post(BASE + "ajouter/", data).status_code == status
        assert names(meeting) == {"ana"}

    @pytest.mark.parametrize("status", ["cancelled", "postponed"])
    def test_a_meeting_that_is_off_says_so(self, meeting, desk, status):
        meeting.status, meeting.status_changed_at = status, timezone.now()
        meeting.save()
        for answer in (desk.get(BASE + "ajouter/"), desk.post(BASE + "ajouter/", lines("Ana Essai a@b.fr"))):
            assert answer.status_code == 409
            assert ("annulé" if status == "cancelled" else "reporté") in text_of(answer)
        assert desk.get(BASE).status_code == 200

    def test_a_closed_meeting_says_so(self, meeting, desk):
        meeting.registration_closes_at = timezone.now() - dt.timedelta(minutes=1)
        meeting.save()
        answer = desk.post(BASE + "ajouter/", lines("Ana Essai a@b.fr", go="send", aware="on"))
        assert answer.status_code == 409 and "closes" in text_of(answer) and names(meeting) == set()


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class TestBringing:
    def bring(self, desk, content: bytes | str, name: str = "liste.csv", *typed: str):
        data = lines(*typed) if typed else lines("", "", "")
        data |= {"go": "bring"}
        if isinstance(content, bytes):
            data["file"] = SimpleUploadedFile(name, content)
        else:
            data["pasted"] = content
        return desk.post(BASE + "ajouter/", data)

    @pytest.mark.parametrize(
        "content",
        [
            "Ana\tEssai\tana@exemple.fr\nZoé\tEssai",
            "Prénom;Nom;Courriel\nAna;Essai;ana@exemple.fr\nZoé;Essai;",
            "\ufeffE-mail,Fonction,NOM,prenom\nana@exemple.fr,chef,Essai,Ana\n,,Essai,Zoé".encode(),
            "Nom;Prénom;Adresse électronique\r\nEssai;Ana;ana@exemple.fr\r\nEssai;Zoé;".encode("cp1252"),
            "Prénom\tNom\tMail\nAna\tEssai\tana@exemple.fr\nZoé\tEssai\t".encode("utf-16"),
            workbook(
                ["Téléphone", "Nom de famille", "Prénom", "Mél"],
                [None, "Essai", "Ana", "ana@exemple.fr"],
                [],
                [None, "Essai", "Zoé"],
            ),
        ],
        ids=["pasted", "semicolons", "bom-commas-any-order", "cp1252", "utf-16", "xlsx"],
    )
    def test_every_usual_table_is_read(self, meeting, desk, content):
        answer = self.bring(desk, content)
        assert answer.status_code == 200, faults(answer)
        shown = text_of(answer)
        assert "2 personnes seront inscrites" in shown
        for value in ("Ana", "Zoé", "ana@exemple.fr"):
            assert f'value="{value}"' in shown
        assert names(meeting) == set()

    def test_columns_that_are_not_kept_are_told(self, meeting, desk):
        answer = text_of(self.bring(desk, "Prénom;Nom;Fonction;Régime\nAna;Essai;chef;végétarien"))
        assert "Ces colonnes ne sont pas reprises : Fonction, Régime." in answer
        assert "végétarien" not in answer

    def test_faults_carry_the_number_of_the_row_in_the_file(self, meeting, desk):
        answer = self.bring(desk, "Prénom;Nom;Courriel\n\nAna;Essai;ana@exemple\nBob;;".encode())
        assert faults(answer) == {
            "Ligne 3 : Cette adresse n’est pas complète. Elle ressemble à prenom@exemple.fr.",
            "Ligne 4 : Écrivez son nom.",
        }

    def test_what_was_typed_before_stays(self, meeting, desk):
        shown = text_of(self.bring(desk, "Bob;Essai", "x", "Ana Essai ana@exemple.fr"))
        assert 'value="Ana"' in shown and 'value="Bob"' in shown and 'name="numbers" value="1,2"' in shown

    def test_a_formula_of_a_workbook_is_a_fault_of_its_line(self, meeting, desk):
        content = workbook(["Prénom", "Nom"], ['=HYPERLINK("http://x","y")', "Essai"], ["@SUM(a1)", "Essai"])
        answer = self.bring(desk, content, "liste.xlsx")
        assert faults(answer) == {
            "Ligne 2 : C’est une formule de tableur : écrivez le nom lui-même.",
            "Ligne 3 : C’est une formule de tableur : écrivez le nom lui-même.",
        }

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "Ce fichier est vide."),
            (b"\n\n ; ;\n", "Cette liste est vide."),
            (b"Ana;Essai\x00;", "Ce n’est pas une liste lisible"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "Ce n’est pas une liste lisible"),
            (b"\xff\xfe\x00\xd8", "Les accents de ce fichier sont illisibles"),
            (b"\x81\x8d\x8f", "Les accents de ce fichier sont illisibles"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "enregistrez-le en .xlsx ou en .csv"),
            (b"PK\x03\x04not really a workbook", "Ce classeur ne s’ouvre pas"),
            (b"Nom;Courriel\nEssai;a@b.fr", "Il manque la colonne « Prénom »"),
            ("Prénom;Nom\n".encode(), "Cette liste n’a que ses titres"),
            (b"x" * (1024 * 1024 + 1), "pèse plus d’un mégaoctet"),
            (b"Ana;Essai\n" * 101, "Cette liste a plus de 100 personnes"),
            (b"Ana;Essai\n" * 5000, "Cette liste a plus de 101 lignes"),
            (b'"' + b"x" * 200_000, "Ce n’est pas une liste lisible"),
        ],
    )
    def test_every_bad_file_is_refused_in_words(self, meeting, desk, content, said):
        answer = self.bring(desk, content, "liste.csv", "Ana Essai ana@exemple.fr")
        assert answer.status_code == 422 and said in text_of(answer)
        assert 'value="ana@exemple.fr"' in text_of(answer), "what was typed is kept"
        assert names(meeting) == set()

    @pytest.mark.parametrize("pasted", ["Ana;Essai\x00", "x;" * 150_000])
    def test_every_bad_paste_is_refused_in_words(self, meeting, desk, pasted):
        answer = self.bring(desk, pasted)
        assert answer.status_code == 422 and "error-summary" in text_of(answer)

    def test_nothing_brought_says_what_to_do(self, meeting, desk):
        answer = self.bring(desk, "  ")
        assert answer.status_code == 422 and "Collez une liste, ou choisissez un fichier." in text_of(answer)

    def test_a_workbook_that_swells_is_not_unpacked(self, meeting, desk, monkeypatch):
        import zipfile

        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (21 * 1024 * 1024))
        assert len(file.getvalue()) < 100_000
        monkeypatch.setattr("openpyxl.load_workbook", lambda *_given, **_more: pytest.fail("opened"))
        answer = self.bring(desk, file.getvalue(), "liste.xlsx")
        assert "trop gros une fois déplié" in text_of(answer)

    def test_a_workbook_of_far_rows_is_read_no_further_than_it_matters(self, meeting, desk):
        book = Workbook()
        book.active.append(["Ana", "Essai"])
        book.active.cell(row=1_000_000, column=1, value="Loin")
        file = io.BytesIO()
        book.save(file)
        answer = text_of(self.bring(desk, file.getvalue(), "liste.xlsx"))
        assert "1 personne sera inscrite" in answer and "Loin" not in answer

    def test_no_file_is_kept(self, meeting, desk, settings, tmp_path):
        settings.MEDIA_ROOT = settings.PRIVATE_ROOT = tmp_path / "kept"
        settings.FILE_UPLOAD_TEMP_DIR = tmp_path
        self.bring(desk, b"Ana;Essai;ana@exemple.fr")
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    @pytest.mark.parametrize("suffix", ["csv", "xlsx"])
    def test_the_list_to_fill_in_is_read_back(self, meeting, desk, suffix):
        answer = desk.get(f"/espace/delegations/modele.{suffix}")
        content = answer.getvalue()
        if suffix == "xlsx":
            rows = list(load_workbook(io.BytesIO(content)).active.values)
            assert rows[0] == ("Prénom", "Nom", "Courriel", "Téléphone")
        assert "Camille" in text_of(self.bring(desk, content, f"liste.{suffix}"))
        assert desk.get("/espace/delegations/modele.exe").status_code == 404


class TestOneOfHers:
    def test_is_swapped(self, meeting, desk, body, her):
        row = delegated(meeting, body, her, "ana")[0]
        path = f"{BASE}{row.pk}/remplacer/"
        shown = text_of(desk.get(path))
        assert "Ana Essai" in shown
        data = {
            "first_name": "Nina",
            "last_name": "Essai",
            "email": "nina@exemple.fr",
            "phone": "",
            "key": key(),
        }
        for _press in range(2):
            assert desk.post(path, data)["Location"] == BASE
        shown = text_of(desk.get(BASE))
        assert "Nina Essai" in shown and "Ana" not in re.sub(r"vient à la place de Ana Essai", "", shown)
        assert Registration.objects.active().filter(event=meeting).count() == 1

    def test_is_not_swapped_for_what_is_not_a_person(self, meeting, desk, body, her):
        row = delegated(meeting, body, her, "ana", "bob")[0]
        path = f"{BASE}{row.pk}/remplacer/"
        for data in (
            {"first_name": "", "last_name": "", "email": "x", "key": key()},
            {"first_name": "Bob", "last_name": "Essai", "email": "bob@exemple.fr", "key": key()},
            {"first_name": "Nina", "last_name": "Essai", "email": "nina@exemple.fr", "key": "old"},
        ):
            assert desk.post(path, data).status_code == 422
        row.refresh_from_db()
        assert row.state == S.CONFIRMED

    def test_is_taken_out_once_asked(self, meeting, desk, body, her):
        row = delegated(meeting, body, her, "ana")[0]
        path = f"{BASE}{row.pk}/retirer/"
        assert desk.get(path).status_code == 200
        row.refresh_from_db()
        assert row.state == S.CONFIRMED, "reading the question changes nothing"
        assert desk.post(path)["Location"] == BASE
        row.refresh_from_db()
        assert row.state == S.CANCELLED
        assert "Ne viennent plus" in text_of(desk.get(BASE))

    def test_without_address_has_a_printed_link_and_somebody_to_accept_for_them(
        self, meeting, desk, body, her
    ):
        people = [applicant("ana"), applicant("bob"), applicant("cleo")]
        delegating.register_list(
            event=meeting,
            body=body,
            people=[*people, type(people[0])(first_name="Dan", last_name="Sansmail", email="")],
            key=uuid.uuid4(),
            consent_text="x",
            by=her,
            at=timezone.now(),
        )
        dan = Registration.objects.get(first_name="Dan")
        with_address = Registration.objects.get(first_name="Ana")
        printed = desk.get(f"{BASE}{dan.pk}/lien/")
        assert dan.link_token in text_of(printed) and "no-store" in printed["Cache-Control"]
        assert desk.get(f"{BASE}{with_address.pk}/lien/").status_code == 404
        assert desk.post(f"{BASE}{with_address.pk}/accepter/").status_code == 404
        desk.post(f"{BASE}{with_address.pk}/retirer/")
        dan.refresh_from_db()
        assert dan.state == S.OFFERED and "Accepter la place" in text_of(desk.get(BASE))
        assert desk.get(f"{BASE}{dan.pk}/accepter/").status_code == 405
        desk.post(f"{BASE}{dan.pk}/accepter/")
        dan.refresh_from_db()
        assert dan.state == S.CONFIRMED


def test_a_territory_is_acted_for_too(meeting, desk, her):
    territory = TerritoryFactory(slug="val-de-drome", title="Val de Drôme")
    Representative.objects.create(user=her, territory=territory)
    QuotaFactory(event=meeting, audience=None, territory=territory, places=1)
    shown = text_of(desk.get("/espace/delegations/"))
    assert "Val de Drôme" in shown and "Régie des Rives" in shown
    assert desk.get("/espace/delegations/territoires/val-de-drome/forum/").status_code == 200

"""A list typed, pasted or brought: read again beside what is wrong, sent once, and nothing of it kept before that."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from events.enums import RegistrationOrigin, RegistrationState
from events.models import Registration
from tests.events.registration.delegated import BASE, delegated, faults, lines, names, text_of
from tests.events.registration.helpers import ask, mails

S = RegistrationState


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
        sent = desk.post(BASE + "ajouter/", lines("Ana Essai a@b.fr", go="send", aware="on"))
        assert 'value="Ana"' in text_of(sent), "what was typed is given back"
        for answer in (desk.get(BASE + "ajouter/"), sent):
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


SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SHARED_TYPE = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>'


def rewritten(**parts: str) -> bytes:
    """« Ana Essai » as Excel writes it, its texts in a part of their own; `parts` replaces some (`_` stands for /)."""
    words = "<si><t>Ana</t></si><si><t>Essai</t></si>"
    texts = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{words}</sst>'
    source, file = zipfile.ZipFile(io.BytesIO(workbook(["Ana", "Essai"]))), io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in [*source.namelist(), "xl/sharedStrings.xml"]:
            text = source.read(name).decode() if name in source.namelist() else texts
            for number, word in enumerate(("Ana", "Essai")):
                text = text.replace(f't="inlineStr"><is><t>{word}</t></is>', f't="s"><v>{number}</v>')
            if name == "[Content_Types].xml":
                text = text.replace("</Types>", SHARED_TYPE)
            archive.writestr(name, parts.get(name.replace("/", "_").removesuffix(".xml"), text))
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
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (21 * 1024 * 1024))
        assert len(file.getvalue()) < 100_000
        monkeypatch.setattr("openpyxl.load_workbook", lambda *_given, **_more: pytest.fail("opened"))
        answer = self.bring(desk, file.getvalue(), "liste.xlsx")
        assert "trop gros une fois déplié" in text_of(answer)

    def test_a_workbook_of_excel_is_read(self, meeting, desk):
        shown = text_of(self.bring(desk, rewritten(), "liste.xlsx"))
        assert "1 personne sera inscrite" in shown and 'value="Ana"' in shown and 'value="Essai"' in shown

    @pytest.mark.parametrize("part", ["xl_workbook", "xl_worksheets_sheet1", "xl_sharedStrings"])
    @pytest.mark.parametrize(
        "evil",
        [
            # Ten powers of ten of one letter; a file of the machine; what is no XML at all.
            '<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
            + "]><x>&a9;</x>",
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
            "<x",
        ],
        ids=["bomb", "file", "broken"],
    )
    def test_a_workbook_made_to_harm_is_refused_in_words(self, meeting, desk, part, evil):
        answer = self.bring(desk, rewritten(**{part: evil}), "liste.xlsx")
        assert answer.status_code == 422 and "root:" not in text_of(answer)
        assert "Ce classeur ne s’ouvre pas" in text_of(answer) or "Cette liste est vide" in text_of(answer)

    def test_a_hundred_people_are_read_and_sent(self, meeting, desk, django_assert_max_num_queries):
        meeting.capacity = None
        meeting.save()
        people = [f"Ana{n} Essai ana{n}@exemple.fr 0473000000" for n in range(100)]
        assert desk.post(BASE + "ajouter/", lines(*people)).status_code == 200
        with django_assert_max_num_queries(40):
            sent = desk.post(BASE + "ajouter/", lines(*people, go="send", aware="on", waiting="0"))
        assert sent.status_code == 302
        assert Registration.objects.filter(state=S.CONFIRMED).count() == len(mails()) == 100

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

"""Questions of a meeting: asked in steps, answered, changed, read by staff."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from events.enums import QuestionKind as K
from events.models import AccessNeed, Answer, FormQuestion, Registration
from events.services.answering import save_access_need
from tests.events.registration.helpers import ask, typed
from tests.factories.events import SessionFactory
from tests.factories.registrations import FormQuestionFactory, OpenEventFactory

pytestmark = pytest.mark.django_db
URL = "/agenda/forum/inscription/"
PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture
def event(open_event):
    return open_event


@pytest.fixture
def meal(event):
    return FormQuestionFactory(
        event=event, label="Votre repas", kind=K.CHOICE, options=["Viande", "Sans viande"], is_required=True
    )


def named(question: FormQuestion) -> str:
    return f"question_{question.pk}"


def page_of(response) -> str:
    return response.content.decode()


def carried(page: str) -> dict[str, list[str]]:
    """What the page holds without showing it, as the browser would send it back."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]+>", page):
        if 'type="hidden"' in tag and "csrf" not in tag:
            name, value = re.search(r'name="([^"]+)"', tag)[1], re.search(r'value="([^"]*)"', tag)
            found.setdefault(name, []).append(value[1] if value else "")
    return found


class TestConstraints:
    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("form_question_kind_known", {"kind": "dance"}),
            ("form_question_options_match_kind", {"kind": K.CHOICE, "options": ["Seul"]}),
            ("form_question_options_match_kind", {"kind": K.TEXT, "options": ["Un", "Deux"]}),
            ("form_question_dependence_whole", {"depends_value": "oui"}),
        ],
    )
    def test_by_name(self, event, name, values):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            FormQuestionFactory(event=event, **values)

    def test_asked_once(self, event, meal):
        with pytest.raises(IntegrityError, match="form_question_asked_once"), transaction.atomic():
            FormQuestionFactory(event=event, label=meal.label)

    def test_on_itself(self, meal):
        with pytest.raises(IntegrityError, match="form_question_not_on_itself"), transaction.atomic():
            FormQuestion.objects.filter(pk=meal.pk).update(depends_on=meal.pk, depends_value="Viande")

    def test_on_another_meeting(self, meal):
        with pytest.raises(IntegrityError, match="form_question_depends_in_event"), transaction.atomic():
            FormQuestionFactory(event=OpenEventFactory(), depends_on=meal, depends_value="Viande")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @pytest.mark.parametrize(
        "values", [{"values": []}, {"values": ["a"], "file": "answers/x", "file_name": "x"}]
    )
    def test_words_or_file(self, event, meal, values):
        registration = ask(event, at=timezone.now())
        with pytest.raises(IntegrityError, match="answer_words_or_file"), transaction.atomic():
            Answer.objects.create(registration=registration, question=meal, **values)

    def test_one_answer(self, event, meal):
        registration = ask(event, at=timezone.now())
        Answer.objects.create(registration=registration, question=meal, values=["Viande"])
        with pytest.raises(IntegrityError, match="answer_once"), transaction.atomic():
            Answer.objects.create(registration=registration, question=meal, values=["Sans viande"])

    def test_an_empty_need(self, event, at):
        with pytest.raises(IntegrityError, match="access_need_says_something"), transaction.atomic():
            AccessNeed.objects.create(registration=ask(event, at=timezone.now()), text="", written_at=at)

    @pytest.mark.parametrize(
        ("kind", "position", "expected", "message"),
        [
            (K.TEXT, 1, "oui", "se répond librement"),
            (K.YES_NO, 9, "oui", "vient après"),
            (K.YES_NO, 1, "peut-être", "pas une réponse possible"),
        ],
    )
    def test_a_question_waits_for_an_answer_that_can_come(self, event, kind, position, expected, message):
        former = FormQuestionFactory(event=event, kind=kind, position=position)
        waiting = FormQuestionFactory.build(
            event=event, position=5, depends_on=former, depends_value=expected
        )
        with pytest.raises(ValidationError, match=message):
            waiting.clean()


class TestSteps:
    def test_a_simple_meeting_is_one_screen(self, client, event):
        page = page_of(client.get(URL))
        assert "Étape 1" not in page
        assert 'name="consent"' in page
        assert 'name="access_need"' in page

    def test_three_screens_and_a_summary(self, client, event, meal):
        session = SessionFactory(event=event, capacity=3, title="Écrire son CV")
        first = page_of(client.get(URL))
        assert "Étape 1 sur 3" in first
        assert 'name="consent"' not in first
        sent = typed(step="0", go="next")
        del sent["consent"]
        second = page_of(client.post(URL, sent))
        assert "Étape 2 sur 3" in second
        assert "Répondez à cette question" not in second
        assert "Votre repas</legend>" in second  # no « facultatif »
        held = carried(second)
        assert held["email"] == ["nadia@exemple.fr"]
        sent = held | {"go": "next", named(meal): "Sans viande", "sessions": [session.pk]}
        third = page_of(client.post(URL, sent))
        assert "Étape 3 sur 3" in third
        for told in ("Nadia", "nadia@exemple.fr", "Sans viande", "Écrire son CV"):
            assert f"<dd>{told}</dd>" in third
        assert not Registration.objects.exists()
        response = client.post(
            URL, carried(third) | {"go": "send", "consent": "on", "access_need": " Boucle "}
        )
        assert (response.status_code, response.url) == (302, "/agenda/forum/inscription/envoyee/")
        registration = Registration.objects.get()
        assert [(a.question, a.values) for a in registration.answers.all()] == [(meal, ["Sans viande"])]
        assert [choice.session for choice in registration.choices.all()] == [session]
        assert registration.access_need.text == "Boucle"

    def test_an_error_keeps_on_its_screen_and_back_never_judges(self, client, event, meal):
        response = client.post(URL, typed(step="0", go="next", email="nadia@"))
        assert response.status_code == 422
        assert "Étape 1 sur 3" in page_of(response)
        assert "n’est pas complète" in page_of(response)
        response = client.post(URL, typed(step="1", go="next"))
        assert response.status_code == 422
        assert "Étape 2 sur 3" in page_of(response)
        assert "Répondez à cette question" in page_of(response)
        response = client.post(URL, typed(step="1", go="back"))
        assert response.status_code == 200
        assert "Étape 1 sur 3" in page_of(response)
        assert 'value="Nadia"' in page_of(response)

    def test_the_summary_leads_back_to_a_screen(self, client, event, meal):
        sent = typed(step="2", go="0") | {named(meal): "Viande"}
        page = page_of(client.post(URL, sent))
        assert "Étape 1 sur 3" in page
        assert carried(page)[named(meal)] == ["Viande"]

    @pytest.mark.parametrize("step", ["", "9", "99999999", "-1", "x", "\x00"])
    def test_a_forged_step_leads_nowhere_strange(self, client, event, meal, step):
        response = client.post(URL, typed(step=step, go="next"))
        assert response.status_code in (200, 422)
        assert "Étape" in page_of(response)

    def test_sending_with_a_wrong_screen_shows_that_screen(self, client, event, meal):
        response = client.post(URL, typed(step="2", go="send", first_name="") | {named(meal): "Viande"})
        assert response.status_code == 422
        assert "Étape 1 sur 3" in page_of(response)
        assert "Écrivez votre prénom." in page_of(response)

    def test_the_screens_ask_as_many_queries_whatever_the_questions(
        self, client, event, meal, django_assert_num_queries
    ):
        for number in (1, 3):
            while event.form_questions.count() < number:
                FormQuestionFactory(event=event)
            with django_assert_num_queries(5):
                client.post(URL, typed(step="0", go="next"))


class TestAnswers:
    def test_a_question_that_waits_is_asked_only_then(self, client, event):
        lunch = FormQuestionFactory(event=event, label="Déjeunez-vous ?", kind=K.YES_NO, is_required=True)
        diet = FormQuestionFactory(
            event=event, label="Régime", position=2, is_required=True, depends_on=lunch, depends_value="oui"
        )
        page = page_of(client.post(URL, typed(step="0", go="next")))
        assert f'data-depends-on="{named(lunch)}" data-depends-value="oui"' in page
        assert "À remplir si vous répondez « oui » à « Déjeunez-vous ? »" in page
        refused = client.post(URL, typed() | {named(lunch): "oui"})
        assert refused.status_code == 422
        assert "Répondez à cette question" in page_of(refused)
        assert client.post(URL, typed() | {named(lunch): "non", named(diet): "Végétarien"}).status_code == 302
        assert [(a.question, a.values) for a in Answer.objects.all()] == [(lunch, ["non"])]

    @pytest.mark.parametrize(
        ("kind", "value", "message"),
        [
            (K.TEXT, "É" * 2001, "Au plus 2000 caractères"),
            (K.TEXT, "a\x00b", "caractère interdit"),
            (K.CHOICE, "Autre", "Choisissez dans la liste"),
            (K.CHOICES, ["Un", "Trois"], "Choisissez dans la liste"),
            (K.YES_NO, "peut-être", "Choisissez dans la liste"),
            (K.FILE, SimpleUploadedFile("cv.pdf", b"MZ\x90"), "PDF, PNG ou JPEG"),
            (K.FILE, SimpleUploadedFile("cv.pdf", PDF + b"0" * (5 * 1024 * 1024)), "trop lourd"),
        ],
    )
    def test_what_is_refused_says_why(self, client, event, kind, value, message):
        options = ["Un", "Deux"] if kind in (K.CHOICE, K.CHOICES) else []
        question = FormQuestionFactory(event=event, kind=kind, options=options)
        response = client.post(URL, typed() | {named(question): value})
        assert response.status_code == 422
        assert message in page_of(response)
        assert not Registration.objects.exists()

    def test_a_file_is_asked_last_and_kept_apart(self, client, event, settings):
        cv = FormQuestionFactory(event=event, label="Votre CV", kind=K.FILE, is_required=True)
        assert "Étape 1 sur 2" in page_of(client.get(URL))
        last = page_of(client.post(URL, typed(step="0", go="next")))
        assert 'enctype="multipart/form-data"' in last
        file = SimpleUploadedFile('../<b>cv"é.pdf', PDF)
        assert client.post(URL, typed() | {named(cv): file}).status_code == 302
        answer = Answer.objects.get()
        assert answer.file_name == "bcvé.pdf"
        assert re.fullmatch(r"answers/[0-9a-f]{32}", answer.file.name)
        assert not (settings.MEDIA_ROOT / answer.file.name).exists()

    def test_the_consent_of_the_meeting_is_asked_and_kept_word_for_word(self, client, event):
        event.consent_text = "J’accepte d’être photographiée pendant la soirée."
        event.save()
        assert "être photographiée" in page_of(client.get(URL))
        client.post(URL, typed())
        assert Registration.objects.get().consent_text == event.consent_text

    def test_needs_are_not_asked_where_staff_do_not_ask(self, client, event):
        event.asks_access_needs = False
        event.save()
        assert 'name="access_need"' not in page_of(client.get(URL))
        client.post(URL, typed(access_need="Boucle"))
        assert not AccessNeed.objects.exists()


class TestChanging:
    @pytest.fixture
    def registration(self, client, event, meal):
        client.post(URL, typed(access_need="Boucle") | {named(meal): "Viande"})
        return Registration.objects.get()

    @pytest.fixture
    def private(self, registration):
        return reverse("events:registration_answers", args=[registration.link_token])

    def test_seen_changed_emptied(self, client, registration, private, meal):
        page = page_of(client.get(private))
        assert re.search(r'value="Viande"[^>]*checked', page)
        assert "Boucle" in page
        assert client.post(private, {named(meal): "Sans viande", "access_need": ""}).status_code == 302
        assert Answer.objects.get().values == ["Sans viande"]
        assert not AccessNeed.objects.exists()

    def test_an_error_loses_nothing(self, client, registration, private, meal):
        response = client.post(private, {"access_need": "Fauteuil"})
        assert response.status_code == 422
        assert "Fauteuil" in page_of(response)
        assert Answer.objects.get().values == ["Viande"]

    def test_looking_changes_nothing_and_a_stranger_sees_nothing(self, client, registration, private):
        before = list(Answer.objects.values())
        client.get(private)
        client.head(private)
        assert list(Answer.objects.values()) == before
        assert client.get("/inscriptions/" + "x" * 43 + "/reponses/").status_code == 404

    def test_a_cancelled_registration_answers_no_more(self, client, registration, private, meal):
        client.post(reverse("events:registration", args=[registration.link_token]), {"action": "cancel"})
        assert client.post(private, {named(meal): "Sans viande"}).status_code == 302
        assert Answer.objects.get().values == ["Viande"]

    def test_a_file_stays_unless_another_replaces_it(self, client, event, registration, private, meal):
        cv = FormQuestionFactory(event=event, label="Votre CV", kind=K.FILE, is_required=True, position=2)
        sent = {named(meal): "Viande", named(cv): SimpleUploadedFile("un.pdf", PDF)}
        assert client.post(private, sent).status_code == 302
        assert "Déjà reçu : un.pdf" in page_of(client.get(private))
        assert client.post(private, {named(meal): "Viande"}).status_code == 302
        assert cv.answers.get().file_name == "un.pdf"


class TestStaff:
    @pytest.fixture
    def answer(self, client, event):
        cv = FormQuestionFactory(event=event, label="Votre CV", kind=K.FILE)
        client.post(URL, typed(access_need="Boucle") | {named(cv): SimpleUploadedFile("cv.pdf", PDF)})
        return Answer.objects.get()

    def test_a_file_is_downloaded_by_staff_alone(self, client, admin_client, answer):
        address = reverse("admin:events_answer_file", args=[answer.pk])
        assert client.get(address).status_code == 302
        response = admin_client.get(address)
        assert response.getvalue() == PDF
        assert response["Content-Disposition"] == 'attachment; filename="cv.pdf"'
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"

    def test_a_need_is_seen_by_the_reception_alone(self, client, answer, django_user_model):
        from portal.accounts.enums import Role
        from portal.pages.roles import permissions_of

        may = {role for role in Role if "events.view_accessneed" in permissions_of(role)}
        assert may == {Role.RECEPTION}

    def test_staff_keep_questions_with_the_meeting(self, admin_client, event, meal):
        page = page_of(admin_client.get(reverse("admin:events_event_change", args=[event.pk])))
        assert "Viande\nSans viande" in page
        registration = ask(event, at=timezone.now())
        save_access_need(registration, "Boucle magnétique", at=timezone.now())
        page = page_of(admin_client.get(reverse("admin:events_registration_change", args=[registration.pk])))
        assert "Boucle magnétique" in page

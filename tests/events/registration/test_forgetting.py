"""What a meeting no longer needs is erased when the page on personal data says so."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from events.enums import InvitationAnswer, QuestionKind
from events.enums import RegistrationState as S
from events.models import AccessNeed, Answer, Event, Invitation, Registration
from events.services.answering import Given, save_access_need, save_answers
from events.services.forgetting import forget
from events.services.inviting import accept
from events.services.registering import cancel, confirm
from events.services.telling import tell_changed
from events.windows import Window, window_of
from portal.core import audit
from portal.core.models import AuditEntry
from portal.mail import services as mail
from portal.mail.enums import MessageState
from portal.mail.models import Message
from tests.events.registration.helpers import HOUR, NOW, applicant, ask, mails, states
from tests.factories.events import EventFactory
from tests.factories.registrations import FormQuestionFactory, InvitationFactory, OpenEventFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class TestForgetting:
    @pytest.fixture
    def registration(self):
        event = OpenEventFactory()
        registration = ask(event, phone="04 73 00 00 00", affiliation="Épicentre", proved=True)
        cv = FormQuestionFactory(event=event, kind=QuestionKind.FILE)
        words = FormQuestionFactory(event=event)
        file = SimpleUploadedFile("cv.pdf", b"%PDF-")
        save_answers(registration, [Given(cv, file=file, file_name="cv.pdf"), Given(words, ("Sans gluten",))])
        save_access_need(registration, "Boucle", at=NOW)
        return registration

    @pytest.fixture
    def end(self, registration):
        return registration.event.ends_at

    def test_before_its_time_nothing_goes(self, registration, end):
        assert vars(forget(at=end + DAY - HOUR)) == {"needs": 0, "people": 0, "invitations": 0}
        assert AccessNeed.objects.count() == 1

    def test_needs_go_the_day_after(self, registration, end):
        assert vars(forget(at=end + DAY)) == {"needs": 1, "people": 0, "invitations": 0}
        assert Registration.objects.get().first_name == "Ana"

    def test_names_go_a_month_after_and_what_is_counted_stays(
        self, registration, end, django_capture_on_commit_callbacks
    ):
        answer = Answer.objects.exclude(file="").get()
        with django_capture_on_commit_callbacks(execute=True):
            assert forget(at=end + 30 * DAY).people == 1
        row = Registration.objects.get()
        assert (row.full_name, row.phone, row.affiliation) == ("Personne effacée", "", "")
        assert row.email == f"{row.pk}@efface.invalid"
        assert (row.state, row.erased_at) == (S.CONFIRMED, end + 30 * DAY)
        assert not Answer.objects.exists()
        assert not answer.file.storage.exists(answer.file.name)
        assert not Registration.objects.for_token(row.link_token, at=end + 30 * DAY).exists()
        assert forget(at=end + 31 * DAY).people == 0

    def test_a_row_said_erased_names_nobody(self, registration):
        with pytest.raises(IntegrityError, match="registration_erased_is_nobody"), transaction.atomic():
            Registration.objects.update(erased_at=NOW)

    def test_a_meeting_without_a_date_keeps_its_people(self, registration):
        Event.objects.update(precision="unknown", day=None, starts_at=None, ends_at=None)
        assert forget(at=NOW + 4000 * DAY).people == 0

    def test_invitations_go_three_years_after(self, registration, end):
        InvitationFactory(event=registration.event)
        assert forget(at=end + 1094 * DAY).invitations == 0
        assert forget(at=end + 1095 * DAY).invitations == 1
        assert not Invitation.objects.exists()

    def test_the_trace_of_mail_goes_after_seventy_five_days(self, registration):
        Message.objects.update(state=MessageState.EXPIRED, body=None)
        waiting = ask(OpenEventFactory(), "bob")
        assert waiting.pk
        later = NOW + 75 * DAY
        assert mail.forget(at=later) == 0
        assert mail.forget(at=later + HOUR) == 1
        assert mails() == [("bob", "registration_confirm")]

    def test_the_journal_goes_after_a_year(self, registration):
        audit.record(verb="essai", target=registration, by=None, at=NOW)
        before = AuditEntry.objects.filter(at__gt=NOW).count()
        audit.forget(at=NOW + 366 * DAY)
        assert AuditEntry.objects.count() == before


class TestInvitedAndRegistered:
    """One person, two doors: the public form and the invitation."""

    @pytest.fixture
    def invitation(self):
        return InvitationFactory(event=OpenEventFactory(capacity=2), email="ana@exemple.fr")

    def yes(self, invitation, at=NOW):
        return accept(
            invitation, applicant=applicant("ana"), form_key=uuid.uuid4(), consent_text="J’accepte.", at=at
        )

    def test_a_yes_confirms_what_was_asked_by_the_form(self, invitation):
        asked = ask(invitation.event)
        assert asked.state == S.TO_CONFIRM
        assert self.yes(invitation).registration == asked
        assert states(invitation.event) == {"ana": S.CONFIRMED}
        assert ("ana", "registration_confirmed") in mails()

    def test_cancelling_by_the_ticket_answers_the_invitation_and_one_may_come_back(self, invitation):
        first = self.yes(invitation).registration
        cancel(first, at=NOW)
        invitation.refresh_from_db()
        assert (invitation.answer, invitation.registration) == (InvitationAnswer.NO, None)
        again = self.yes(invitation, at=NOW + HOUR)
        assert again.answer == InvitationAnswer.YES
        assert again.registration != first
        assert again.registration.state == S.CONFIRMED

    def test_an_invitation_follows_the_meeting_that_moves(self, invitation):
        event = invitation.event
        Invitation.objects.update(link_expires_at=event.starts_at)
        event.starts_at, event.ends_at = event.starts_at + 7 * DAY, event.ends_at + 7 * DAY
        event.day += 7 * DAY
        event.save()
        tell_changed(event, at=NOW)
        invitation.refresh_from_db()
        assert invitation.link_expires_at == event.starts_at

    def test_a_page_sent_again_after_a_cancellation_registers_again(self):
        event, key = OpenEventFactory(), uuid.uuid4()
        first = ask(event, form_key=key)
        confirm(first, at=NOW)
        cancel(first, at=NOW)
        second = ask(event, form_key=key)
        assert (second.pk != first.pk, second.state) == (True, S.TO_CONFIRM)
        assert ask(event, form_key=second.form_key) == second


def test_a_month_that_has_passed_is_past_and_not_to_be_fixed():
    event = EventFactory(
        precision="month", day=dt.date(2020, 2, 1), starts_at=None, ends_at=None, registration_opens_at=NOW
    )
    assert window_of(event, at=NOW) == Window.PAST
    coming = EventFactory(precision="month", day=dt.date(2027, 2, 1), starts_at=None, ends_at=None)
    assert window_of(coming, at=NOW) == Window.UNDATED

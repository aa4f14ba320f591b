"""Answers to a meeting's questions, and what somebody needs in order to come."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import AccessNeed, Answer, FormQuestion, Registration
from events.services.errors import TransitionRefusedError
from events.services.places import lock_event
from events.windows import start_of

if TYPE_CHECKING:
    from django.core.files.base import File


@dataclass(frozen=True)
class Given:
    """One answer: words or choices, or a file with the name its owner gave it."""

    question: FormQuestion
    values: tuple[str, ...] = ()
    file: "File | None" = None
    file_name: str = ""


def save_answers(registration: Registration, given: Iterable[Given]) -> None:
    """Replace what was answered. A file that was sent before and is not sent again stays."""
    with transaction.atomic():
        by_question = {answer.question.pk: answer for answer in given}
        former = registration.answers.filter(file="")
        former.exclude(question__in=by_question).delete()
        for question, answer in by_question.items():
            Answer.objects.update_or_create(
                registration=registration,
                question_id=question,
                defaults={
                    "values": list(answer.values),
                    "file": answer.file or "",
                    "file_name": answer.file_name,
                },
            )


def save_access_need(registration: Registration, text: str, *, at: dt.datetime) -> None:
    """Emptied, it is erased."""
    if text:
        AccessNeed.objects.update_or_create(
            registration=registration, defaults={"text": text, "written_at": at}
        )
    else:
        AccessNeed.objects.filter(registration=registration).delete()


def change_answers(
    registration: Registration, *, given: Iterable[Given], access_need: str | None, at: dt.datetime
) -> None:
    """On one's own page, until the meeting begins. `access_need` None: not asked, so not touched."""
    with transaction.atomic():
        event = lock_event(registration.event_id)
        locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        start = start_of(event)
        if not locked.is_active or (start is not None and start <= at):
            raise TransitionRefusedError(_("Ces réponses ne se changent plus."))
        save_answers(locked, given)
        if access_need is not None:
            save_access_need(locked, access_need, at=at)

"""The list of participants as a table: one row a person, one column a question of the meeting."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from events.models import Answer, FormQuestion, Registration, RegistrationSession

# Read from the database by so many: memory stays the same whatever the length.
BATCH = 500


def _when(at: dt.datetime | None) -> str:
    """Paris time, as a spreadsheet sorts it."""
    return date_format(localtime(at), "Y-m-d H:i") if at else ""


def participants_table(
    registrations: QuerySet[Registration],
) -> tuple[list[str], Iterator[Sequence[str]]]:
    """Head and rows. Needs for access are not there: the reception alone reads them, one by one."""
    questions = list(
        FormQuestion.objects.filter(event__in=registrations.order_by().values("event"))
        .select_related("event")
        .order_by("event_id", "position", "pk")
    )
    events = {question.event_id for question in questions}
    head = [
        _("Code"),
        _("Nom"),
        _("Prénom"),
        _("Courriel"),
        _("Téléphone"),
        _("Vient pour"),
        _("Public"),
        _("État"),
        _("Rang d’attente"),
        _("Séances"),
        _("Demande"),
        _("Confirmation"),
        _("Pointage"),
        _("Événement"),
        *(
            question.label if len(events) == 1 else f"{question.event.title} : {question.label}"
            for question in questions
        ),
    ]
    rows = registrations.select_related("event", "structure", "territory", "audience").prefetch_related(
        Prefetch("choices", RegistrationSession.objects.select_related("session").order_by("session_id")),
        Prefetch("answers", Answer.objects.order_by("question_id")),
    )
    return head, _rows(rows, [question.pk for question in questions])


def _rows(registrations: QuerySet[Registration], questions: Sequence[int]) -> Iterator[Sequence[str]]:
    for row in registrations.iterator(chunk_size=BATCH):
        answers = {answer.question_id: answer.text for answer in row.answers.all()}
        yield [
            row.code,
            row.last_name,
            row.first_name,
            row.email,
            row.phone,
            row.comes_for,
            str(row.audience or ""),
            row.get_state_display(),
            str(row.rank or ""),
            " ; ".join(choice.session.title for choice in row.choices.all()),
            _when(row.created_at),
            _when(row.confirmed_at),
            _when(row.checked_at),
            row.event.title,
            *(answers.get(pk, "") for pk in questions),
        ]

"""The questions of a meeting as fields of its form, and what was answered to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from events.enums import QuestionKind
from events.models import FormQuestion
from events.models.form_question import NO, YES
from events.services.answering import Given

K = QuestionKind
LARGEST = 5 * 1024 * 1024
LONGEST_NAME = 150
# What a file begins with, whatever its name says.
BEGINNINGS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MISSING = _("Répondez à cette question.")
_LONG = _("Au plus %(limit_value)d caractères ; il y en a %(show_value)d.")
_UNKNOWN = _("Choisissez dans la liste.")
_FORBIDDEN = _("Cette réponse contient un caractère interdit.")


class AnswerFileField(forms.FileField):
    """A PDF or a photograph, of a size that a reception can open."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        if file.size is None or file.size > LARGEST:
            raise ValidationError(_("Ce fichier est trop lourd : 5 Mo au plus."))
        beginning = file.read(16)
        file.seek(0)
        if not beginning.startswith(BEGINNINGS):
            raise ValidationError(_("Envoyez un fichier PDF, PNG ou JPEG."))
        return file


def name_of(question: FormQuestion) -> str:
    return f"question_{question.pk}"


def fields_of(questions: Iterable[FormQuestion]) -> dict[str, forms.Field]:
    found = {}
    for question in questions:
        found[name_of(question)] = field = _field(question)
        # Read by the template of fields: not « facultatif », though required on a condition only.
        field.is_asked = question.is_required  # type: ignore[attr-defined]
    return found


def _field(question: FormQuestion) -> forms.Field:
    """None is required here: a question that waits for another answer is asked only then (see `answers_of`)."""
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": _help(question),
        "required": False,
    }
    choice_errors = {"invalid_choice": _UNKNOWN, "invalid_list": _UNKNOWN}
    match question.kind:
        case K.CHOICE | K.YES_NO:
            shown = {YES: _("Oui"), NO: _("Non")} if question.kind == K.YES_NO else {}
            choices = [(value, shown.get(value, value)) for value in question.possible_answers]
            return forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, error_messages=choice_errors, **common
            )
        case K.CHOICES:
            return forms.MultipleChoiceField(
                choices=[(value, value) for value in question.options],
                widget=forms.CheckboxSelectMultiple,
                error_messages=choice_errors,
                **common,
            )
        case K.FILE:
            return AnswerFileField(widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}), **common)
    return forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _LONG, "null_characters_not_allowed": _FORBIDDEN},
        **common,
    )


def _help(question: FormQuestion) -> Any:
    if question.depends_on is None:
        return question.help_text
    condition = _("À remplir si vous répondez « %(answer)s » à « %(question)s ».") % {
        "answer": question.depends_value,
        "question": question.depends_on.label,
    }
    return f"{condition} {question.help_text}".strip()


@dataclass(frozen=True)
class Answers:
    """What stands, and what is missing (by name of field)."""

    given: tuple[Given, ...]
    missing: dict[str, Any]


def answers_of(questions: Iterable[FormQuestion], cleaned: dict[str, Any]) -> Answers:
    """Questions in their order: one that waits for an answer nobody gave is not asked, whatever was typed there."""
    given: dict[int, Given] = {}
    missing: dict[str, Any] = {}
    for question in questions:
        if question.depends_on_id is not None:
            former = given.get(question.depends_on_id)
            if former is None or question.depends_value not in former.values:
                continue
        name = name_of(question)
        answer = _given(question, cleaned.get(name))
        if answer is not None:
            given[question.pk] = answer
        elif question.is_required and name in cleaned:
            missing[name] = _MISSING
    return Answers(tuple(given.values()), missing)


def _given(question: FormQuestion, value: Any) -> Given | None:
    if question.kind == K.FILE:
        return Given(question, file=value, file_name=_file_name(value)) if value else None
    values = value if isinstance(value, list) else [value]
    told = tuple(text.strip() for text in values if text and text.strip())
    return Given(question, values=told) if told else None


def _file_name(file: UploadedFile) -> str:
    """What the person called it, without what could trick whoever downloads it."""
    name = "".join(c for c in (file.name or "") if c.isalnum() or c in " ._-()").strip(" .")
    return (name or "piece")[-LONGEST_NAME:]

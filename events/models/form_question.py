"""What a meeting asks of those who register, and what they answered."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.enums import CHOOSING_KINDS, QuestionKind

YES, NO = "oui", "non"


class FormQuestion(models.Model):
    """Asked on the form of one meeting; it may wait for a certain answer to another one."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="form_questions"
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=1)
    label = models.CharField(_("question"), max_length=200)
    help_text = models.CharField(_("précision"), max_length=300, blank=True)
    kind = models.CharField(
        _("réponse"), max_length=7, choices=QuestionKind.choices, default=QuestionKind.TEXT
    )
    options = ArrayField(models.CharField(max_length=120), verbose_name=_("choix"), default=list, blank=True)
    is_required = models.BooleanField(_("obligatoire"), default=False)
    depends_on = models.ForeignKey(
        "self",
        verbose_name=_("seulement si, à la question"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dependents",
    )
    depends_value = models.CharField(
        _("la réponse est"), max_length=120, blank=True, help_text=_("« oui », « non », ou l’un des choix.")
    )

    class Meta:
        verbose_name = _("question du formulaire")
        verbose_name_plural = _("questions du formulaire")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "label"],
                name="form_question_asked_once",
                violation_error_message=_("Cette question est déjà posée."),
            ),
            # What the composite foreign key of `depends_on` points at.
            models.UniqueConstraint(fields=["id", "event"], name="form_question_of_event"),
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values),
                name="form_question_kind_known",
                violation_error_message=_("Sorte de réponse inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CHOOSING_KINDS, options__len__gte=2)
                | (~Q(kind__in=CHOOSING_KINDS) & Q(options=[])),
                name="form_question_options_match_kind",
                violation_error_message=_(
                    "Un choix se fait entre deux propositions au moins ; les autres réponses n’en ont pas."
                ),
            ),
            models.CheckConstraint(
                condition=Q(depends_on__isnull=True, depends_value="")
                | (Q(depends_on__isnull=False) & ~Q(depends_value="")),
                name="form_question_dependence_whole",
                violation_error_message=_("Donnez la question dont celle-ci dépend, et la réponse attendue."),
            ),
            models.CheckConstraint(
                condition=Q(depends_on__isnull=True) | ~Q(depends_on=F("pk")),
                name="form_question_not_on_itself",
                violation_error_message=_("Une question ne dépend pas d’elle-même."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """What only another row can tell: the question it waits for comes first and knows the answer expected."""
        former = self.depends_on
        if former is None or not self.depends_value:
            return
        if former.event_id != self.event_id:
            raise ValidationError({"depends_on": _("Cette question est d’un autre événement.")})
        if (former.position, former.pk) >= (self.position, self.pk or float("inf")):
            raise ValidationError({"depends_on": _("Cette question vient après : changez l’ordre.")})
        if former.kind not in (*CHOOSING_KINDS, QuestionKind.YES_NO):
            raise ValidationError({"depends_on": _("Cette question se répond librement : rien n’y dépend.")})
        if self.depends_value not in former.possible_answers:
            raise ValidationError(
                {
                    "depends_value": _("Ce n’est pas une réponse possible à « %(question)s ».")
                    % {"question": former}
                }
            )

    @property
    def possible_answers(self) -> list[str]:
        """Empty when the answer is free."""
        return [YES, NO] if self.kind == QuestionKind.YES_NO else list(self.options)


def private_files():
    """Where files that only staff may open are kept: never under the address of public pictures."""
    return storages["private"]


def answer_path(answer: "Answer", filename: str) -> str:
    """A name that says nothing; the one the person gave is kept in `file_name`."""
    return f"answers/{uuid.uuid4().hex}"


class Answer(models.Model):
    """What somebody registered answered to one question: words, one or several choices, or a file."""

    is_personal = True

    registration = models.ForeignKey(
        "events.Registration", verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(
        FormQuestion, verbose_name=_("question"), on_delete=models.CASCADE, related_name="answers"
    )
    values = ArrayField(
        models.CharField(max_length=2000), verbose_name=_("réponse"), default=list, blank=True
    )
    file = models.FileField(_("fichier"), storage=private_files, upload_to=answer_path, blank=True)
    file_name = models.CharField(_("nom du fichier"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        ordering: ClassVar = ["question__position", "question_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration", "question"],
                name="answer_once",
                violation_error_message=_("Cette question a déjà sa réponse."),
            ),
            models.CheckConstraint(
                condition=Q(values__len__gte=1, file="", file_name="")
                | (Q(values=[]) & ~Q(file="") & ~Q(file_name="")),
                name="answer_words_or_file",
                violation_error_message=_("Une réponse est faite de mots ou d’un fichier."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return ", ".join(self.values) if self.values else self.file_name


class AccessNeed(models.Model):
    """What somebody needs in order to come: apart, so that the list of participants does not show it."""

    is_personal = True

    registration = models.OneToOneField(
        "events.Registration",
        verbose_name=_("inscription"),
        on_delete=models.CASCADE,
        related_name="access_need",
    )
    text = models.TextField(_("besoins pour venir"), max_length=500)
    written_at = models.DateTimeField(_("écrits le"))

    class Meta:
        verbose_name = _("besoin d’accessibilité")
        verbose_name_plural = _("besoins d’accessibilité")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="access_need_says_something",
                violation_error_message=_("Un besoin vide s’efface."),
            )
        ]

    def __str__(self) -> str:
        return self.text

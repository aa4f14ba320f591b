"""What a meeting gives to read beforehand: its documents, and answers to what people ask."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

# Formats that everybody can open, and that a browser does not run.
DOCUMENT_FORMATS = ["pdf", "odt", "ods", "odp", "csv", "txt"]
MOST_BYTES = 15 * 1024 * 1024


def validate_weight(file: File) -> None:
    if file.size is not None and file.size > MOST_BYTES:
        raise ValidationError(
            _("Ce fichier pèse plus de 15 Mo : allégez-le, ou donnez l’adresse où il se trouve."),
            code="weight",
        )


class Document(models.Model):
    """A file to take away, or the address where it stands."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="documents"
    )
    title = models.CharField(_("titre"), max_length=150)
    file = models.FileField(
        _("fichier"),
        upload_to="documents/%Y/",
        blank=True,
        max_length=200,
        validators=[FileExtensionValidator(DOCUMENT_FORMATS), validate_weight],
        help_text=_("PDF balisé, OpenDocument, CSV ou texte ; 15 Mo au plus."),
    )
    size = models.PositiveIntegerField(_("poids"), null=True, blank=True, editable=False)
    url = models.URLField(_("adresse"), blank=True, help_text=_("Si le document se trouve ailleurs."))
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="document_has_title",
                violation_error_message=_("Donnez un titre à ce document."),
            ),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")),
                name="document_file_or_address",
                violation_error_message=_("Donnez un fichier ou une adresse, pas les deux."),
            ),
            models.UniqueConstraint(
                fields=["event", "title"],
                name="document_title_once",
                violation_error_message=_("Cet événement a déjà un document de ce titre."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The weight is kept beside the file: a page says it without opening the file."""
        self.size = self.file.size if self.file else None
        super().save(*args, **kwargs)

    @property
    def about(self) -> str:
        """« PDF, 240 Ko »; nothing for an address."""
        if not self.file:
            return ""
        name = str(self.file.name).rpartition(".")[2].upper()
        return f"{name}, {filesizeformat(self.size)}" if self.size else name


class Question(models.Model):
    """A practical question, and its answer."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="questions"
    )
    question = models.CharField(_("question"), max_length=150)
    answer = models.TextField(_("réponse"), help_text=_("En Markdown ; quelques lignes."))
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("question pratique")
        verbose_name_plural = _("questions pratiques")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(question="") & ~Q(answer=""),
                name="question_has_answer",
                violation_error_message=_("Écrivez la question et sa réponse."),
            ),
            models.UniqueConstraint(
                fields=["event", "question"],
                name="question_asked_once",
                violation_error_message=_("Cette question est déjà posée."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

"""Who holds a stand, which territories and structures came, and what the meeting did."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StandQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        return self.order_by("position", "code", "pk")


class Stand(models.Model):
    """A structure's place in a forum."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="stands"
    )
    structure = models.ForeignKey(
        "networks.Structure", verbose_name=_("structure"), on_delete=models.PROTECT, related_name="stands"
    )
    room = models.ForeignKey(
        "events.Room",
        verbose_name=_("salle"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="stands",
    )
    level = models.CharField(_("niveau"), max_length=60, blank=True)
    code = models.CharField(_("numéro"), max_length=8, blank=True)
    activities = models.CharField(
        _("activités"), max_length=250, blank=True, help_text=_("Ce que l’on peut y faire.")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    objects = StandQuerySet.as_manager()

    class Meta:
        verbose_name = _("stand")
        verbose_name_plural = _("stands")
        ordering = ["position", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "structure"],
                name="stand_structure_once",
                violation_error_message=_("Cette structure tient déjà un stand à cet événement."),
            ),
            models.UniqueConstraint(
                fields=["event", "code"],
                condition=~Q(code=""),
                name="stand_code_once",
                violation_error_message=_("Ce numéro de stand est déjà pris."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.structure}".strip()


class Attendance(models.Model):
    """A territory or a structure that came. Its people are not named here."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="attendances"
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
    )
    structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
    )
    headcount = models.PositiveIntegerField(
        _("personnes"), null=True, blank=True, help_text=_("Vide si leur nombre n’est pas connu.")
    )

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(territory__isnull=False, structure__isnull=True)
                | Q(territory__isnull=True, structure__isnull=False),
                name="attendance_is_territory_or_structure",
                violation_error_message=_("Choisissez un territoire ou une structure, pas les deux."),
            ),
            models.CheckConstraint(
                condition=Q(headcount__isnull=True) | Q(headcount__gt=0),
                name="attendance_headcount_positive",
                violation_error_message=_("Au moins une personne ; vide si vous ne savez pas."),
            ),
            models.UniqueConstraint(
                fields=["event", "territory"],
                name="attendance_territory_once",
                violation_error_message=_("Ce territoire est déjà noté présent."),
            ),
            models.UniqueConstraint(
                fields=["event", "structure"],
                name="attendance_structure_once",
                violation_error_message=_("Cette structure est déjà notée présente."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.territory if self.territory_id else self.structure)


class Report(models.Model):
    """What a meeting did. Its figures are those of the event: declared beside counted."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="reports"
    )
    body = models.TextField(_("récit"), blank=True, help_text=_("En Markdown."))
    decisions = models.TextField(
        _("décisions et suites"), blank=True, help_text=_("En Markdown, une par ligne.")
    )
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    class Meta:
        verbose_name = _("compte rendu")
        verbose_name_plural = _("comptes rendus")
        ordering = ["-published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                name="report_one_per_event",
                violation_error_message=_("Cet événement a déjà son compte rendu."),
            )
        ]

    def __str__(self) -> str:
        return str(self.event)

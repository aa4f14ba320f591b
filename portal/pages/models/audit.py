"""What an audit of accessibility found: the declaration that the law asks for is written from the latest one."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.enums import AccessibilityState

# RGAA 4.1 has 106 criteria. A declaration holds three years; half of the criteria make a site « partly » compliant.
CRITERIA = 106
YEARS = 3


class AccessibilityAuditQuerySet(models.QuerySet):
    def in_force(self, *, on: dt.date) -> Self:
        """Made by this day, and less than three years old; the latest first."""
        try:
            oldest = on.replace(year=on.year - YEARS)
        except ValueError:  # 29 February
            oldest = on.replace(year=on.year - YEARS, day=28)
        return self.filter(made_on__lte=on, made_on__gt=oldest).order_by("-made_on", "-pk")


class AccessibilityAudit(models.Model):
    """One audit: who, when, how many criteria, and what the declaration must tell of it."""

    made_on = models.DateField(_("mené le"))
    auditor = models.CharField(_("mené par"), max_length=150)
    met = models.PositiveSmallIntegerField(_("critères respectés"))
    failed = models.PositiveSmallIntegerField(_("critères non respectés"))
    not_applicable = models.PositiveSmallIntegerField(
        _("critères non applicables"), help_text=_("Les trois nombres font 106 ensemble.")
    )
    failures = models.TextField(_("ce qui n’est pas conforme"), blank=True, help_text=_("En Markdown."))
    derogations = models.TextField(
        _("dérogations pour charge disproportionnée"),
        blank=True,
        help_text=_("Chaque contenu, la raison, la durée et l’autre façon d’y accéder."),
    )
    exempt = models.TextField(_("contenus qui ne sont pas tenus d’être accessibles"), blank=True)
    technologies = models.TextField(_("technologies"), default="HTML, CSS, SVG, JavaScript, ARIA")
    environments = models.TextField(
        _("environnements de test"), help_text=_("Un par ligne : navigateur, version, outil d’assistance.")
    )
    tools = models.TextField(_("outils d’évaluation"), blank=True, help_text=_("Un par ligne."))
    sample = models.TextField(_("pages vérifiées"), help_text=_("Une par ligne."))

    objects: ClassVar = AccessibilityAuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit d’accessibilité")
        verbose_name_plural = _("audits d’accessibilité")
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(met=CRITERIA - F("failed") - F("not_applicable")),
                name="accessibility_audit_counts_all",
                violation_error_message=_(
                    "Critères respectés, non respectés et non applicables font 106 ensemble."
                ),
            ),
            models.CheckConstraint(
                condition=Q(not_applicable__lt=CRITERIA),
                name="accessibility_audit_judges_something",
                violation_error_message=_("Un audit juge au moins un critère."),
            ),
            models.CheckConstraint(
                condition=Q(failed=0) | ~Q(failures=""),
                name="accessibility_audit_names_failures",
                violation_error_message=_("Dites ce qui n’est pas conforme : la déclaration doit l’écrire."),
            ),
            models.UniqueConstraint(
                fields=["made_on"],
                name="accessibility_audit_one_a_day",
                violation_error_message=_("Un audit porte déjà cette date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.auditor}, {self.made_on:%d/%m/%Y}"

    @property
    def rate(self) -> int:
        """The share of the criteria that apply which are met, in whole percents, never rounded up to a better state."""
        return self.met * 100 // (self.met + self.failed)

    @property
    def state(self) -> AccessibilityState:
        if self.failed == 0:
            return AccessibilityState.FULL
        return AccessibilityState.PARTIAL if self.met >= self.failed else AccessibilityState.NONE

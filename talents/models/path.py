from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field


class PathStep(models.Model):
    """A step of a path. What is known of its date is shown, no more."""

    talent = models.ForeignKey(
        "talents.Talent", verbose_name=_("talent"), on_delete=models.CASCADE, related_name="steps"
    )
    when = models.DateField(_("quand"), null=True, blank=True)
    when_precision = precision_field()
    title = models.CharField(_("titre"), max_length=80)
    text = models.CharField(_("texte"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("étape du parcours")
        verbose_name_plural = _("étapes du parcours")
        ordering = ["position", "when", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=date_matches_precision("when"),
                name="path_step_date_matches_precision",
                violation_error_message=_(
                    "La date ne va pas avec sa précision : un mois s’écrit au premier jour du mois, "
                    "une année au 1er janvier."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="path_step_has_title",
                violation_error_message=_("Donnez un titre à cette étape."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def moment(self) -> ImpreciseDate:
        return ImpreciseDate(self.when, self.when_precision)


class TalentFact(models.Model):
    """A figure that sums up a path: « 26 personnes embauchées »."""

    talent = models.ForeignKey(
        "talents.Talent", verbose_name=_("talent"), on_delete=models.CASCADE, related_name="facts"
    )
    value = models.CharField(
        _("valeur"), max_length=12, help_text=_("Telle qu’elle se lit : 26, 1 200, 4 ha.")
    )
    label = models.CharField(_("libellé"), max_length=60)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("chiffre")
        verbose_name_plural = _("chiffres")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(value="") & ~Q(label=""),
                name="talent_fact_has_value_and_label",
                violation_error_message=_("Un chiffre va toujours avec son libellé."),
            ),
            models.UniqueConstraint(
                fields=["talent", "label"],
                name="talent_fact_label_unique",
                violation_error_message=_("Ce talent porte déjà un chiffre de ce libellé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.label}"

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.enums import FigureNature, FigureQualifier
from portal.core.models import Entry


class FigureQuerySet(models.QuerySet):
    def declared(self) -> Self:
        return self.filter(nature=FigureNature.DECLARED)

    def counted(self) -> Self:
        return self.filter(nature=FigureNature.COUNTED)


class Figure(models.Model):
    """A number about an entry: declared by a source, or counted from our rows. Both are kept."""

    entry = models.ForeignKey(
        Entry, verbose_name=_("fiche"), on_delete=models.CASCADE, related_name="figures"
    )
    key = models.SlugField(
        _("clé"),
        max_length=60,
        help_text=_("La même pour le chiffre annoncé et le chiffre compté\u00a0: ils sont montrés ensemble."),
    )
    label = models.CharField(_("ce qui est compté"), max_length=120)
    nature = models.CharField(
        _("nature"), max_length=8, choices=FigureNature.choices, default=FigureNature.DECLARED
    )
    value = models.DecimalField(_("valeur"), max_digits=14, decimal_places=2)
    qualifier = models.CharField(
        _("à lire"), max_length=9, choices=FigureQualifier.choices, default=FigureQualifier.EXACT
    )
    unit = models.CharField(_("unité"), max_length=30, blank=True)
    is_feminine = models.BooleanField(
        _("s’accorde au féminin"),
        default=False,
        help_text=_("Pour écrire «\u00a0nommées\u00a0» ou «\u00a0nommés\u00a0»."),
    )
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Titre, éditeur et date de la publication.")
    )
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)
    as_of = models.DateField(_("au"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("chiffre")
        verbose_name_plural = _("chiffres")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "key", "nature"],
                name="figure_unique",
                violation_error_message=_(
                    "Ce chiffre existe déjà pour cette fiche\u00a0: corrigez-le plutôt."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(nature=FigureNature.DECLARED) | ~Q(source=""),
                name="figure_declared_has_source",
                violation_error_message=_("Un chiffre annoncé cite sa source."),
            ),
            models.CheckConstraint(
                condition=~Q(nature=FigureNature.COUNTED) | Q(qualifier=FigureQualifier.EXACT),
                name="figure_counted_is_exact",
                violation_error_message=_("Un chiffre compté est exact."),
            ),
            models.CheckConstraint(
                condition=Q(nature__in=FigureNature.values),
                name="figure_nature_known",
                violation_error_message=_("Un chiffre est annoncé ou compté."),
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=FigureQualifier.values),
                name="figure_qualifier_known",
                violation_error_message=_("Nuance inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="figure_not_negative",
                violation_error_message=_("Un chiffre ne descend pas sous zéro."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}\u00a0: {self.value:g}"

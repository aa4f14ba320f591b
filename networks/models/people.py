from typing import Self

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from networks.models.bases import Period, PeriodQuerySet, exactly_one, no_overlap, period_constraints


class PersonQuerySet(models.QuerySet):
    def public(self) -> Self:
        """People who may be named to everybody."""
        return self.filter(is_public_figure=True)


class Person(models.Model):
    """Somebody who holds an office, speaks or sits somewhere. One row, whatever the number of offices."""

    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(_("nom"), max_length=80)
    disambiguation = models.CharField(
        _("à ne pas confondre"),
        max_length=80,
        blank=True,
        help_text=_("Ce qui distingue deux personnes de même nom."),
    )
    is_public_figure = models.BooleanField(
        _("nom public"),
        default=False,
        help_text=_("Nommée dans une publication, ou d’accord pour l’être ici."),
    )
    is_demo = models.BooleanField(_("démonstration"), default=False, help_text=_("Personne imaginaire."))
    # Names are sorted by this key, so that Émile stands with Emma whatever the server's language.
    name_key: models.GeneratedField = models.GeneratedField(
        expression=Func(Lower(Concat("last_name", Value(" "), "first_name")), function="vivier_unaccent"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PersonQuerySet.as_manager()

    is_personal = True

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["last_name", "first_name", "disambiguation"],
                name="person_unique",
                violation_error_message=_(
                    "Cette personne existe déjà. S’il s’agit d’une autre, dites ce qui les distingue."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(last_name=""),
                name="person_has_name",
                violation_error_message=_("Le nom manque."),
            ),
        ]
        indexes = [models.Index(fields=["name_key"], name="person_name_key")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class MandateQuerySet(PeriodQuerySet):
    def on_board(self) -> Self:
        return self.filter(is_board=True)


class Mandate(Period):
    """An office or a seat: who (a structure or a person) is what, in which body (a structure or a network)."""

    body_structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("dans la structure"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="seats",
    )
    body_network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("dans le réseau"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="seats",
    )
    holder_structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("tenu par la structure"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mandates",
    )
    holder_person = models.ForeignKey(
        Person,
        verbose_name=_("tenu par la personne"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mandates",
    )
    title = models.CharField(_("fonction"), max_length=120)
    is_board = models.BooleanField(_("siège au conseil d’administration"), default=False)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ["position", "pk"]
        constraints = [
            *period_constraints("mandate"),
            models.CheckConstraint(
                condition=exactly_one("body_structure", "body_network"),
                name="mandate_one_body",
                violation_error_message=_("Un mandat s’exerce dans une structure ou dans un réseau."),
            ),
            models.CheckConstraint(
                condition=exactly_one("holder_structure", "holder_person"),
                name="mandate_one_holder",
                violation_error_message=_("Un mandat est tenu par une structure ou par une personne."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="mandate_has_title",
                violation_error_message=_("Dites quelle fonction."),
            ),
            *(
                no_overlap(
                    f"mandate_no_overlap_{holder}_{body}",
                    f"holder_{holder}",
                    f"body_{body}",
                    "title",
                    message=_("Ce mandat est déjà tenu à ces dates."),
                )
                for holder in ("structure", "person")
                for body in ("structure", "network")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}, {self.title}"

    @property
    def holder(self):
        """The structure or the person (load it with `select_related`)."""
        return self.holder_structure if self.holder_structure_id else self.holder_person

    @property
    def body(self):
        return self.body_structure if self.body_structure_id else self.body_network

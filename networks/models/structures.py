from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from networks.enums import StructureKind
from networks.models.bases import Placed
from networks.models.validators import validate_siret
from portal.core.cycles import refuse_cycle
from portal.core.enums import EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link


class StructureQuerySet(EntryQuerySet):
    def placed(self) -> Self:
        return self.filter(latitude__isnull=False)


class Structure(Placed, Entry):
    """An organisation: association, company, authority, school, institution, third place…

    A territory is a place; the town hall that runs it is a structure.
    """

    entry_kind = EntryKind.STRUCTURE
    url_name = "networks:structure"

    entry_ptr = entry_link()
    structure_kind = models.CharField(
        _("sorte de structure"),
        max_length=12,
        choices=StructureKind.choices,
        default=StructureKind.ASSOCIATION,
    )
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, validators=[validate_siret])
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="structures",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("dépend de"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="branches",
    )
    address = models.TextField(_("adresse postale"), max_length=300, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    logo = models.ForeignKey(
        "core.Picture",
        verbose_name=_("logo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="structures_with_logo",
    )

    objects: ClassVar = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^[0-9]{14}$"),
                name="structure_siret_digits",
                violation_error_message=_("Un SIRET compte 14 chiffres, sans espace."),
            ),
            models.CheckConstraint(
                condition=Q(siret="")
                | Q(Func(F("siret"), function="vivier_siret_is_right", output_field=models.BooleanField())),
                name="structure_siret_key",
                violation_error_message=_("Ce SIRET contient une erreur\u00a0: relisez ses chiffres."),
            ),
            models.UniqueConstraint(
                fields=["siret"],
                condition=~Q(siret=""),
                name="structure_siret_unique",
                violation_error_message=_("Une autre structure porte déjà ce SIRET."),
            ),
            models.CheckConstraint(
                condition=Q(structure_kind__in=StructureKind.values),
                name="structure_kind_known",
                violation_error_message=_("Sorte de structure inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("entry_ptr")),
                name="structure_not_its_own_parent",
                violation_error_message=_("Une structure ne dépend pas d’elle-même."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        refuse_cycle(
            self, "parent", _("Cette structure dépendrait d’elle-même, par celles dont elle dépend.")
        )

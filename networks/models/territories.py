import datetime as dt
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from networks.enums import Stage, TerritoryKind
from networks.models.bases import Period, PeriodQuerySet, Placed, no_overlap, period_constraints
from portal.core.cycles import refuse_cycle
from portal.core.enums import EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link

# Five signs for a commune (2A and 2B in Corsica), nine digits (its SIREN) for a group of communes.
INSEE_PATTERN = r"^([0-9][0-9AB][0-9]{3}|[0-9]{9})$"


class TerritoryQuerySet(EntryQuerySet):
    def at_stage(self, stage: str, *, network, on: dt.date) -> Self:
        """Territories that were at this stage in this network on this day."""
        current = TerritoryStage.objects.filter(stage=stage, network=network).current(on=on)
        return self.filter(pk__in=current.values("territory"))

    def in_network(self, network, *, on: dt.date) -> Self:
        """Members of this network on this day."""
        return self.filter(
            Q(territory_memberships__since__isnull=True) | Q(territory_memberships__since__lte=on),
            Q(territory_memberships__until__isnull=True) | Q(territory_memberships__until__gt=on),
            territory_memberships__network=network,
        )


class Territory(Placed, Entry):
    """A commune, a group of communes, a living area, a city abroad: a place that has a team or a project."""

    entry_kind = EntryKind.TERRITORY
    url_name = "networks:territory"

    entry_ptr = entry_link()
    territory_kind = models.CharField(
        _("sorte de territoire"),
        max_length=12,
        choices=TerritoryKind.choices,
        default=TerritoryKind.COMMUNE,
    )
    country = models.CharField(
        _("pays"),
        max_length=2,
        default="FR",
        validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Deux lettres capitales\u00a0: FR, BE, JP…"))],
        help_text=_("Code à deux lettres."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("fait partie de"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    insee_code = models.CharField(
        _("code INSEE"),
        max_length=9,
        blank=True,
        help_text=_(
            "Cinq signes pour une commune, SIREN pour un groupement\u202f; vide s’il n’est pas certain."
        ),
    )

    objects: ClassVar = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"),
                name="territory_country_code",
                violation_error_message=_("Le pays s’écrit en deux lettres capitales\u00a0: FR, BE, JP…"),
            ),
            models.CheckConstraint(
                condition=Q(insee_code="") | Q(insee_code__regex=INSEE_PATTERN),
                name="territory_insee_format",
                violation_error_message=_(
                    "Un code INSEE a cinq signes pour une commune, neuf chiffres pour un groupement."
                ),
            ),
            models.UniqueConstraint(
                fields=["insee_code"],
                condition=~Q(insee_code=""),
                name="territory_insee_unique",
                violation_error_message=_("Un autre territoire porte déjà ce code INSEE."),
            ),
            models.CheckConstraint(
                condition=Q(territory_kind__in=TerritoryKind.values),
                name="territory_kind_known",
                violation_error_message=_("Sorte de territoire inconnue."),
            ),
            models.CheckConstraint(
                condition=~Q(territory_kind=TerritoryKind.FOREIGN_CITY) | ~Q(country="FR"),
                name="territory_foreign_city_abroad",
                violation_error_message=_("Une ville étrangère n’est pas en France\u00a0: corrigez le pays."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("entry_ptr")),
                name="territory_not_its_own_parent",
                violation_error_message=_("Un territoire ne fait pas partie de lui-même."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        refuse_cycle(self, "parent", _("Ce territoire ferait partie de lui-même, par ceux qui l’entourent."))


class TerritoryStageQuerySet(PeriodQuerySet):
    def ordered_by_progress(self) -> Self:
        """The farthest on the road first."""
        rank = models.Case(
            *(models.When(stage=stage, then=rank) for rank, stage in enumerate(reversed(Stage.values))),
            output_field=models.IntegerField(),
        )
        return self.order_by(rank, "territory__title")


class TerritoryStage(Period):
    """Where a territory stands in a network, during a period. The past is kept."""

    territory = models.ForeignKey(
        Territory, verbose_name=_("territoire"), on_delete=models.CASCADE, related_name="stages"
    )
    network = models.ForeignKey(
        "networks.Network", verbose_name=_("réseau"), on_delete=models.CASCADE, related_name="stages"
    )
    stage = models.CharField(_("étape"), max_length=10, choices=Stage.choices)
    is_observed = models.BooleanField(
        _("constatée"),
        default=False,
        help_text=_("L’étape était atteinte ce jour-là au plus tard\u202f; son vrai début n’est pas connu."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = TerritoryStageQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape d’un territoire")
        verbose_name_plural = _("étapes des territoires")
        ordering = ["territory", "network", "since"]
        constraints = [
            *period_constraints("territory_stage"),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="territory_stage_known",
                violation_error_message=_("Étape inconnue."),
            ),
            no_overlap(
                "territory_stage_no_overlap",
                "territory",
                "network",
                message=_("Ce territoire est déjà à une étape de ce réseau à ces dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory} · {self.get_stage_display()}"

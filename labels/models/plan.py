"""What a holder commits to, and its measured results."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from labels.models.award import LabelAward
from labels.models.holder import HeldByEntry
from labels.models.label import Label
from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision, PublicationState


class ActionPlanQuerySet(models.QuerySet):
    def shown(self, *, at: dt.datetime) -> Self:
        """Plans of a published holder."""
        return self.filter(
            holder__state=PublicationState.PUBLISHED,
            holder__published_at__lte=at,
            holder__withdrawn_at__isnull=True,
        )

    def whole(self) -> Self:
        """With holder, axes and actions: three queries, whatever their number."""
        actions = models.Prefetch("actions", Action.objects.select_related("initiative"))
        axes = models.Prefetch("axes", Axis.objects.select_related("theme").prefetch_related(actions))
        return self.select_related("holder").prefetch_related(axes)


class ActionPlan(HeldByEntry):
    """Axes and actions, following an award or towards a label that is aimed at."""

    title = models.CharField(_("titre"), max_length=200)
    summary = models.TextField(_("en quelques lignes"), max_length=600, blank=True)
    award = models.OneToOneField(
        LabelAward,
        verbose_name=_("attribution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan",
        help_text=_("Le label obtenu ou annoncé dont c’est le plan."),
    )
    aimed_label = models.ForeignKey(
        Label,
        verbose_name=_("label visé"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans_towards",
    )
    started = models.DateField(_("début"), null=True, blank=True)
    started_precision = precision_field(verbose_name=_("précision du début"), default=DatePrecision.UNKNOWN)
    ends_on = models.DateField(_("fin"), null=True, blank=True)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)

    objects = ActionPlanQuerySet.as_manager()

    class Meta(HeldByEntry.Meta):
        verbose_name = _("plan d’action")
        verbose_name_plural = _("plans d’action")
        ordering = ["title", "pk"]
        constraints = [
            *HeldByEntry.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(title=""),
                name="plan_has_title",
                violation_error_message=_("Donnez un titre au plan."),
            ),
            models.UniqueConstraint(
                fields=["holder", "title"],
                name="plan_unique_by_holder",
                violation_error_message=_("Ce titulaire a déjà un plan de ce nom."),
            ),
            models.CheckConstraint(
                condition=Q(award__isnull=True) | Q(aimed_label__isnull=True),
                name="plan_one_label",
                violation_error_message=_("Un plan suit une attribution ou vise un label, pas les deux."),
            ),
            models.CheckConstraint(
                condition=date_matches_precision("started"),
                name="plan_started_precision",
                violation_error_message=_("Le début du plan et sa précision ne s’accordent pas."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("started")) | Q(started__isnull=True) | Q(ends_on__isnull=True),
                name="plan_period_in_order",
                violation_error_message=_("Le plan finirait avant d’avoir commencé."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def start(self) -> ImpreciseDate:
        return ImpreciseDate(self.started, self.started_precision)


class Axis(models.Model):
    """A challenge of the plan. Its title is blank when no source names it: it exists all the same."""

    plan = models.ForeignKey(
        ActionPlan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="axes"
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(
        _("titre"), max_length=200, blank=True, help_text=_("Vide si aucune source ne le nomme.")
    )
    summary = models.TextField(_("en quelques lignes"), max_length=600, blank=True)
    theme = models.ForeignKey(
        "networks.Theme",
        verbose_name=_("thème"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="axes",
    )

    class Meta:
        verbose_name = _("axe")
        verbose_name_plural = _("axes")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="axis_number_unique",
                violation_error_message=_("Cet axe existe déjà dans le plan."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="axis_number_from_one",
                violation_error_message=_("Les axes se numérotent à partir de 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or _now("Axe %d, non nommé par la source") % self.number


class Action(models.Model):
    """Something that will be done under an axis."""

    axis = models.ForeignKey(Axis, verbose_name=_("axe"), on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(_("titre"), max_length=250)
    initiative = models.ForeignKey(
        "networks.Initiative",
        verbose_name=_("initiative"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["axis", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "title"],
                name="action_unique_by_axis",
                violation_error_message=_("Cette action est déjà dans l’axe."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="action_has_title",
                violation_error_message=_("Décrivez l’action."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IndicatorQuerySet(models.QuerySet):
    def of_plans(self, plans: list[ActionPlan]) -> "IndicatorQuerySet":
        """Of their axes and of the actions under them."""
        return self.filter(Q(axis__plan__in=plans) | Q(action__axis__plan__in=plans))


class Indicator(models.Model):
    """How the progress of an axis, or of one action, is measured."""

    axis = models.ForeignKey(
        Axis,
        verbose_name=_("axe"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
    )
    action = models.ForeignKey(
        Action,
        verbose_name=_("action"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
    )
    name = models.CharField(_("ce qui est mesuré"), max_length=200)
    unit = models.CharField(_("unité"), max_length=40, blank=True)
    target = models.DecimalField(_("but"), max_digits=14, decimal_places=2, null=True, blank=True)
    is_demo = models.BooleanField(
        _("démonstration"), default=False, help_text=_("Relevés imaginaires, annoncés comme tels.")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicateur")
        verbose_name_plural = _("indicateurs")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(axis__isnull=False) ^ Q(action__isnull=False),
                name="indicator_one_owner",
                violation_error_message=_("Un indicateur mesure un axe ou une action, l’un des deux."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="indicator_has_name",
                violation_error_message=_("Dites ce qui est mesuré."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Measurement(models.Model):
    """A value read on a day."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicateur"), on_delete=models.CASCADE, related_name="measurements"
    )
    on = models.DateField(_("relevé le"))
    value = models.DecimalField(_("valeur"), max_digits=14, decimal_places=2)
    note = models.CharField(_("précision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("relevé")
        verbose_name_plural = _("relevés")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                name="measurement_one_a_day",
                violation_error_message=_("Cet indicateur a déjà un relevé ce jour-là."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} · {self.value}"

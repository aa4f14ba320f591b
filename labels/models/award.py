"""A label given to somebody: a row with its period, never an overwritten column."""

import datetime as dt
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labels.enums import AwardState
from labels.models.holder import HeldByEntry
from labels.models.label import Label
from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision, PublicationState

# Both days included; an unknown beginning or end is open.
HELD_DAYS = Func(
    F("held_from"), F("held_until"), Value("[]"), function="daterange", output_field=DateRangeField()
)


class LabelAwardQuerySet(models.QuerySet):
    def shown(self, *, at: dt.datetime) -> Self:
        """Awards of a published label to a published holder: what a public page may tell."""
        public: dict[str, object] = {}
        for side in ("label", "holder"):
            public |= {
                f"{side}__state": PublicationState.PUBLISHED,
                f"{side}__published_at__lte": at,
                f"{side}__withdrawn_at__isnull": True,
            }
        return self.filter(**public)

    def current(self) -> Self:
        """Announced or held; neither expired nor withdrawn."""
        return self.filter(state__in=[AwardState.ANNOUNCED, AwardState.HELD])

    def due(self, *, on: dt.date) -> Self:
        """Held, with a last day that is over."""
        return self.filter(state=AwardState.HELD, held_until__lt=on)

    def latest_first(self) -> Self:
        return self.order_by(
            F("held_from").desc(nulls_last=True), F("announced_on").desc(nulls_last=True), "-pk"
        )


class LabelAward(HeldByEntry):
    """A label, its holder, and what became of it."""

    label = models.ForeignKey(Label, verbose_name=_("label"), on_delete=models.PROTECT, related_name="awards")
    state = models.CharField(
        _("état"), max_length=10, choices=AwardState.choices, default=AwardState.ANNOUNCED, editable=False
    )
    announced_on = models.DateField(_("annoncé le"), null=True, blank=True)
    announced_on_precision = precision_field(
        verbose_name=_("précision de l’annonce"), default=DatePrecision.UNKNOWN
    )
    held_from = models.DateField(_("reçu le"), null=True, blank=True)
    held_from_precision = precision_field(
        verbose_name=_("précision de la remise"), default=DatePrecision.UNKNOWN
    )
    held_until = models.DateField(_("jusqu’au"), null=True, blank=True, help_text=_("Ce jour compris."))
    carried_by = models.ForeignKey(
        "networks.Network",
        verbose_name=_("porté par"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="label_awards_carried",
        help_text=_("Le collectif par lequel le label a été obtenu."),
    )
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)
    note = models.CharField(
        _("précision"), max_length=300, blank=True, help_text=_("Montrée sous la médaille.")
    )

    objects = LabelAwardQuerySet.as_manager()

    class Meta(HeldByEntry.Meta):
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        ordering = ["label", "-held_from", "pk"]
        constraints = [
            *HeldByEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=AwardState.values),
                name="award_state_known",
                violation_error_message=_("État inconnu."),
            ),
            models.CheckConstraint(
                condition=date_matches_precision("announced_on"),
                name="award_announced_on_precision",
                violation_error_message=_("La date d’annonce et sa précision ne s’accordent pas."),
            ),
            models.CheckConstraint(
                condition=date_matches_precision("held_from"),
                name="award_held_from_precision",
                violation_error_message=_("La date de remise et sa précision ne s’accordent pas."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.ANNOUNCED) | Q(held_from__isnull=True, held_until__isnull=True),
                name="award_announced_is_not_held",
                violation_error_message=_(
                    "Un label seulement annoncé n’est pas encore reçu : il n’a pas de période."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.EXPIRED) | Q(held_until__isnull=False),
                name="award_expired_has_an_end",
                violation_error_message=_("Un label échu porte son dernier jour."),
            ),
            models.CheckConstraint(
                condition=Q(held_until__gte=F("held_from"))
                | Q(held_from__isnull=True)
                | Q(held_until__isnull=True),
                name="award_period_in_order",
                violation_error_message=_("Le label finirait avant d’avoir commencé."),
            ),
            models.UniqueConstraint(
                fields=["label", "holder"],
                condition=Q(state=AwardState.ANNOUNCED),
                name="award_one_announcement",
                violation_error_message=_("Ce label est déjà annoncé pour ce titulaire."),
            ),
            # An announcement taken back before the award has no end: it took no days.
            ExclusionConstraint(
                name="award_no_overlap",
                expressions=[
                    ("label", RangeOperators.EQUAL),
                    ("holder", RangeOperators.EQUAL),
                    (HELD_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[AwardState.HELD, AwardState.EXPIRED])
                | Q(state=AwardState.WITHDRAWN, held_until__isnull=False),
                violation_error_message=_("Ce titulaire tient déjà ce label à ces dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} · {self.holder_id} · {self.get_state_display()}"

    @property
    def announced(self) -> ImpreciseDate:
        return ImpreciseDate(self.announced_on, self.announced_on_precision)

    @property
    def received(self) -> ImpreciseDate:
        return ImpreciseDate(self.held_from, self.held_from_precision)

    @property
    def state_in_words(self) -> str:
        """What a medal says: « Annoncé le 27 février 2019 », « Reçu », « Échu le 31 décembre 2021 »."""
        if self.state == AwardState.ANNOUNCED:
            return dated(
                self.announced,
                day=gettext("Annoncé le %s"),
                period=gettext("Annoncé, %s"),
                bare=gettext("Annoncé"),
            )
        if self.state == AwardState.HELD:
            return dated(
                self.received, day=gettext("Reçu le %s"), period=gettext("Reçu, %s"), bare=gettext("Reçu")
            )
        end = ImpreciseDate(self.held_until, DatePrecision.DAY if self.held_until else DatePrecision.UNKNOWN)
        if self.state == AwardState.EXPIRED:
            return dated(end, day=gettext("Échu le %s"), period=gettext("Échu, %s"), bare=gettext("Échu"))
        return dated(end, day=gettext("Retiré le %s"), period=gettext("Retiré, %s"), bare=gettext("Retiré"))


def dated(when: ImpreciseDate, *, day: str, period: str, bare: str) -> str:
    """A state with what is known of its date; the day of the week is left out."""
    if when.day is None:
        return bare
    if when.precision == DatePrecision.DAY:
        pattern = (
            r"1\e\r F Y"
            if when.day.day == 1 and formats.get_format("DATE_FORMAT") == "j F Y"
            else "DATE_FORMAT"
        )
        return day % formats.date_format(when.day, pattern)
    return period % when

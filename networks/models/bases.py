"""What several tables share: a place on the map, a period of which the bounds may be imprecise."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DateRange(Func):
    """The half-open range [since, until): who leaves on a day may be followed by another that same day."""

    function = "DATERANGE"
    output_field = DateRangeField()


def no_overlap(name: str, *same: str, message: "StrOrPromise") -> ExclusionConstraint:
    """No two rows with the same values in `same` share a day. A NULL there never conflicts."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in same),
            (DateRange(F("since"), F("until"), Value("[)")), RangeOperators.OVERLAPS),
        ],
        violation_error_message=message,
    )


def exactly_one(*fields: str) -> Q:
    """The condition that one of these columns is filled, and only one."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


def period_constraints(prefix: str) -> list[models.BaseConstraint]:
    """What every period holds: ordered bounds, and dates that say no more than what is known."""
    return [
        models.CheckConstraint(
            condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
            name=f"{prefix}_period_ordered",
            violation_error_message=_("La fin doit venir après le début."),
        ),
        models.CheckConstraint(
            condition=date_matches_precision("since"),
            name=f"{prefix}_since_precision",
            violation_error_message=_(
                "La date de début et sa précision ne vont pas ensemble\u00a0: un mois commence le 1er, "
                "une année le 1er janvier, une date inconnue reste vide."
            ),
        ),
        models.CheckConstraint(
            condition=date_matches_precision("until"),
            name=f"{prefix}_until_precision",
            violation_error_message=_(
                "La date de fin et sa précision ne vont pas ensemble\u00a0: un mois commence le 1er, "
                "une année le 1er janvier, une date inconnue reste vide."
            ),
        ),
    ]


class PeriodQuerySet(models.QuerySet):
    """Rows that hold during a period. An unknown bound is open."""

    def current(self, *, on: dt.date) -> Self:
        """True on this day: begun, and not ended yet."""
        return self.filter(Q(since__isnull=True) | Q(since__lte=on), Q(until__isnull=True) | Q(until__gt=on))

    def ended(self, *, on: dt.date) -> Self:
        return self.filter(until__lte=on)


class Period(models.Model):
    """A fact with a history: true from `since` (included) to `until` (excluded)."""

    since = models.DateField(_("depuis"), null=True, blank=True)
    since_precision = precision_field(verbose_name=_("précision du début"), default=DatePrecision.UNKNOWN)
    until = models.DateField(
        _("jusqu’à"), null=True, blank=True, help_text=_("Premier jour où ce n’est plus vrai.")
    )
    until_precision = precision_field(verbose_name=_("précision de la fin"), default=DatePrecision.UNKNOWN)

    class Meta:
        abstract = True

    @property
    def began(self) -> ImpreciseDate:
        return ImpreciseDate(self.since, self.since_precision)

    @property
    def ended(self) -> ImpreciseDate:
        return ImpreciseDate(self.until, self.until_precision)


class Placed(models.Model):
    """A point on the map, or none."""

    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))],
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="%(class)s_latitude_range",
                violation_error_message=_("La latitude va de −90 à 90."),
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="%(class)s_longitude_range",
                violation_error_message=_("La longitude va de −180 à 180."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="%(class)s_place_whole",
                violation_error_message=_("Donnez la latitude et la longitude, ou aucune des deux."),
            ),
        ]

    @property
    def is_placed(self) -> bool:
        return self.latitude is not None

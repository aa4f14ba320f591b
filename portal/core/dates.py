"""Imprecise dates: « février 2020 », « printemps 2018 », « en 2019 ».

Stored as the first day of the period with its precision, sorted by that day, shown as what is known
and never exported as a false day. A season is the meteorological one: spring starts on 1 March.
"""

import datetime as dt
from dataclasses import dataclass
from functools import total_ordering

from django.db import models
from django.db.models import Q
from django.utils import formats, translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.enums import DatePrecision

SEASON_FIRST_MONTHS = (3, 6, 9, 12)


@total_ordering
@dataclass(frozen=True)
class ImpreciseDate:
    """A day of which only a part may be known. `day` is the earliest possible one, or None."""

    day: dt.date | None
    precision: str
    derived_year: bool = False

    @classmethod
    def parse(cls, text: str | int | dt.date | None) -> "ImpreciseDate":
        """Read `2019-10-17`, `2020-02`, `2018-spring`, `2019` or nothing, as data files write them.

        A trailing `?` says that the year is derived, not read in the source. Raises ValueError.
        """
        if text is None or text == "":
            return cls(None, DatePrecision.UNKNOWN)
        if isinstance(text, dt.date):
            return cls(text, DatePrecision.DAY)
        raw = str(text)
        derived = raw.endswith("?")
        parts = raw.removesuffix("?").split("-")
        if len(parts) > 3 or len(parts[0]) != 4:
            raise ValueError(f"not a date: {raw!r}")
        year = int(parts[0])
        if len(parts) == 1:
            return cls(dt.date(year, 1, 1), DatePrecision.YEAR, derived)
        seasons = dict(zip(("spring", "summer", "autumn", "winter"), SEASON_FIRST_MONTHS, strict=True))
        if len(parts) == 2 and parts[1] in seasons:
            return cls(dt.date(year, seasons[parts[1]], 1), DatePrecision.SEASON, derived)
        if len(parts) == 2:
            return cls(dt.date(year, int(parts[1]), 1), DatePrecision.MONTH, derived)
        return cls(dt.date(year, int(parts[1]), int(parts[2])), DatePrecision.DAY, derived)

    @property
    def last_day(self) -> dt.date | None:
        """The latest day that the period allows."""
        if self.day is None or self.precision == DatePrecision.DAY:
            return self.day
        months = {DatePrecision.MONTH: 1, DatePrecision.SEASON: 3, DatePrecision.YEAR: 12}[
            DatePrecision(self.precision)
        ]
        after = self.day.month - 1 + months
        first_after = dt.date(self.day.year + after // 12, after % 12 + 1, 1)
        return first_after - dt.timedelta(days=1)

    @property
    def is_known(self) -> bool:
        return self.day is not None

    def __str__(self) -> str:
        if self.day is None:
            return _("date à préciser")
        if self.precision == DatePrecision.DAY:
            pattern = "l j F Y" if translation.get_language() != "fr" or self.day.day != 1 else r"l 1\e\r F Y"
            text = formats.date_format(self.day, pattern)
        elif self.precision == DatePrecision.MONTH:
            text = f"{MONTHS[self.day.month]} {self.day.year}"
        elif self.precision == DatePrecision.SEASON:
            names = {3: _("printemps"), 6: _("été"), 9: _("automne"), 12: _("hiver")}
            text = f"{names[self.day.month]} {self.day.year}"
        else:
            text = str(self.day.year)
        return f"{text} ({_('année déduite')})" if self.derived_year else text

    def __lt__(self, other: "ImpreciseDate") -> bool:
        """Unknown dates come last; at the same earliest day the more precise comes first."""
        order = list(DatePrecision.values)
        return (self.day is None, self.day or dt.date.max, order.index(self.precision)) < (
            other.day is None,
            other.day or dt.date.max,
            order.index(other.precision),
        )


def date_matches_precision(field: str, *, precision: str | None = None) -> Q:
    """The condition that a stored day is the first of its period, for a check constraint.

    Unknown precision goes with no day, every other with one.
    """
    precision = precision or f"{field}_precision"
    first_of_month = Q(**{f"{field}__day": 1})
    return (
        Q(**{precision: DatePrecision.UNKNOWN, f"{field}__isnull": True})
        | Q(**{precision: DatePrecision.DAY, f"{field}__isnull": False})
        | (Q(**{precision: DatePrecision.MONTH, f"{field}__isnull": False}) & first_of_month)
        | (
            Q(
                **{
                    precision: DatePrecision.SEASON,
                    f"{field}__isnull": False,
                    f"{field}__month__in": SEASON_FIRST_MONTHS,
                }
            )
            & first_of_month
        )
        | (
            Q(**{precision: DatePrecision.YEAR, f"{field}__isnull": False, f"{field}__month": 1})
            & first_of_month
        )
    )


def precision_field(**kwargs: object) -> models.CharField:
    """The column that says how much of the date beside it is known."""
    options: dict = {
        "verbose_name": gettext_lazy("précision de la date"),
        "max_length": 8,
        "choices": DatePrecision.choices,
        "default": DatePrecision.DAY,
    }
    return models.CharField(**(options | kwargs))

"""A month as weeks of days, for the `month_calendar` tag."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

WEEKDAYS = (
    (_("lun."), _("lundi")),
    (_("mar."), _("mardi")),
    (_("mer."), _("mercredi")),
    (_("jeu."), _("jeudi")),
    (_("ven."), _("vendredi")),
    (_("sam."), _("samedi")),
    (_("dim."), _("dimanche")),
)
# A day that holds more says how many are left out.
MOST_IN_A_DAY = 6


@dataclass(frozen=True, slots=True)
class DayItem:
    title: str
    url: str
    hue: str = "num"
    # « 9 h 30 », where it is known.
    hour: str = ""
    # « annulé », « reporté ».
    note: str = ""

    @property
    def pieces(self) -> list[str]:
        """Where a long word may break in a narrow cell: after its apostrophe, never elsewhere."""
        return re.split(r"(?<=[’'])(?=\w{5})", self.title)

    @property
    def size(self) -> str:
        """The class that makes an unusually long word step down a size."""
        longest = max((len(word) for piece in self.pieces for word in piece.split()), default=0)
        if longest > 18:
            return "month-longest"
        return "month-longer" if longest > 14 else "month-long" if longest > 12 else ""


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date
    label: str
    in_month: bool
    is_today: bool
    items: Sequence[DayItem]
    # How many more there are, and where they are all told.
    more: int = 0
    more_url: str = ""

    @property
    def weekday(self) -> str:
        return str(WEEKDAYS[self.date.weekday()][0])


@dataclass(frozen=True, slots=True)
class Month:
    label: str
    weeks: Sequence[Sequence[Day]]

    @property
    def weekdays(self) -> tuple:
        return WEEKDAYS


def month_label(day: dt.date) -> str:
    """« Décembre 2026 »."""
    return capfirst(date_format(day, "F Y"))


def build_month(
    year: int,
    month: int,
    *,
    items: Mapping[dt.date, Sequence[DayItem]],
    today: dt.date,
    more_url: Callable[[dt.date], str] | None = None,
) -> Month:
    """Whole weeks from Monday; only what falls within the month is shown in its days.

    With `more_url`, a crowded day says how many more it holds and leads there.
    """

    def build_day(day: dt.date) -> Day:
        held = items.get(day, ()) if day.month == month else ()
        shown = held if more_url is None or len(held) <= MOST_IN_A_DAY else held[: MOST_IN_A_DAY - 1]
        more = len(held) - len(shown)
        return Day(
            date=day,
            label=date_format(day, "l j F"),
            in_month=day.month == month,
            is_today=day == today,
            items=shown,
            more=more,
            more_url=more_url(day) if more_url and more else "",
        )

    weeks = [[build_day(day) for day in week] for week in calendar.Calendar().monthdatescalendar(year, month)]
    return Month(month_label(dt.date(year, month, 1)), weeks)

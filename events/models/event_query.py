"""Which meetings: by their date as it is known, by place, in order."""

import datetime as dt
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Case, DateField, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Coalesce

from events.enums import EventPrecision, Visibility
from portal.core.models.entry import EntryQuerySet

TO_THE_DAY = (EventPrecision.HOUR, EventPrecision.DAY)


def _period_end(span: str) -> Func:
    """The last day of a period of this length that starts on `day`."""
    template = f"(%(expressions)s + interval '{span}' - interval '1 day')::date"
    return Func(F("day"), template=template, output_field=DateField())


# From day to latest_day lie all the days that the meeting may be held on.
LATEST_DAY = Case(
    When(precision__in=TO_THE_DAY, then=Coalesce("last_day", "day")),
    When(precision=EventPrecision.MONTH, then=_period_end("1 month")),
    When(precision=EventPrecision.SEASON, then=_period_end("3 months")),
    When(precision=EventPrecision.YEAR, then=_period_end("1 year")),
    output_field=DateField(),
)
LOCAL_DAY = Cast(
    Func(F("time_zone"), F("starts_at"), function="timezone", output_field=models.DateTimeField()),
    DateField(),
)
# A season or a year is told after all that is known of the month it begins in.
TOLD_ON = Case(
    When(precision__in=(EventPrecision.SEASON, EventPrecision.YEAR), then=_period_end("1 month")),
    default=F("day"),
    output_field=DateField(),
)
PRECISION_RANK = Case(
    *[When(precision=value, then=Value(rank)) for rank, value in enumerate(EventPrecision.values)],
    output_field=IntegerField(),
)


class EventQuerySet(EntryQuerySet):
    """Meetings. `day` is the earliest day that is possible, `latest_day` the last one."""

    def listed(self) -> Self:
        """What lists, feeds and searches may name: an unlisted meeting is reached by its address alone."""
        return self.exclude(visibility=Visibility.UNLISTED)

    def upcoming(self, *, at: dt.datetime) -> Self:
        """Not over yet. A meeting whose date is unknown is to come until somebody says that it is over."""
        return self.exclude(self._over(at))

    def past(self, *, at: dt.datetime) -> Self:
        return self.filter(self._over(at))

    @staticmethod
    def _over(at: dt.datetime) -> Q:
        today = Cast(
            Func(F("time_zone"), Value(at), function="timezone", output_field=models.DateTimeField()),
            DateField(),
        )
        return (
            Q(day__isnull=True, is_over=True)
            | Q(ends_at__isnull=False, ends_at__lte=at)
            | Q(ends_at__isnull=True, latest_day__isnull=False, latest_day__lt=today)
        )

    def possible_between(self, first: dt.date, last: dt.date) -> Self:
        """Meetings that may fall in these days, both included, however imprecise their date."""
        return self.filter(day__lte=last, latest_day__gte=first)

    def possible_in_month(self, year: int, month: int) -> Self:
        first = dt.date(year, month, 1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return self.possible_between(first, last)

    def in_month(self, year: int, month: int) -> Self:
        """Known to fall in this month: a season or a year is too wide to say so."""
        return self.possible_in_month(year, month).filter(precision__in=[*TO_THE_DAY, EventPrecision.MONTH])

    def this_weekend(self, *, at: dt.datetime, zone: str = "Europe/Paris") -> Self:
        """On the coming Saturday or Sunday, or today if it is one of them. Known days only."""
        today = at.astimezone(ZoneInfo(zone)).date()
        sunday = today + dt.timedelta(days=6 - today.weekday())
        saturday = max(today, sunday - dt.timedelta(days=1))
        return self.possible_between(saturday, sunday).filter(precision__in=TO_THE_DAY)

    def held_in(self, territory) -> Self:
        return self.filter(Q(territory=territory) | Q(venue__territory=territory))

    def by_earliest_day(self, *, latest_first: bool = False) -> Self:
        """Unknown last; at the same day the more precise comes first, and a season after its first month."""
        starts = F("starts_at")
        if latest_first:
            order = [F("day").desc(nulls_last=True), PRECISION_RANK, starts.desc(nulls_last=True)]
        else:
            order = [TOLD_ON.asc(nulls_last=True), PRECISION_RANK, starts.asc(nulls_last=True)]
        return self.order_by(*order, "title", "pk")

    def for_lists(self) -> Self:
        """With what a line of a list shows."""
        return self.select_related("series", "venue__territory", "territory", "cover")

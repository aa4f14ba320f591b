"""Imprecise dates are told as what is known, and sorted by their earliest day."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.core.dates import SEASON_FIRST_MONTHS, ImpreciseDate
from portal.core.enums import DatePrecision


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2019-10-17", "jeudi 17 octobre 2019"),
        ("2019-05-01", "mercredi 1er mai 2019"),
        ("2020-02", "février 2020"),
        ("2018-spring", "printemps 2018"),
        ("2018-winter", "hiver 2018"),
        ("2019", "2019"),
        ("2019-11-07?", "jeudi 7 novembre 2019 (année déduite)"),
        (2019, "2019"),
        (None, "date à préciser"),
        ("", "date à préciser"),
        (dt.date(2017, 12, 5), "mardi 5 décembre 2017"),
    ],
)
def test_a_date_is_told_as_what_is_known(written, told):
    with translation.override("fr"):
        assert str(ImpreciseDate.parse(written)) == told


@pytest.mark.parametrize("nonsense", ["hier", "2019-13", "2019-02-30", "2019-spring-1?x", "20-19-10-17"])
def test_a_date_that_is_none_is_refused(nonsense):
    with pytest.raises(ValueError, match=r".+"):
        ImpreciseDate.parse(nonsense)


def test_dates_sort_by_earliest_day_then_precision_and_the_unknown_comes_last():
    parse = ImpreciseDate.parse
    shuffled = [parse(None), parse("2019"), parse("2019-01-01"), parse("2018-spring"), parse("2019-01")]
    assert [str(date.day) + date.precision for date in sorted(shuffled)] == [
        "2018-03-01season",
        "2019-01-01day",
        "2019-01-01month",
        "2019-01-01year",
        "Noneunknown",
    ]


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2019-10-17", dt.date(2019, 10, 17)),
        ("2020-02", dt.date(2020, 2, 29)),
        ("2018-spring", dt.date(2018, 5, 31)),
        ("2018-winter", dt.date(2019, 2, 28)),
        ("2019", dt.date(2019, 12, 31)),
        (None, None),
    ],
)
def test_the_last_possible_day(written, last):
    assert ImpreciseDate.parse(written).last_day == last


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_every_period_contains_its_first_day_and_ends_in_time(day):
    for precision, first in (
        (DatePrecision.DAY, day),
        (DatePrecision.MONTH, day.replace(day=1)),
        (DatePrecision.YEAR, day.replace(month=1, day=1)),
        (DatePrecision.SEASON, dt.date(day.year, SEASON_FIRST_MONTHS[(day.month - 1) // 3], 1)),
    ):
        date = ImpreciseDate(first, precision)
        assert date.day <= date.last_day <= first + dt.timedelta(days=366)

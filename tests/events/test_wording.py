"""Dates told in full, in French and in English."""

import datetime as dt

import pytest
from django.utils import translation

from events.models import Event
from events.wording import hour_text, when_text


def event(**values) -> Event:
    return Event(**values)


def at(day: str, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:00+00:00")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            {
                "precision": "hour",
                "day": dt.date(2019, 10, 17),
                "starts_at": at("2019-10-17", 7),
                "ends_at": at("2019-10-17", 15, 30),
            },
            "Jeudi 17 octobre 2019, de 9 h à 17 h 30",
        ),
        (
            {"precision": "hour", "day": dt.date(2026, 12, 1), "starts_at": at("2026-12-01", 17)},
            "Mardi 1er décembre 2026, à partir de 18 h",
        ),
        (
            {"precision": "day", "day": dt.date(2019, 11, 7), "year_derived": True},
            "Jeudi 7 novembre 2019 (année déduite)",
        ),
        (
            {"precision": "day", "day": dt.date(2017, 11, 29), "last_day": dt.date(2017, 12, 1)},
            "Du 29 novembre au 1er décembre 2017",
        ),
        (
            {"precision": "day", "day": dt.date(2017, 12, 4), "last_day": dt.date(2017, 12, 6)},
            "Du 4 au 6 décembre 2017",
        ),
        (
            {"precision": "day", "day": dt.date(2017, 12, 30), "last_day": dt.date(2018, 1, 2)},
            "Du 30 décembre 2017 au 2 janvier 2018",
        ),
        (
            {"precision": "month", "day": dt.date(2017, 12, 1), "date_note": "trois jours"},
            "Décembre 2017, trois jours",
        ),
        ({"precision": "season", "day": dt.date(2018, 3, 1)}, "Printemps 2018"),
        ({"precision": "year", "day": dt.date(2019, 1, 1)}, "2019"),
        ({"precision": "unknown", "date_note": "un mardi"}, "Un mardi, date à préciser"),
        ({"precision": "unknown", "date_note": "un mardi", "is_over": True}, "Un mardi"),
        ({"precision": "unknown"}, "Date à préciser"),
        ({"precision": "unknown", "is_over": True}, "Date non précisée"),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(values, told):
    assert when_text(event(**values)).replace("\u00a0", " ") == told


def test_hours_in_english():
    with translation.override("en"):
        assert hour_text(dt.time(9, 5)) == "9:05"

"""How words agree, and how dates follow « depuis » and « jusque »."""

import pytest

from portal.core.dates import ImpreciseDate
from talents import wording
from talents.models import Edition, Talent


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2019", "depuis 2019", "jusqu’en 2019"),
        ("2019-03", "depuis mars 2019", "jusqu’à mars 2019"),
        ("2019-spring", "depuis le printemps 2019", "jusqu’au printemps 2019"),
        ("2019-winter", "depuis l’hiver 2019", "jusqu’à l’hiver 2019"),
        ("2019-10-17", "depuis le jeudi 17 octobre 2019", "jusqu’au jeudi 17 octobre 2019"),
    ],
)
def test_dates_in_a_sentence(text, since, until):
    date = ImpreciseDate.parse(text)
    assert (wording.since(date), wording.until(date)) == (since, until)


def test_an_unknown_day_says_nothing():
    assert wording.since(ImpreciseDate.parse("")) == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"agreement": "f"}, ("Lauréate", "La rencontrer", "Lui écrire", "Son parcours")),
        ({"agreement": "m"}, ("Lauréat", "Le rencontrer", "Lui écrire", "Son parcours")),
        ({}, ("Au palmarès", "Se rencontrer", "Lui écrire", "Son parcours")),
        ({"is_collective": True}, ("Collectif lauréat", "Les rencontrer", "Leur écrire", "Leur parcours")),
    ],
)
def test_words_agree_with_the_talent(fields, words):
    talent = Talent(**fields)
    said = (
        wording.laureate_word(talent),
        wording.meeting_title(talent),
        wording.write_to(talent),
        wording.path_title(talent),
    )
    assert said == words


@pytest.mark.parametrize(("number", "text"), [(1, "1re édition"), (2, "2e édition"), (21, "21e édition")])
def test_ordinals(number, text):
    assert Edition(number=number).ordinal == text

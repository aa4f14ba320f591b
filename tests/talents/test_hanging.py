"""The order of the wall: drawn each day, never two of one colour side by side while another is left."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from talents.hanging import hang, large_posters

HUES = ("eco", "soc", "cul", "num", "spo")
walls = st.lists(st.sampled_from(HUES), max_size=60).map(lambda hues: list(enumerate(hues)))


@given(walls, st.text(max_size=5))
def test_everybody_is_hung_once(items, seed):
    assert sorted(hang(items, seed=seed)) == [pk for pk, _hue in items]


@given(walls, st.text(max_size=5))
def test_two_of_one_colour_touch_only_when_no_order_could_part_them(items, seed):
    hue_of = dict(items)
    hung = [hue_of[pk] for pk in hang(items, seed=seed)]
    most = max((hung.count(hue) for hue in HUES), default=0)
    unavoidable = max(0, most - (len(hung) - most) - 1)
    assert sum(one == other for one, other in pairwise(hung)) == unavoidable


def test_the_order_holds_all_day_and_changes_the_next():
    items = [(number, HUES[number % 5]) for number in range(40)]
    today = hang(items, seed="2026-11-22")
    assert hang(list(reversed(items)), seed="2026-11-22") == today
    assert hang(items, seed="2026-11-23") != today


def test_two_large_posters_at_most_with_faces_of_two_colours():
    posters = [(True, HUES[number % 5]) for number in range(24)]
    large, sayings = large_posters(posters)
    assert (large, sayings) == ({0, 14}, 2)
    assert posters[0][1] != posters[14][1]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(HUES)), min_size=5, max_size=24))
def test_a_wall_of_four_columns_has_at_most_one_hole(posters):
    large, sayings = large_posters(posters)
    assert len(large) <= 2
    assert sayings <= 2
    assert all(posters[place][0] for place in large)
    assert -(len(posters) + 3 * len(large) + sayings) % 4 <= 1


def test_few_posters_are_all_of_one_size():
    assert large_posters([(True, "eco")] * 4) == (set(), 0)

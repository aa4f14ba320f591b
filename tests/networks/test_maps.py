"""The map: places where they are, and a magnifier where they crowd."""

import pytest

from networks.views.maps import AUVERGNE_RHONE_ALPES, TOO_CLOSE, Spot, sketch

FAR = [Spot(1, "emerging", 3.05, 46.58), Spot(2, "emerging", 6.05, 45.5), Spot(3, "accredited", 4.88, 45.77)]
CROWD = [Spot(10 + rank, "interested", 4.8 + rank * 0.05, 44.75 + rank * 0.03) for rank in range(4)]


def where(spots):
    drawn = sketch(spots)
    return drawn, {point.number: (point.x, point.y) for point in drawn.points}


@pytest.mark.parametrize("spots", [[], FAR[:1]])
def test_fewer_than_two_places_tell_nothing(spots):
    assert sketch(spots) is None


def test_places_lie_as_on_the_ground():
    _drawn, places = where(FAR)
    assert places[1][0] < places[3][0] < places[2][0], "west to east"
    assert places[1][1] < places[3][1] < places[2][1], "north to south"


def test_the_outline_is_drawn_only_around_places_that_it_holds():
    assert sketch(FAR).outline.count("L") == len(AUVERGNE_RHONE_ALPES) - 1
    assert sketch([*FAR, Spot(4, "member", 2.35, 48.86)]).outline == ""


def test_a_crowd_is_magnified_and_nothing_touches_any_more():
    drawn, places = where([*FAR, *CROWD])
    assert drawn.lens is not None
    apart = [
        ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
        for a, (ax, ay) in places.items()
        for b, (bx, by) in places.items()
        if a < b
    ]
    assert min(apart) > TOO_CLOSE * 0.9
    for number in (10, 11, 12, 13):
        x, y = places[number]
        assert (x - drawn.lens.x) ** 2 + (y - drawn.lens.y) ** 2 <= drawn.lens.radius**2


def test_places_apart_need_no_magnifier():
    assert sketch(FAR).lens is None


def test_everything_stands_inside_the_drawing():
    drawn, places = where([*FAR, *CROWD])
    width, height = (int(side) for side in drawn.view_box.split()[2:])
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places.values())
    assert drawn.lens.y + drawn.lens.radius <= height


def test_places_at_one_point_do_not_break_it():
    spots = [Spot(number, "member", 4.0, 45.0) for number in (1, 2, 3)]
    assert len(sketch(spots).points) == 3

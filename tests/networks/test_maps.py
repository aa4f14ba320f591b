"""The map: places where they are, and a magnifier where they crowd."""

import pytest

from networks.cartography import frames
from networks.cartography.frames import world
from networks.views.maps import APART, TOO_CLOSE, Spot, gathered, sketch

FAR = [Spot(1, "emerging", 3.05, 46.58), Spot(2, "emerging", 6.05, 45.5), Spot(3, "accredited", 4.88, 45.77)]
CROWD = [Spot(10 + rank, "interested", 4.8 + rank * 0.05, 44.75 + rank * 0.03) for rank in range(4)]


def where(spots):
    drawn = sketch(spots)
    return drawn, {point.number: (point.x, point.y) for point in drawn.points}


def test_no_place_no_map():
    assert sketch([]) is None


def test_places_lie_as_on_the_ground():
    _drawn, places = where(FAR)
    assert places[1][0] < places[3][0] < places[2][0], "west to east"
    assert places[1][1] < places[3][1] < places[2][1], "north to south"


def spots_at(*places):
    return [
        Spot(rank, "member", lon, lat, f"Ville {rank}") for rank, (lon, lat) in enumerate(places, start=1)
    ]


CLERMONT, LYON, DIJON, LILLE, AJACCIO = (
    (3.08, 45.78),
    (4.84, 45.76),
    (5.04, 47.32),
    (3.06, 50.63),
    (8.74, 41.92),
)
SAINT_DENIS, CAYENNE = (55.45, -20.88), (-52.33, 4.93)
LONDON, TURIN, TOKYO, SEOUL = (-0.13, 51.51), (7.69, 45.07), (139.69, 35.69), (126.98, 37.57)


@pytest.mark.parametrize(
    ("places", "frames_drawn"),
    [
        ((CLERMONT,), ["84"]),
        ((CLERMONT, LYON), ["84"]),
        ((CLERMONT, DIJON), ["27-84"]),
        ((SAINT_DENIS,), ["04"]),
        ((AJACCIO,), ["94"]),
        ((CLERMONT, LILLE), ["france"]),
        ((CLERMONT, SAINT_DENIS), ["france", "974"]),
        ((CLERMONT, SAINT_DENIS, CAYENNE), ["france", "973", "974"]),
        ((SAINT_DENIS, CAYENNE), ["france", "973", "974"]),
        ((CLERMONT, LONDON), ["europe"]),
        ((CLERMONT, TOKYO), ["world"]),
        ((CLERMONT, LONDON, TURIN, TOKYO), ["world", "europe"]),
    ],
)
def test_the_frame_is_as_close_up_as_the_places_allow(places, frames_drawn):
    drawn = sketch(spots_at(*places))
    assert [panel.key for panel in drawn.panels] == frames_drawn
    for point in drawn.points:
        assert 0 < point.x < drawn.width
        assert 0 < point.y < drawn.height


def test_a_place_overseas_stands_in_its_own_frame():
    drawn = sketch(spots_at(CLERMONT, SAINT_DENIS, CAYENNE))
    _land, guyane, reunion = drawn.panels
    for point, panel in ((drawn.points[1], reunion), (drawn.points[2], guyane)):
        assert panel.x < point.x < panel.x + panel.width
        assert panel.y < point.y < panel.y + panel.height
    assert drawn.points[0].y < guyane.y


def test_only_the_outlines_that_ask_for_it_are_credited():
    assert sketch(spots_at(CLERMONT)).credit
    assert not sketch(spots_at(TOKYO, SEOUL)).credit
    assert not sketch(spots_at(SAINT_DENIS)).credit


@pytest.mark.parametrize(
    "places",
    [
        (CLERMONT, SAINT_DENIS, CAYENNE, (-61.73, 16.0), (-61.07, 14.61), (45.23, -12.78)),
        (CLERMONT, LONDON, TURIN, TOKYO),
        *(((lon, lat),) for lon, lat in (CLERMONT, LILLE, (1.44, 43.6), CAYENNE)),
    ],
)
def test_land_is_light_and_every_line_is_drawn_in_its_panel(places):
    panels = sketch(spots_at(*places)).panels
    weight = sum(len(panel.land) + len(panel.borders) + len(panel.faint) for panel in panels)
    assert 300 < weight < 40_000
    for panel in panels:
        assert panel.land.startswith("M")
        assert panel.land.endswith("z")


def test_frames_are_drawn_once():
    assert frames.france() is frames.france()
    assert sketch(spots_at(CLERMONT)).panels[0] is sketch(spots_at(LYON)).panels[0]


def test_towns_on_one_another_are_moved_until_they_only_touch():
    drawn = sketch(spots_at((4.83, 45.76), (4.88, 45.77), (3.08, 45.78)))
    assert drawn.lens is None
    one, other, far = drawn.points
    assert ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5 >= APART - 4
    assert far == sketch(spots_at((4.83, 45.76), (4.88, 45.77), (3.08, 45.78))).points[2]


def test_names_are_written_where_there_is_room_and_nowhere_else():
    drawn = sketch(spots_at(CLERMONT, LYON, (5.72, 45.19)))
    assert [point.label for point in drawn.points] == ["Ville 1", "Ville 2", "Ville 3"]
    many = sketch(spots_at(*((2.6 + step * 0.5, 45.8) for step in range(9))))
    assert not any(point.label for point in many.points)
    long = sketch([Spot(1, "member", *CLERMONT, name="Une communauté de communes au nom " + "long " * 12)])
    assert long.points[0].label == ""
    assert long.points[0].name


def test_one_sign_stands_for_the_places_that_it_would_hide():
    suburbs = [(4.87, 45.77), (4.84, 45.76), (4.84, 45.76)]
    assert gathered([CLERMONT, *suburbs]) == [[2, 3, 1], [0]]
    ring = [(3.0, 45.8), (3.16, 45.8), (3.08, 45.72), CLERMONT]
    assert gathered(ring)[0][0] == 3, "the town in the middle of its suburbs"
    assert gathered([]) == []
    assert (
        sketch([Spot(1, "member", *LYON, weight=3)]).points[0].radius
        > sketch([Spot(1, "member", *LYON)]).points[0].radius
    )


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


def test_places_at_one_point_are_all_seen():
    drawn = sketch([Spot(number, "member", 4.0, 45.0) for number in (1, 2, 3)])
    assert len({(point.x, point.y) for point in drawn.points}) == 3


def test_a_network_of_cities_of_the_world_shows_the_world_from_its_first_city():
    spots = spots_at(CLERMONT)
    near, far = sketch(spots), sketch(spots, worldwide=True)
    assert near is not None
    assert far is not None
    assert (
        [panel.view_box for panel in far.panels]
        == [world().view_box]
        != [panel.view_box for panel in near.panels]
    )

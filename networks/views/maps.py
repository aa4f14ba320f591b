"""An honest map: places where they are, numbered as the list beside them, crowded ones under a magnifier.

The land comes from `networks.cartography`; here signs are set on it so that they do not hide one another.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from networks.cartography import tiles
from networks.cartography.frames import WIDTH, Panel, chosen, world
from portal.core.components import MapPoint

MARGIN = 20
# Two signs closer than this touch each other.
TOO_CLOSE = 48
LENS_RADIUS = 146
# Between the edge of the magnifier and the middle of a sign.
LENS_PADDING = 22
# A magnifier that enlarges less than this shows nothing more.
LEAST_ZOOM = 1.6
# Pushed apart, signs still touch a little: each stays near its place.
APART, PUSHES = 38, 12
# Beyond, names would stand on one another: numbers lead to the list.
MOST_NAMED = 8
# A name as it is written on a phone, where the drawing is small and its letters large.
LETTER, LETTER_HEIGHT = 13, 30


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to show. With a name and an address, its sign says the one and leads to the other."""

    number: int
    kind: str
    longitude: float
    latitude: float
    name: str = ""
    url: str = ""
    # How many things stand there: more make a larger sign.
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Lens:
    """The magnifier: where it stands, and what it magnifies. All in whole units of the drawing."""

    x: int
    y: int
    radius: int
    from_x: int
    from_y: int
    from_radius: int
    # The line between the two circles, from edge to edge.
    line: str


@dataclass(frozen=True, slots=True)
class Sketch:
    width: int
    height: int
    panels: Sequence[Panel]
    points: Sequence[MapPoint]
    lens: Lens | None = field(default=None)

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"

    @property
    def tile_credit(self) -> str:
        return settings.TILE_SERVER_CREDIT if any(panel.tiles for panel in self.panels) else ""

    @property
    def credit(self) -> bool:
        """Whether somebody's outlines are to be credited."""
        return any(panel.credit for panel in self.panels)


def _crowd(places: dict[int, tuple[float, float]]) -> set[int]:
    """The numbers of the largest group of signs that touch one another, when they are three or more."""
    left, largest = set(places), set[int]()
    while left:
        group, edge = set(), {left.pop()}
        while edge:
            number = edge.pop()
            group.add(number)
            near = {other for other in left if math.dist(places[number], places[other]) < TOO_CLOSE}
            left -= near
            edge |= near
        if len(group) > len(largest):
            largest = group
    return largest if len(largest) > 2 else set()


def sketch(spots: Sequence[Spot], *, worldwide: bool = False) -> Sketch | None:
    """The map of these places, drawn as close up as they allow. No place, no map.

    `worldwide`: the whole world is drawn, even where few of its places are known.
    """
    if not spots:
        return None
    panels = _panels([(spot.longitude, spot.latitude) for spot in spots], worldwide=worldwide)
    width = max(panel.x + panel.width for panel in panels)
    height = max(panel.y + panel.height for panel in panels)
    places = {spot.number: stands(panels, spot.longitude, spot.latitude) for spot in spots}
    # What a second panel shows is large already.
    crowd = _crowd(places) if len(panels) == 1 else set()
    lens = None
    if crowd and _zoom(places, crowd) >= LEAST_ZOOM:
        height = max(height, 2 * LENS_RADIUS + MARGIN)
        lens, magnified = _magnify(places, crowd, height)
        places |= magnified
        height = max(height, lens.y + lens.radius + 4)
    places = _pushed_apart(places, width, height)
    labels = _labels(spots, places, width, lens)
    points = [
        MapPoint(
            round(places[spot.number][0]),
            round(places[spot.number][1]),
            spot.number,
            spot.kind,
            url=spot.url,
            name=spot.name,
            radius=_radius(spot),
            **labels.get(spot.number, {}),
        )
        for spot in spots
    ]
    return Sketch(width, height, panels, points, lens)


def _panels(places: Sequence[tuple[float, float]], *, worldwide: bool) -> list[Panel]:
    """Our own land, unless the territory has configured a tile server."""
    template = settings.TILE_SERVER_URL
    if template:
        return [tiles.panel(places, template)]
    return [world()] if worldwide else chosen(places)


def stands(panels: Sequence[Panel], longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place stands: in the most detailed panel that shows it, else on the edge of the first."""
    for panel in reversed(panels):
        if panel.shows(longitude, latitude):
            return panel.point(longitude, latitude)
    x, y = panels[0].point(longitude, latitude)
    return min(max(x, MARGIN), panels[0].width - MARGIN), min(max(y, MARGIN), panels[0].height - MARGIN)


def gathered(places: Sequence[tuple[float, float]]) -> list[list[int]]:
    """The places (by rank) that one sign stands for, on the map of them all. The first of each is where it stands.

    That is the most central: a sign stands in the town and not in its suburb.
    """
    panels = _panels(places, worldwide=False) if places else []
    at_one: dict[tuple[float, float], list[int]] = {}
    for rank, place in enumerate(places):
        at_one.setdefault(place, []).append(rank)
    signs: list[tuple[tuple[float, float], list[int]]] = []
    for place, ranks in sorted(at_one.items(), key=lambda item: (-len(item[1]), item[1][0])):
        point = stands(panels, *place)
        near = min(signs, key=lambda sign: math.dist(sign[0], point), default=None)
        if near is not None and math.dist(near[0], point) < TOO_CLOSE:
            near[1].extend(ranks)
        else:
            signs.append((point, list(ranks)))
    return [_central_first(ranks, places) for _point, ranks in signs]


def _central_first(ranks: Sequence[int], places: Sequence[tuple[float, float]]) -> list[int]:
    """With the one first that has the least way to all the others, as the crow flies over so short a way."""

    def way(rank: int) -> float:
        squeeze = math.cos(math.radians(places[rank][1]))
        here = (places[rank][0] * squeeze, places[rank][1])
        return sum(math.dist(here, (places[other][0] * squeeze, places[other][1])) for other in ranks)

    first = min(ranks, key=lambda rank: (way(rank), rank))
    return [first, *(rank for rank in ranks if rank != first)]


def _radius(spot: Spot) -> int:
    usual = 15 if spot.kind == "interested" else 17
    return usual + (0 if spot.weight < 2 else 3 if spot.weight < 6 else 6)


def _pushed_apart(
    places: Mapping[int, tuple[float, float]], width: int, height: int
) -> dict[int, tuple[float, float]]:
    """Signs that lie on one another, moved until they only touch. Those at one point leave it in a circle."""
    moved = dict(places)
    for rank, number in enumerate(sorted(moved)):
        x, y = moved[number]
        moved[number] = (x + math.cos(rank * 2.4) / 100, y + math.sin(rank * 2.4) / 100)
    for _push in range(PUSHES):
        still = True
        for one, other in itertools.combinations(sorted(moved), 2):
            (ax, ay), (bx, by) = moved[one], moved[other]
            if abs(ax - bx) >= APART or abs(ay - by) >= APART:
                continue
            away = math.hypot(bx - ax, by - ay)
            if away < APART - 1:
                still = False
                push = (APART - away) / 2 / max(away, 1e-6)
                dx, dy = (bx - ax) * push, (by - ay) * push
                moved[one], moved[other] = (ax - dx, ay - dy), (bx + dx, by + dy)
        if still:
            break
    return {
        number: (min(max(x, MARGIN), width - MARGIN), min(max(y, MARGIN), height - MARGIN))
        for number, (x, y) in moved.items()
    }


# left, top, right, bottom
Area = tuple[float, float, float, float]


def _labels(
    spots: Sequence[Spot], places: Mapping[int, tuple[float, float]], width: int, lens: Lens | None
) -> dict[int, dict[str, Any]]:
    """The names that find room beside their signs: to the right, to the left, above, below, or nowhere."""
    if len(spots) > MOST_NAMED:
        return {}
    taken: list[Area] = [(x - 22, y - 22, x + 22, y + 22) for x, y in places.values()]
    if lens is not None:
        taken.append((lens.x - lens.radius, lens.y - lens.radius, lens.x + lens.radius, lens.y + lens.radius))
    labels: dict[int, dict[str, Any]] = {}
    for spot in spots:
        x, y = places[spot.number]
        long = len(spot.name) * LETTER
        # On a phone signs are half as large again.
        aside = round(_radius(spot) * 1.5) + 6
        ways = (
            ("start", aside, 6, 0),
            ("end", -aside, 6, -long),
            ("middle", 0, -aside, -long / 2),
            ("middle", 0, aside + 14, -long / 2),
        )
        for anchor, dx, dy, start in ways:
            left = x + dx + start
            area = (left, y + dy - LETTER_HEIGHT + 8, left + long, y + dy + 8)
            inside = area[0] >= 0 and area[2] <= width and area[1] >= 0
            if spot.name and inside and not any(_overlap(area, other) for other in taken):
                labels[spot.number] = {"label": spot.name, "label_dx": dx, "label_dy": dy, "anchor": anchor}
                taken.append(area)
                break
    return labels


def _overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _middle(places: Mapping[int, tuple[float, float]], crowd: set[int]) -> tuple[float, float]:
    xs, ys = [places[number][0] for number in crowd], [places[number][1] for number in crowd]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _zoom(places: Mapping[int, tuple[float, float]], crowd: set[int]) -> float:
    middle = _middle(places, crowd)
    spread = max(math.dist(middle, places[number]) for number in crowd)
    # Places at one and the same point stay together, magnified or not.
    return (LENS_RADIUS - LENS_PADDING) / spread if spread > 2 else 0.0


def _magnify(
    places: dict[int, tuple[float, float]], crowd: set[int], height: int
) -> tuple[Lens, dict[int, tuple[float, float]]]:
    """A magnifier in the emptiest corner, and where the crowd's signs stand in it."""
    middle, zoom = _middle(places, crowd), _zoom(places, crowd)
    reach = (LENS_RADIUS - LENS_PADDING) / zoom + LENS_PADDING
    others = [place for number, place in places.items() if number not in crowd]
    near, far = LENS_RADIUS + 4, WIDTH - LENS_RADIUS - 4
    # Below, it may hang out of the land by half of itself: the drawing grows for it.
    low = height - near / 2
    corners = [(near, low), (far, low), (near, near), (far, near)]
    corner = min(
        corners,
        # Nothing hidden first; then not over what it magnifies; then the first of the list.
        key=lambda spot: (
            sum(math.dist(spot, place) < LENS_RADIUS + 18 for place in others),
            math.dist(spot, middle) < LENS_RADIUS + reach,
        ),
    )
    magnified = {
        number: (
            corner[0] + (places[number][0] - middle[0]) * zoom,
            corner[1] + (places[number][1] - middle[1]) * zoom,
        )
        for number in crowd
    }
    apart = math.dist(corner, middle) or 1.0
    toward = ((middle[0] - corner[0]) / apart, (middle[1] - corner[1]) / apart)
    start = [corner[axis] + toward[axis] * LENS_RADIUS for axis in (0, 1)]
    end = [middle[axis] - toward[axis] * reach for axis in (0, 1)]
    line = f"M{start[0]:.0f} {start[1]:.0f}L{end[0]:.0f} {end[1]:.0f}"
    if apart <= LENS_RADIUS + reach:
        line = ""
    lens = Lens(
        round(corner[0]),
        round(corner[1]),
        LENS_RADIUS,
        round(middle[0]),
        round(middle[1]),
        round(reach),
        line,
    )
    return lens, magnified

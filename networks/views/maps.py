"""An honest small map: places where they are, numbered as the list beside them, crowded ones under a magnifier.

A plain equirectangular projection, true enough for a region. The outline of Auvergne-Rhône-Alpes was drawn for this
site by hand, some fifty points; where no outline is known, the map is places alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.core.components import MapPoint

WIDTH = 820
MARGIN = 20
# Two signs closer than this touch each other.
TOO_CLOSE = 48
LENS_RADIUS = 146
# Between the edge of the magnifier and the middle of a sign.
LENS_PADDING = 22

# Longitude, latitude.
AUVERGNE_RHONE_ALPES = (
    (2.28, 46.42), (2.6, 46.65), (2.98, 46.8), (3.45, 46.72), (3.62, 46.75), (3.99, 46.47), (3.9, 46.28),
    (4.1, 46.18), (4.4, 46.22), (4.78, 46.18), (4.86, 46.42), (4.95, 46.51), (5.3, 46.45), (5.45, 46.32),
    (5.72, 46.26), (6.05, 46.41), (6.17, 46.37), (6.0, 46.15), (6.3, 46.25), (6.25, 46.3), (6.5, 46.4),
    (6.8, 46.4), (6.8, 46.15), (7.04, 45.93), (6.81, 45.83), (7.0, 45.65), (7.18, 45.4), (7.1, 45.22),
    (6.63, 45.1), (6.25, 45.12), (6.35, 44.98), (6.0, 45.0), (5.95, 44.8), (5.6, 44.75), (5.5, 44.65),
    (5.68, 44.2), (5.45, 44.12), (5.0, 44.3), (4.65, 44.3), (4.4, 44.28), (4.05, 44.35), (3.95, 44.55),
    (3.87, 44.75), (3.6, 44.87), (3.35, 44.97), (3.1, 44.88), (2.98, 44.65), (2.75, 44.8), (2.6, 44.85),
    (2.2, 44.63), (2.15, 44.85), (2.1, 45.0), (2.2, 45.2), (2.35, 45.4), (2.5, 45.7), (2.4, 45.85),
    (2.57, 46.1), (2.3, 46.3),
)  # fmt: skip
OUTLINES = (AUVERGNE_RHONE_ALPES,)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to show."""

    number: int
    kind: str
    longitude: float
    latitude: float


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
    view_box: str
    outline: str
    points: Sequence[MapPoint]
    lens: Lens | None = field(default=None)


@dataclass(frozen=True, slots=True)
class _Projection:
    west: float
    north: float
    scale: float
    squeeze: float

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - self.west) * self.scale * self.squeeze + MARGIN
        return x, (self.north - latitude) * self.scale + MARGIN


def _projection(corners: Sequence[tuple[float, float]]) -> tuple[_Projection, int]:
    """Fits these into the width, and says the height that it takes."""
    west, east = min(lon for lon, _lat in corners), max(lon for lon, _lat in corners)
    south, north = min(lat for _lon, lat in corners), max(lat for _lon, lat in corners)
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.1)
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, (north - south) * 0.8, 0.2)
    return _Projection(west, north, scale, squeeze), round((north - south) * scale) + 2 * MARGIN


def _outline_around(spots: Sequence[Spot]) -> Sequence[tuple[float, float]]:
    """The known outline that holds all the places (by its corners), else nothing."""
    for outline in OUTLINES:
        lons, lats = [lon for lon, _lat in outline], [lat for _lon, lat in outline]
        if all(
            min(lons) <= spot.longitude <= max(lons) and min(lats) <= spot.latitude <= max(lats)
            for spot in spots
        ):
            return outline
    return ()


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


def sketch(spots: Sequence[Spot]) -> Sketch | None:
    """The map of these places. Fewer than two tell nothing: no map."""
    if len(spots) < 2:
        return None
    outline = _outline_around(spots)
    project, height = _projection(outline or [(spot.longitude, spot.latitude) for spot in spots])
    places = {spot.number: project(spot.longitude, spot.latitude) for spot in spots}
    crowd = _crowd(places)
    lens = None
    if crowd:
        height = max(height, 2 * LENS_RADIUS + MARGIN)
        lens, magnified = _magnify(places, crowd, height)
        places |= magnified
        height = max(height, lens.y + lens.radius + 4)
    points = [
        MapPoint(round(places[spot.number][0]), round(places[spot.number][1]), spot.number, spot.kind)
        for spot in spots
    ]
    path = (
        "M" + "L".join("{:.0f} {:.0f}".format(*project(*corner)) for corner in outline) + "Z"
        if outline
        else ""
    )
    return Sketch(f"0 0 {WIDTH} {height}", path, points, lens)


def _magnify(
    places: dict[int, tuple[float, float]], crowd: set[int], height: int
) -> tuple[Lens, dict[int, tuple[float, float]]]:
    """A magnifier in the emptiest corner, and where the crowd's signs stand in it."""
    xs, ys = [places[n][0] for n in crowd], [places[n][1] for n in crowd]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    # Places at one and the same point stay together, magnified or not.
    spread = max(max(math.dist(middle, places[n]) for n in crowd), 1.0)
    reach = spread + LENS_PADDING
    zoom = (LENS_RADIUS - LENS_PADDING) / spread
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

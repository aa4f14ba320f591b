"""Which piece of the world a map shows: the regions of its places, France, Europe, or the world with Europe beside.

A frame is drawn once and kept: its land, its inner lines and how a place becomes a point of it.
"""

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from networks.cartography import projections
from networks.cartography.boundaries import (
    METROPOLIS,
    OVERSEAS,
    REGION_OF,
    REGIONS,
    Line,
    Point,
    around,
    between,
    department_of,
    lines,
    rings,
)

WIDTH = 820
TALLEST = 780
MARGIN = 20
# Land is drawn in half units: finer than a point of a screen, in whole numbers.
FINE = 2
# Nearer to one another than this, two points of a line are one; a smaller islet is not drawn. In units of the drawing.
THIN, SMALLEST = 1.3, 3.0
# Regions are shown close up while together they are not wider nor higher than this part of France.
CLOSE_UP = 0.72
# West, south, east, north, in kilometres of their projections.
EUROPE = (-1900.0, -1950.0, 2000.0, 1350.0)
WORLD = (-15900.0, -6500.0, 16400.0, 8250.0)
# Fewer places in Europe need no second map.
FOR_EUROPE = 3
INSET = 148
GAP = 20

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of the drawing with its land; paths are in half units from its corner."""

    key: str
    width: int
    height: int
    land: str
    borders: str
    faint: str
    # Departments whose outlines were drawn after somebody's work that asks to be named.
    credit: bool
    place: Callable[[float, float], Point]
    x: int = 0
    y: int = 0
    framed: bool = False
    # Pictures in place of land, where a tile server is configured; in half units too.
    tiles: Sequence[Any] = ()

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width * FINE} {self.height * FINE}"

    def point(self, longitude: float, latitude: float) -> Point:
        """Where the place stands in the whole drawing."""
        x, y = self.place(longitude, latitude)
        return x + self.x, y + self.y

    def shows(self, longitude: float, latitude: float) -> bool:
        x, y = self.place(longitude, latitude)
        return 0 <= x <= self.width and 0 <= y <= self.height


def _path(points: Sequence[Point], *, closed: bool) -> str:
    """Steps in whole numbers, without points that a reader could not tell apart."""
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= THIN:
            kept.append(point)
    kept.append(points[-1])
    steps = [(round(x * FINE), round(y * FINE)) for x, y in kept]
    if closed:
        width = max(x for x, _y in steps) - min(x for x, _y in steps)
        height = max(y for _x, y in steps) - min(y for _x, y in steps)
        if len(steps) < 4 or max(width, height) < SMALLEST * FINE:
            return ""
    text = f"M{steps[0][0]} {steps[0][1]}l"
    for (ax, ay), (bx, by) in itertools.pairwise(steps):
        for step in (bx - ax, by - ay):
            text += f"{step}" if step < 0 or text[-1] == "l" else f" {step}"
    return text + ("z" if closed else "")


def _panel(
    key: str,
    bounds: Sequence[Line],
    keys: Collection[str],
    project: projections.Projection,
    box: Box,
    fit: Box,
    *,
    detailed: Collection[str] = (),
) -> Panel:
    """The land of these, with `box` (kilometres) fitted into `fit` (margins and the greatest size).

    `detailed`: the departments that are told apart; elsewhere the lines of regions and countries are enough.
    """
    west, south, east, north = box
    left, top, widest, highest = fit
    scale = min((widest - 2 * left) / (east - west), (highest - 2 * top) / (north - south))
    height = round((north - south) * scale + 2 * top)
    middle = (widest - (east - west) * scale) / 2

    def place(longitude: float, latitude: float) -> Point:
        x, y = project(longitude, latitude)
        return middle + (x - west) * scale, top + (north - y) * scale

    def drawn(found: Iterable[Sequence[Point]], *, closed: bool) -> str:
        return "".join(_path([place(*point) for point in line], closed=closed) for line in found)

    inner = between(bounds, keys)
    faint = [line for line in inner if _one_region(line)]
    strong = [line for line in inner if not _one_region(line)]
    faint = [line for line in faint if any(owner in detailed for owner in line.owners)]
    return Panel(
        key,
        round(widest),
        height,
        drawn(rings(around(bounds, keys)), closed=True),
        drawn((line.points for line in strong), closed=False),
        drawn((line.points for line in faint), closed=False),
        not METROPOLIS.isdisjoint(keys),
        place,
    )


def _one_region(line: Line) -> bool:
    first, second = (REGION_OF.get(owner) for owner in line.owners)
    return first is not None and first == second


def _box(bounds: Sequence[Line], keys: Collection[str], project: projections.Projection) -> Box:
    points = [project(*point) for line in around(bounds, keys) for point in line.points]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=64)
def of_regions(regions: frozenset[str]) -> Panel:
    """A region alone, or several with what lies around them, close up."""
    keys = {department for region in regions for department in REGIONS[region]}
    bounds = lines("departments")
    far = sorted(keys & set(OVERSEAS))
    project = _of_island(far[0]) if far else projections.lambert_93
    box, fit = _box(bounds, keys, project), (MARGIN, MARGIN, WIDTH, TALLEST)
    land = keys if len(regions) == 1 else METROPOLIS
    panel = _panel("-".join(sorted(regions)), bounds, land, project, box, fit, detailed=keys)
    # Land that is cut looks meant to be in a frame.
    return replace(panel, framed=len(regions) > 1)


def _of_island(department: str) -> projections.Projection:
    points = [point for line in around(lines("departments"), {department}) for point in line.points]
    return projections.level(sum(lat for _lon, lat in points) / len(points))


@lru_cache(maxsize=1)
def france() -> Panel:
    bounds = lines("departments")
    box = _box(bounds, METROPOLIS, projections.lambert_93)
    fit = (MARGIN, MARGIN, WIDTH, TALLEST)
    # Ninety-six departments under numbers would be noise: regions are enough.
    return _panel("france", bounds, METROPOLIS, projections.lambert_93, box, fit)


@lru_cache(maxsize=8)
def inset(department: str) -> Panel:
    """An overseas department, small, in a frame."""
    bounds, project = lines("departments"), _of_island(department)
    box = _box(bounds, {department}, project)
    panel = _panel(department, bounds, {department}, project, box, (22, 22, INSET, INSET))
    lift = (INSET - panel.height) // 2
    place = panel.place
    return replace(
        _panel(department, bounds, {department}, project, box, (22, 22 + lift, INSET, INSET)),
        height=INSET,
        place=lambda lon, lat: (place(lon, lat)[0], place(lon, lat)[1] + lift),
        framed=True,
    )


@lru_cache(maxsize=1)
def europe() -> Panel:
    bounds = lines("europe")
    countries = {owner for line in bounds for owner in line.owners}
    panel = _panel("europe", bounds, countries, projections.europe, EUROPE, (0, 0, WIDTH, TALLEST))
    return replace(panel, framed=True)


@lru_cache(maxsize=1)
def world() -> Panel:
    bounds = lines("world")
    countries = {owner for line in bounds for owner in line.owners}
    return _panel("world", bounds, countries, projections.equal_earth, WORLD, (0, 0, WIDTH, TALLEST))


def _close_up(regions: frozenset[str]) -> bool:
    """Whether these regions are best seen without the rest of France."""
    far = {region for region in regions if REGIONS[region][0] in OVERSEAS}
    if far or len(regions) == 1:
        return len(regions) == 1
    bounds, project = lines("departments"), projections.lambert_93
    keys = {department for region in regions for department in REGIONS[region]}
    west, south, east, north = _box(bounds, keys, project)
    all_west, all_south, all_east, all_north = _box(bounds, METROPOLIS, project)
    wide, high = (east - west) / (all_east - all_west), (north - south) / (all_north - all_south)
    return max(wide, high) <= CLOSE_UP


def chosen(places: Sequence[Point]) -> list[Panel]:
    """The panels for these places, the least detailed first: a place stands in the last that shows it."""
    departments = [department_of(lon, lat) for lon, lat in places]
    if all(departments):
        regions = frozenset(REGION_OF[department] for department in departments)
        if _close_up(regions):
            return [of_regions(regions)]
        return [france(), *_insets({one for one in departments if one in OVERSEAS}, below=france().height)]
    near = [place for place in places if europe().shows(*place)]
    if len(near) == len(places):
        return [europe()]
    if len(near) < FOR_EUROPE:
        return [world()]
    return [world(), replace(europe(), y=world().height + GAP)]


def _insets(departments: Collection[str], *, below: int) -> list[Panel]:
    """A row of frames under France, in the order of their codes."""
    shown = [code for code in OVERSEAS if code in departments]
    return [replace(inset(code), x=rank * (INSET + GAP), y=below + GAP) for rank, code in enumerate(shown)]

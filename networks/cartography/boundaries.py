"""Where departments, regions and countries end. Each line is kept once, with the one or two that it bounds."""

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

Point = tuple[float, float]

# Departments of each region, by the official code of the region.
REGIONS: dict[str, tuple[str, ...]] = {
    "84": ("01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74"),
    "27": ("21", "25", "39", "58", "70", "71", "89", "90"),
    "53": ("22", "29", "35", "56"),
    "24": ("18", "28", "36", "37", "41", "45"),
    "94": ("2A", "2B"),
    "44": ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88"),
    "32": ("02", "59", "60", "62", "80"),
    "11": ("75", "77", "78", "91", "92", "93", "94", "95"),
    "28": ("14", "27", "50", "61", "76"),
    "75": ("16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"),
    "76": ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"),
    "52": ("44", "49", "53", "72", "85"),
    "93": ("04", "05", "06", "13", "83", "84"),
    "01": ("971",),
    "02": ("972",),
    "03": ("973",),
    "04": ("974",),
    "06": ("976",),
}
REGION_NAMES = {
    "84": "Auvergne-Rhône-Alpes", "27": "Bourgogne-Franche-Comté", "53": "Bretagne", "24": "Centre-Val de Loire",
    "94": "Corse", "44": "Grand Est", "32": "Hauts-de-France", "11": "Île-de-France", "28": "Normandie",
    "75": "Nouvelle-Aquitaine", "76": "Occitanie", "52": "Pays de la Loire", "93": "Provence-Alpes-Côte d’Azur",
    "01": "Guadeloupe", "02": "Martinique", "03": "Guyane", "04": "La Réunion", "06": "Mayotte",
}  # fmt: skip
REGION_OF = {department: region for region, departments in REGIONS.items() for department in departments}
OVERSEAS = ("971", "972", "973", "974", "976")
METROPOLIS = frozenset(REGION_OF) - frozenset(OVERSEAS)

# Coasts are drawn simpler than they are: a harbour may stand this far out of its department, in degrees.
OFFSHORE = 0.02


@dataclass(frozen=True, slots=True)
class Line:
    """A boundary, from end to end, in longitudes and latitudes."""

    owners: tuple[str, ...]
    points: tuple[Point, ...]


@cache
def lines(name: str) -> tuple[Line, ...]:
    """The lines of a file of data/: departments, europe, world."""
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    scale = data["scale"]
    found = []
    for owners, steps in data["lines"]:
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / scale, y / scale))
        found.append(Line(tuple(owners.split()), tuple(points)))
    return tuple(found)


def around(found: Sequence[Line], keys: Collection[str]) -> list[Line]:
    """The lines that go round these together: those with one side in and the other out."""
    return [line for line in found if sum(owner in keys for owner in line.owners) == 1]


def between(found: Sequence[Line], keys: Collection[str]) -> list[Line]:
    """The lines inside these: both sides in."""
    return [line for line in found if sum(owner in keys for owner in line.owners) == 2]


def rings(found: Sequence[Line]) -> list[list[Point]]:
    """Lines set end to end into closed shapes."""
    left = dict(enumerate(found))
    at: dict[Point, list[int]] = {}
    for number, line in left.items():
        at.setdefault(line.points[0], []).append(number)
        at.setdefault(line.points[-1], []).append(number)
    closed = []
    while left:
        ring = list(left.pop(next(iter(left))).points)
        while ring[0] != ring[-1]:
            follows = next((one for one in at[ring[-1]] if one in left), None)
            if follows is None:
                break
            points = left.pop(follows).points
            ring += points[1:] if points[0] == ring[-1] else points[-2::-1]
        closed.append(ring)
    return closed


@cache
def _sides(department: str) -> tuple[tuple[Point, Point], ...]:
    bounds = around(lines("departments"), {department})
    return tuple(
        side
        for line in bounds
        for side in zip(line.points, line.points[1:], strict=False)
        if side[0] != side[1]
    )


@cache
def _box(department: str) -> tuple[float, float, float, float]:
    points = [point for side in _sides(department) for point in side]
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    return min(lons), min(lats), max(lons), max(lats)


def holds(department: str, longitude: float, latitude: float) -> bool:
    """Whether the place lies in the department: a ray eastward crosses its bounds an odd number of times."""
    west, south, east, north = _box(department)
    if not (west <= longitude <= east and south <= latitude <= north):
        return False
    crossed = 0
    for (ax, ay), (bx, by) in _sides(department):
        if (ay > latitude) != (by > latitude):
            crossed += longitude < ax + (latitude - ay) / (by - ay) * (bx - ax)
    return crossed % 2 == 1


def away(department: str, longitude: float, latitude: float) -> float:
    """How far the place is from the bounds of the department, in degrees of latitude."""
    squeeze = math.cos(math.radians(latitude))
    nearest = math.inf
    for (ax, ay), (bx, by) in _sides(department):
        ux, uy = (bx - ax) * squeeze, by - ay
        vx, vy = (longitude - ax) * squeeze, latitude - ay
        part = min(max((ux * vx + uy * vy) / (ux * ux + uy * uy), 0.0), 1.0)
        nearest = min(nearest, math.hypot(vx - part * ux, vy - part * uy))
    return nearest


@cache
def department_of(longitude: float, latitude: float) -> str:
    """The department of a place, or nothing when it is not in France. A place at sea belongs to the shore nearby."""
    for department in REGION_OF:
        if holds(department, longitude, latitude):
            return department
    near = []
    for department in REGION_OF:
        west, south, east, north = _box(department)
        if west - 0.1 <= longitude <= east + 0.1 and south - 0.1 <= latitude <= north + 0.1:
            near.append((away(department, longitude, latitude), department))
    distance, department = min(near, default=(math.inf, ""))
    return department if distance <= OFFSHORE else ""


def region_name(longitude: float, latitude: float) -> str:
    """« Auvergne-Rhône-Alpes », or nothing abroad."""
    return REGION_NAMES.get(REGION_OF.get(department_of(longitude, latitude), ""), "")

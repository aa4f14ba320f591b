"""A map made of somebody's tiles, only where a tile server is configured (`TILE_SERVER_URL`)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from networks.cartography.boundaries import Point
from networks.cartography.frames import FINE, WIDTH, Panel

TILE = 256
HEIGHT = 560
# Between a place and the edge.
MARGIN = 60
CLOSEST = 14
# Beyond, the projection of tiles has no end.
FARTHEST_NORTH = 85.05


@dataclass(frozen=True, slots=True)
class Tile:
    url: str
    x: int
    y: int
    side: int = TILE


def _at(place: Point, zoom: int) -> Point:
    """In points of the whole world at this zoom (Mercator on a sphere)."""
    longitude, latitude = place
    size = TILE * 2**zoom
    sine = math.sin(math.radians(max(min(latitude, FARTHEST_NORTH), -FARTHEST_NORTH)))
    return (longitude + 180) / 360 * size, (0.5 - math.atanh(sine) / (2 * math.pi)) * size


def _zoom(places: Sequence[Point]) -> int:
    """The closest that holds all the places."""
    for zoom in range(CLOSEST, 0, -1):
        xs, ys = zip(*(_at(place, zoom) for place in places), strict=True)
        if max(xs) - min(xs) <= WIDTH - 2 * MARGIN and max(ys) - min(ys) <= HEIGHT - 2 * MARGIN:
            return zoom
    return 0


def panel(places: Sequence[Point], template: str) -> Panel:
    """The tiles around these places. Their number is bounded: twenty at most."""
    zoom = _zoom(places)
    xs, ys = zip(*(_at(place, zoom) for place in places), strict=True)
    left = round((min(xs) + max(xs)) / 2 - WIDTH / 2)
    top = round((min(ys) + max(ys)) / 2 - HEIGHT / 2)
    tiles = [
        Tile(
            template.format(z=zoom, x=column % 2**zoom, y=row),
            (column * TILE - left) * FINE,
            (row * TILE - top) * FINE,
            TILE * FINE,
        )
        for row in range(max(top // TILE, 0), min((top + HEIGHT - 1) // TILE, 2**zoom - 1) + 1)
        for column in range(left // TILE, (left + WIDTH - 1) // TILE + 1)
    ]

    def place(longitude: float, latitude: float) -> Point:
        x, y = _at((longitude, latitude), zoom)
        return x - left, y - top

    return Panel("tiles", WIDTH, HEIGHT, "", "", "", False, place, tiles=tiles)

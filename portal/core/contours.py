"""The contour lines of the volcanoes: a cover of its own for every entry, drawn from its slug.

The same slug always draws the same hills, here and on any machine. Two tones of one colour: the flat is the
page's, this draws the second.
"""

import random
from dataclasses import dataclass
from itertools import pairwise

# The second tone of each hue, as in tokens.css (a test compares them): an image cannot read the page's style.
TONES = {
    "eco": "#e69502",
    "soc": "#ee5a4b",
    "cul": "#551690",
    "num": "#103baf",
    "spo": "#2fa652",
    "ink": "#21232e",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A format, the hills that it always has (x, y, width, height), and how many bands."""

    width: int
    height: int
    bands: int
    peaks: tuple[tuple[float, float, float, float], ...] = ()


SHAPES = {
    "portrait": Shape(360, 470, 9),
    # A hill behind the face at the right, a lower one at the left.
    "wide": Shape(1440, 900, 8, ((1120, 360, 420, 1.1), (170, 760, 320, 0.7))),
}

# What a link shows where it is shared. The hills keep to the right, the name is written over the rest.
SHARED = Shape(1200, 630, 8, ((980, 240, 330, 1.1), (90, 600, 250, 0.7)))


def contours(slug: str, hue: str, shape: str = "portrait") -> str:
    """The SVG file."""
    size = SHAPES[shape]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size.width} {size.height}" '
        f'preserveAspectRatio="xMidYMid slice"><path fill="{TONES[hue]}" fill-rule="evenodd" '
        f'd="{_path(slug, size)}"/></svg>'
    )


def _path(slug: str, size: Shape) -> str:
    return "".join(_ring(ring) for polygon in hills(slug, size) for ring in polygon)


def hills(slug: str, size: Shape) -> list[list[list[tuple[float, float]]]]:
    """The bands from the lowest to the highest: of each, its outline, then its holes."""
    # Heavy, and only needed here: imported when a first cover is drawn.
    import contourpy
    import numpy as np

    draw = random.Random(slug)  # noqa: S311 - a drawing, not a secret
    columns = 54
    x = np.linspace(-20, size.width + 20, columns)
    y = np.linspace(-20, size.height + 20, int(columns * size.height / size.width))
    across, down = np.meshgrid(x, y)
    height = np.zeros_like(across)
    for px, py, spread, top in _peaks(draw, size):
        squash = draw.uniform(0.7, 1.4)
        height += top * np.exp(
            -(((across - px) / spread) ** 2 * squash + ((down - py) / spread) ** 2 / squash)
        )
    for _ in range(5):
        kx, ky, phase = (
            draw.uniform(-9, 9) / size.width,
            draw.uniform(-9, 9) / size.width,
            draw.uniform(0, 6.3),
        )
        height += 0.06 * np.sin(kx * across + ky * down + phase)
    low, high = float(height.min()), float(height.max())
    levels = np.linspace(low + 0.12 * (high - low), high - 0.01, size.bands * 2)
    lines = contourpy.contour_generator(x, y, height, fill_type="OuterOffset")
    return [
        [[(float(px), float(py)) for px, py in points[start:end][:-1]] for start, end in pairwise(offsets)]
        for below, above in zip(levels[:-1:2], levels[1::2], strict=True)
        for points, offsets in zip(*lines.filled(below, above), strict=True)
    ]


def _peaks(draw: random.Random, size: Shape) -> list[tuple[float, float, float, float]]:
    if size.peaks:
        return [
            (
                px + draw.uniform(-140, 140),
                py + draw.uniform(-120, 120),
                spread * draw.uniform(0.85, 1.2),
                top,
            )
            for px, py, spread, top in size.peaks
        ]
    reach = max(size.width, size.height)
    return [
        (
            draw.uniform(0.1, 0.9) * size.width,
            draw.uniform(0.1, 0.9) * size.height,
            draw.uniform(0.22, 0.42) * reach,
            draw.uniform(0.7, 1.1),
        )
        for _ in range(3)
    ]


def _ring(points) -> str:
    """One closed line, in whole units and relative steps: half the weight, and no difference to the eye."""
    if len(points) > 24:
        points = points[::2]
    rounded = [(round(px), round(py)) for px, py in points]
    steps, last = [], rounded[0]
    for point in rounded[1:]:
        dx, dy = point[0] - last[0], point[1] - last[1]
        if dx or dy:
            steps.append(f"{dx} {dy}".replace(" -", "-"))
            last = point
    if len(steps) < 3:
        return ""
    return f"M{rounded[0][0]} {rounded[0][1]}l" + " ".join(steps).replace(" -", "-") + "z"

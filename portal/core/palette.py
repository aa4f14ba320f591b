"""The colours that a territory puts in place of the five of the house, and whether they can be read.

What is written on a flat is black or chalk, whichever stands out more; at least 4.5 to 1 (WCAG 2.2, 1.4.3; RGAA 3.2),
on the flat and on its second tone, the same by day and by night.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.enums import Hue

BLACK, CHALK = "#14151e", "#fcfaf5"
LEAST = 4.5
# The letters of the name at the foot of the page are enormous (1.4.3: large text).
LEAST_LARGE = 3.0
HEX = re.compile(r"#[0-9a-f]{6}")
# The second tone, as a share of the light of the flat; the deepest that still reads is taken.
SHADES = (0.86, 0.9, 0.94, 0.97, 1.0)


class IllegibleError(ValueError):
    """Neither black nor chalk can be read on this colour; `ratio` is the best that they reach."""

    def __init__(self, ratio: float) -> None:
        super().__init__(f"{ratio:.2f}")
        self.ratio = ratio


@dataclass(frozen=True, slots=True)
class Tone:
    """A flat, its second tone, what is written on both, and the flat made light enough for letters on black."""

    flat: str
    second: str
    on: str
    light: str

    @property
    def is_written_in_black(self) -> bool:
        return self.on == BLACK


def contrast(one: str, other: str) -> float:
    """Between two colours `#rrggbb`: from 1 to 21."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def tone_of(flat: str) -> Tone:
    """Raises `IllegibleError`."""
    on = max((BLACK, CHALK), key=lambda ink: contrast(flat, ink))
    if contrast(flat, on) < LEAST:
        raise IllegibleError(contrast(flat, on))
    # The last shade is the flat itself, which reads.
    second = next(
        tone for share in SHADES if contrast(tone := _mixed(flat, "#000000", 1 - share), on) >= LEAST
    )
    light = flat
    while contrast(light, BLACK) < LEAST_LARGE:
        light = _mixed(light, "#ffffff", 0.1)
    return Tone(flat, second, on, light)


def palette(chosen: Mapping[str, str]) -> dict[str, Tone]:
    """By hue, those that were chosen. One that cannot be read is left to the house's."""
    found = {}
    for hue in Hue.values:
        if flat := chosen.get(hue):
            try:
                found[hue] = tone_of(flat)
            except IllegibleError:
                continue
    return found


def stylesheet(tones: Mapping[str, Tone]) -> str:
    """In the layer of the tokens, after them: nothing else of the site's sheet knows."""
    roots = "".join(
        f"--{hue}:{tone.flat};--{hue}-2:{tone.second};--{hue}-light:{tone.light};"
        for hue, tone in tones.items()
    )
    classes = "".join(
        f".hue-{hue}{{--on:var(--{'black' if tone.is_written_in_black else 'chalk'});"
        f"--flip:var(--{'chalk' if tone.is_written_in_black else 'black'});"
        f"--blend:{'multiply' if tone.is_written_in_black else 'screen'}}}"
        # The contour lines are a file in the house's second tone: here they only shade the flat.
        f".hue-{hue} .cover{{filter:brightness(0);opacity:.12}}"
        for hue, tone in tones.items()
    )
    return f"@layer tokens{{:root{{{roots}}}{classes}}}\n"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [value / 255 for value in _channels(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _mixed(colour: str, with_: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(with_), strict=True)
    return "#" + "".join(f"{round(one * (1 - share) + other * share):02x}" for one, other in pairs)

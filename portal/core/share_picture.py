"""The picture that a shared link shows: 1200 × 630, drawn from the entry's colour, contour lines and name.

Its address carries a seal of what is drawn: a name that changes changes the address, caches keep the rest for ever, and
nobody makes the server draw what it does not publish.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageColor import getrgb

from portal.core.contours import SHARED, TONES, hills
from portal.core.models import Entry, SiteSettings
from portal.core.palette import BLACK, CHALK, Tone, tone_of

# Changes with the way of drawing.
DRAWING = 1
SIZE = (SHARED.width, SHARED.height)
# The flats of tokens.css, as TONES are its second tones: a picture cannot read the page's style.
FLATS = {
    "eco": "#f7ae1c",
    "soc": "#ff725e",
    "cul": "#6a27ab",
    "num": "#184ad2",
    "spo": "#3ec263",
    "ink": "#14151e",
}
WRITTEN = {"eco": BLACK, "soc": BLACK, "cul": CHALK, "num": CHALK, "spo": BLACK, "ink": CHALK}
BARS = (("#f7ae1c", 18), ("#ff725e", 6), ("#6a27ab", 26), ("#184ad2", 0), ("#3ec263", 13))
MARGIN, FOOT = 72, 104
# From the largest to what still reads on a phone; a name that needs more lines is cut at the end of a word.
STEPS = range(168, 63, -8)
LINES = 4
SITE = "site"


@dataclass(frozen=True, slots=True)
class Shared:
    """What is drawn."""

    kind: str
    slug: str
    hue: str
    title: str
    kicker: str
    foot: str
    # The territory's own colour, where it has one.
    flat: str = ""

    @property
    def digest(self) -> str:
        said = (self.kind, self.slug, self.hue, self.title, self.kicker, self.foot, self.flat)
        what = "\0".join((str(DRAWING), *said))
        return salted_hmac("portal.core.share_picture", what, algorithm="sha256").hexdigest()[:16]

    @property
    def path(self) -> str:
        return reverse("core:shared_picture", args=[self.kind, self.slug, self.digest])


def shared_entry(entry: Entry, site: SiteSettings) -> Shared:
    # The label of the enumeration, not of the language in force: one picture an entry.
    kicker = capfirst(str(entry.get_kind_display()))
    return Shared(entry.kind, entry.slug, entry.hue, entry.title, kicker, _foot(site), _flat(entry.hue, site))


def shared_site(site: SiteSettings) -> Shared:
    return Shared(SITE, "accueil", "num", site.tagline, site.territory_name, _foot(site), _flat("num", site))


def _flat(hue: str, site: SiteSettings) -> str:
    tone = site.tones.get(hue)
    return tone.flat if tone else ""


def _foot(site: SiteSettings) -> str:
    return f"{site.site_name}, {site.territory_name}"


@lru_cache(maxsize=64)
def _font(name: str, size: int, weight: int | None = None) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(Path(settings.BASE_DIR) / "static" / "fonts" / name, size)
    if weight is not None:
        font.set_variation_by_axes([weight])
    return font


def draw(what: Shared) -> bytes:
    """The PNG: a few flat colours, so some thirty kilobytes."""
    hue = what.hue if what.hue in FLATS else "num"
    tone = tone_of(what.flat) if what.flat else Tone(FLATS[hue], TONES[hue], WRITTEN[hue], "")
    # Twice as large, then reduced: the edges of the hills are smooth.
    ground = Image.new("RGB", (SIZE[0] * 2, SIZE[1] * 2), tone.flat)
    pen = ImageDraw.Draw(ground)
    for outline, *holes in hills(what.slug, SHARED):
        pen.polygon([(x * 2, y * 2) for x, y in outline], fill=tone.second)
        for hole in holes:
            pen.polygon([(x * 2, y * 2) for x, y in hole], fill=tone.flat)
    picture = ground.resize(SIZE, Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    ink = tone.on
    small = _font("atkinson.woff2", 34, 700)
    pen.text((MARGIN, 58), _fitted(what.kicker, small, SIZE[0] - 2 * MARGIN), font=small, fill=ink)
    size, lines = _title(what.title)
    font, step = _font("bricolage.woff2", size), round(size * 0.92)
    # The name stands on the foot, as on the posters of the site.
    top = SIZE[1] - FOOT - 46 - step * len(lines)
    for number, line in enumerate(lines):
        pen.text((MARGIN - 3, top + number * step), line, font=font, fill=ink)
    pen.rectangle((0, SIZE[1] - FOOT, SIZE[0], SIZE[1]), fill=BLACK)
    words = _fitted(what.foot, small, SIZE[0] - 2 * MARGIN - 84)
    pen.text((MARGIN + 84, SIZE[1] - FOOT // 2), words, font=small, fill=CHALK, anchor="lm")
    # Few colours weigh little; the five bars are too small to be among those that counting would keep.
    few = picture.quantize(48 - len(BARS)).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(
        [*few[: 3 * (48 - len(BARS))], *(part for colour, _rise in BARS for part in getrgb(colour))]
    )
    for number, (colour, rise) in enumerate(BARS):
        left = MARGIN + number * 12
        pen.rectangle((left, SIZE[1] - FOOT + 26 + rise, left + 9, SIZE[1] - 27), fill=colour)
    file = BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _title(title: str) -> tuple[int, list[str]]:
    """The largest size at which the name fits, and its lines: never a word cut in two, unless it is wider than all."""
    width, height = SIZE[0] - 2 * MARGIN, SIZE[1] - FOOT - 46 - 118
    for size in STEPS:
        lines = _wrapped(title, _font("bricolage.woff2", size), width)
        fits = all(_font("bricolage.woff2", size).getlength(line) <= width for line in lines)
        if fits and len(lines) <= LINES and len(lines) * size * 0.92 <= height:
            return size, lines
    font = _font("bricolage.woff2", STEPS[-1])
    lines = _wrapped(title, font, width)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1] + " …"]
    return STEPS[-1], [_fitted(line, font, width) for line in lines]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    # Only where a plain space allows it: « 40 ans » and « ? » stay with what they belong to.
    for word in text.replace("\n", " ").split(" "):
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        elif word:
            lines.append(word)
    return lines


def _fitted(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text.rstrip() + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"

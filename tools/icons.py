"""Build the icon sprite and the site's own small icons.

    python tools/icons.py FOLDER

FOLDER is the `icons` folder of the npm package lucide-static (ISC). The results, static/img/icons.svg and the
favicons, are committed.
"""

import re
import sys
from pathlib import Path

from PIL import Image, ImageDraw

IMG = Path(__file__).parent.parent / "static" / "img"

NAMES = (
    "accessibility arrow-left arrow-right arrow-up-right award badge-check bell bike "
    "book-open briefcase-business building building-2 bus calendar calendar-check "
    "calendar-plus calendar-x check chevron-down chevron-left chevron-right chevron-up "
    "circle-alert circle-check clock coins copy download external-link eye file-text filter "
    "flag globe graduation-cap heart-handshake history hourglass house inbox info key "
    "landmark languages leaf lightbulb link list lock log-in log-out mail map map-pin medal "
    "menu minus monitor network newspaper palette pencil phone plus printer qr-code quote "
    "repeat rss search send settings share-2 shield-check sprout star target ticket trash-2 "
    "triangle-alert upload user users vote x "
)
ICONS = NAMES.split()

# Drawn for the site: where a territory stands (ring, disc, star), told by shape before colour.
OWN = {
    "stage-interested": '<circle cx="12" cy="12" r="8" fill="none" stroke-width="4"/>',
    "stage-emerging": '<circle cx="12" cy="12" r="9" fill="currentColor" stroke="none"/>',
    "stage-accredited": '<path fill="currentColor" stroke="none" d="M12 .4L14.6 5.3L20.3 3.8'
    "L18.8 9.4L23.6 12L18.8 14.6L20.3 20.3"
    'L14.6 18.8L12 23.6L9.4 18.8L3.8 20.3L5.3 14.6L.4 12L5.3 9.4L3.8 3.8L9.4 5.3Z"/>',
}

# The mark: five posters of five heights. (x, top, colour) on a 52 × 48 field.
MARK = (
    (0, 18, "#f2b01e"),
    (10.7, 6, "#ff6f5b"),
    (21.4, 26, "#7a3fc4"),
    (32.1, 0, "#2f62ea"),
    (42.8, 13, "#3fbf63"),
)


def sprite(folder: Path) -> str:
    symbols = []
    for name in sorted(ICONS):
        source = (folder / f"{name}.svg").read_text()
        inside = re.search(r"<svg[^>]*>(.*)</svg>", source, re.S).group(1)
        inside = re.sub(r"\s+/>", "/>", re.sub(r"\n\s*", "", inside))
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{inside}</symbol>')
    symbols += [
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{inside}</symbol>' for name, inside in OWN.items()
    ]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def bars(offset: float = 0, scale: float = 1) -> str:
    parts = []
    for x, top, colour in MARK:
        left, width = offset + x * scale, 9 * scale
        up, height = offset + top * scale, (48 - top) * scale
        parts.append(f'<path fill="{colour}" d="M{left:g} {up:g}h{width:g}v{height:g}H{left:g}z"/>')
    return "".join(parts)


def square(size: int, *, background: str | None, margin: float) -> Image.Image:
    """The mark in a square, drawn four times larger then reduced."""
    big = size * 4
    image = Image.new("RGBA", (big, big), background or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    scale = big * (1 - 2 * margin) / 52
    left, top = big * margin, (big - 48 * scale) / 2
    for x, y, colour in MARK:
        draw.rectangle(
            [left + x * scale, top + y * scale, left + (x + 9) * scale - 1, top + 48 * scale - 1], fill=colour
        )
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    IMG.mkdir(parents=True, exist_ok=True)
    (IMG / "icons.svg").write_text(sprite(Path(sys.argv[1])))
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 52 48">'
    (IMG / "logo.svg").write_text(f"{head}{bars()}</svg>\n")
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 52 52">'
    (IMG / "favicon.svg").write_text(f'{head}<g transform="translate(0 2)">{bars()}</g></svg>\n')
    square(256, background=None, margin=0.02).save(IMG / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])
    square(180, background="#fdfaf3", margin=0.14).save(IMG / "apple-touch-icon.png", optimize=True)
    for size in (192, 512):
        # A margin of a fifth, so that a round mask cuts nothing.
        square(size, background="#fdfaf3", margin=0.2).save(IMG / f"icon-{size}.png", optimize=True)

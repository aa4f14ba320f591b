"""Cut the two typefaces to what the site uses: glyphs, weights and widths.

    python tools/fonts.py FOLDER

FOLDER holds the Latin woff2 files of the npm packages @fontsource-variable/bricolage-grotesque (the `wdth` file)
and @fontsource-variable/atkinson-hyperlegible-next (the `wght` file). The result is written to static/fonts and is
committed: nothing here runs when the site does.

    python tools/fonts.py --paper

Draws from static/fonts the fixed faces that the maker of PDF files reads (it knows no variable font and no woff2),
into templates/papers/fonts.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).parent.parent / "static" / "fonts"

# French and English whole, the letters of our neighbours, and the marks that compose the rest (Ÿ, ć, ş…).
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœıðþÐÞ"
    + "\u0300\u0301\u0302\u0303\u0304\u0308\u0323"
)
MARKS = "«»‹›‘’‚“”„–—…·•°ªº¹²³¼½¾§©®™¡¿×÷±−¬µ€£¢¥"
SPACES = "\u00a0\u2009\u202f\u2011"
# Neither source draws these two; French needs them everywhere, and a glyph of the font serves exactly.
BORROWED = {0x202F: 0x2009, 0x2011: 0x2D}

FONTS = (
    # Headings: one weight; from very narrow to a little less.
    ("bricolage-grotesque", "bricolage.woff2", {"wght": 800, "wdth": (75, 75, 85)}, ("kern", "mark", "ccmp")),
    # Text: aligned figures for tables (tnum).
    (
        "atkinson-hyperlegible-next",
        "atkinson.woff2",
        {"wght": (400, 400, 700)},
        ("kern", "mark", "ccmp", "tnum"),
    ),
)


def cut(source: Path, target: Path, limits: dict, features: tuple[str, ...]) -> None:
    font = TTFont(source)
    for table in font["cmap"].tables:
        for code, lender in BORROWED.items():
            if table.isUnicode() and lender in table.cmap:
                table.cmap[code] = table.cmap[lender]
    whole = BytesIO()
    instantiateVariableFont(font, limits).save(whole)
    whole.seek(0)
    font = TTFont(whole)
    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(features)
    options.hinting = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS + MARKS + SPACES)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    print(f"{target.name}: {target.stat().st_size} bytes, {font['maxp'].numGlyphs} glyphs")


# Family, weight as the PDF maker looks them up.
PAPER_FACES = (
    ("bricolage.woff2", {"wght": 800, "wdth": 80}, "Vivier Titre", 800, "titre.ttf"),
    ("atkinson.woff2", {"wght": 400}, "Vivier Texte", 400, "texte.ttf"),
    ("atkinson.woff2", {"wght": 700}, "Vivier Texte", 700, "texte-gras.ttf"),
)
PAPER = Path(__file__).parent.parent / "templates" / "papers" / "fonts"


def fixed(source: Path, target: Path, *, at: dict, family: str, weight: int) -> None:
    font = TTFont(source)
    axes = {axis.axisTag for axis in font["fvar"].axes} if "fvar" in font else set()
    if axes:
        font = instantiateVariableFont(font, {tag: value for tag, value in at.items() if tag in axes})
    font.flavor = None
    font["OS/2"].usWeightClass = weight
    style = "Bold" if weight >= 700 else "Regular"
    # OFL: a changed font does not carry its reserved name; typst matches the family by name.
    for name_id, text in ((1, family), (2, style), (4, f"{family} {style}"), (6, f"{family}-{style}")):
        font["name"].setName(text.replace(" ", "") if name_id == 6 else text, name_id, 3, 1, 0x409)
    for name_id in (16, 17):
        font["name"].removeNames(nameID=name_id)
    font.save(target)
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    if sys.argv[1] == "--paper":
        PAPER.mkdir(parents=True, exist_ok=True)
        for name, at, family, weight, made in PAPER_FACES:
            fixed(TARGET / name, PAPER / made, at=at, family=family, weight=weight)
        raise SystemExit
    folder = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    for stem, name, limits, features in FONTS:
        (source,) = folder.glob(f"{stem}-latin-*.woff2")
        cut(source, TARGET / name, limits, features)

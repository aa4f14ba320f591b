"""Styles, scripts, fonts and icons: joined as declared, light, and with colours in one place."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from events.views.door_files import MODULES, NAMED, WORKER
from portal.core import static_bundle
from portal.core.contours import TONES

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab|lch|lab|hwb)\(")
WITHOUT_COMMENTS = re.compile(r"/\*.*?\*/", re.S)


@pytest.mark.parametrize("bundle", static_bundle.BUNDLES)
def test_a_bundle_is_its_sources_in_order(bundle):
    text = Path(finders.find(bundle)).read_text(encoding="utf-8")
    squeeze = static_bundle.squeeze_css if bundle.endswith("css") else static_bundle.squeeze_js
    parts = [squeeze(path.read_text(encoding="utf-8")) for path in static_bundle.sources_of(bundle)]
    assert text == "\n".join(parts) + "\n"
    assert all(parts)


def test_every_style_and_script_is_in_a_bundle():
    bundled = {path for bundle in static_bundle.BUNDLES for path in static_bundle.sources_of(bundle)}
    ours = {*STATIC.glob("css/**/*.css"), *STATIC.glob("js/**/*.js")}
    # The admin loads its own sheet beside Django's.
    # A script of one page is loaded by its template.
    templates = [path.read_text() for path in Path(settings.BASE_DIR, "templates").rglob("*.html")]
    of_a_page = {
        path
        for path in STATIC.glob("js/pages/*.js")
        if any(f"js/pages/{path.name}" in template for template in templates)
    }
    # Those of the door are named by its service worker, which keeps them.
    of_the_door = {STATIC / name for name in (*NAMED, *MODULES, WORKER) if name.startswith("js/door/")}
    assert {path for path in ours if "admin" not in path.stem} == bundled | of_a_page | of_the_door


def test_the_order_of_the_layers_comes_first():
    assert static_bundle.join("css/site.css").startswith(
        "@layer reset,tokens,base,layout,components,utilities,print;"
    )


def test_collecting_finds_the_bundles():
    finder = static_bundle.BundleFinder()
    assert {name for name, _ in finder.list(None)} == set(static_bundle.BUNDLES)
    assert finder.find("css/other.css") is None
    assert finder.find("css/other.css", find_all=True) == []


def test_squeezing_keeps_strings_and_meaning():
    css = 'a::before { content: "  { } /* kept */ " ; }\n/* gone */ b > c , d :hover { width: calc(1px + 2px) ; }'
    assert static_bundle.squeeze_css(css) == (
        'a::before{content: "  { } /* kept */ "}b > c,d :hover{width: calc(1px + 2px)}'
    )


def test_squeezing_keeps_code():
    script = '// a comment\n/* another\n   one */\nconst a = "http://x"; // stays\n\n  call(a);\n'
    assert static_bundle.squeeze_js(script) == '{\nconst a = "http://x"; // stays\ncall(a);\n}'


def test_colours_are_written_in_tokens_only():
    guilty = [
        path.name
        for path in [*STATIC.glob("css/**/*.css"), *TEMPLATES.glob("**/*.html")]
        if path.name != "tokens.css"
        and not path.is_relative_to(TEMPLATES / "emails")
        and COLOUR.search(
            re.sub(r'(?:href|hx-target)="#[^"]*"', "", WITHOUT_COMMENTS.sub("", path.read_text()))
        )
    ]
    assert guilty == []


def test_nothing_is_inline():
    """The security policy refuses it: a page that needs it would break."""
    pattern = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", re.I)
    pages = [path for path in TEMPLATES.glob("**/*.html") if not path.is_relative_to(TEMPLATES / "emails")]
    assert [path.name for path in pages if pattern.search(path.read_text())] == []


def test_both_fonts_together_are_light():
    sizes = [path.stat().st_size for path in STATIC.glob("fonts/*.woff2")]
    assert len(sizes) == 2
    assert sum(sizes) < 60_000


def test_the_fonts_hold_what_french_needs():
    from fontTools.ttLib import TTFont

    needed = "ÀÂÇÉÈÊËÎÏÔŒÙÛÜàâæçéèêëîïôœùûüÿ«»’‘“”…–—€²·\u00a0\u202f\u2011"
    for path in STATIC.glob("fonts/*.woff2"):
        glyphs = TTFont(path).getBestCmap()
        assert [letter for letter in needed if ord(letter) not in glyphs] == []


def test_styles_and_scripts_are_light():
    assert len(gzip.compress(static_bundle.join("css/site.css").encode())) < 20_000
    assert len(gzip.compress(static_bundle.join("js/site.js").encode())) < 4_000


def test_every_icon_asked_for_is_in_the_sprite():
    sprite = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "img/icons.svg").read_text()))
    root = Path(settings.BASE_DIR)
    asked = set()
    for path in TEMPLATES.glob("**/*.html"):
        text = path.read_text()
        asked |= set(re.findall(r'{% icon "([\w-]+)"', text)) | set(re.findall(r'icon="([\w-]+)"', text))
    from portal.core.components import FIELD_ICONS
    from portal.core.templatetags.components import _ICON_ALIASES

    asked = (
        {_ICON_ALIASES.get(name, name) for name in asked}
        | set(FIELD_ICONS.values())
        | set(_ICON_ALIASES.values())
    )
    assert asked - sprite == set()
    assert root.exists()


def _tokens() -> dict[str, tuple[float, float, float]]:
    text = (STATIC / "css/tokens.css").read_text().split("@media", 1)
    pattern = r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
    light = {n: (float(a) / 100, float(b), float(h)) for n, a, b, h in re.findall(pattern, text[0])}
    dark = {n: (float(a) / 100, float(b), float(h)) for n, a, b, h in re.findall(pattern, text[1])}
    light |= {"paper": light["chalk"], "ink": light["black"]}
    return {f"light {n}": v for n, v in light.items()} | {f"dark {n}": v for n, v in (light | dark).items()}


def _linear(colour: tuple[float, float, float]) -> list[float]:
    from math import cos, radians, sin

    lightness, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    mixed = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )
    return [min(1.0, max(0.0, part)) for part in mixed]


def _contrast(one: tuple, other: tuple) -> float:
    shades = sorted(
        sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), _linear(c), strict=True)) for c in (one, other)
    )
    return (shades[1] + 0.05) / (shades[0] + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_legible_in_both_themes(theme):
    tokens = _tokens()

    def ratio(one: str, other: str) -> float:
        return _contrast(tokens[f"{theme} {one}"], tokens[f"{theme} {other}"])

    words = [("ink", "paper"), ("ink", "paper-2"), ("ink-2", "paper"), ("ink-2", "paper-2"), ("error", "paper"),
             ("error", "error-paper"), ("ink", "error-paper"), ("success", "paper")]  # fmt: skip
    for hue, on in (("eco", "black"), ("soc", "black"), ("spo", "black"), ("cul", "chalk"), ("num", "chalk")):
        # Words stand on the flat and on its contour lines.
        words += [(on, hue), (on, f"{hue}-2")]
    assert [(pair, ratio(*pair)) for pair in words if ratio(*pair) < 4.5] == []
    edges = [("edge", "paper"), ("focus", "paper"), ("line", "paper")]
    assert [(pair, ratio(*pair)) for pair in edges if ratio(*pair) < 3] == []


def test_contour_lines_have_the_second_tone_of_each_hue():
    tokens = _tokens()
    for hue, written in TONES.items():
        token = tokens["light black-2" if hue == "ink" else f"light {hue}-2"]
        encoded = [12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in _linear(token)]
        assert written == "#" + "".join(f"{round(part * 255):02x}" for part in encoded)

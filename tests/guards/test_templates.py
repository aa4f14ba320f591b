"""Templates: all used, nothing inline."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.guards.houses import ROOT, committed

TEMPLATES = ROOT / "templates"
# Libraries whose templates ours replace, by the same name; and what allauth names without having it.
NAMED_BY_LIBRARIES = {"429.html"}
LIBRARIES = ("allauth", "django.contrib.admin", "django.forms")


def _ours() -> list[Path]:
    fonts = TEMPLATES / "papers" / "fonts"
    return [
        path
        for path in committed("templates")
        if path.suffix in (".html", ".txt", ".xml") and path.parent != fonts
    ]


def _library_folders() -> list[Path]:
    return [
        Path(where) / "templates"
        for library in LIBRARIES
        if (spec := find_spec(library)) is not None
        for where in spec.submodule_search_locations or ()
    ]


def _sources() -> str:
    files = committed("*.py", "templates", ":!tests")
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix != ".ttf")


def test_every_template_is_used():
    """Named somewhere, or in the place of a library's; letters are named by their kind, without the language."""
    sources = _sources()
    folders = _library_folders()
    unused = []
    for path in _ours():
        name = path.relative_to(TEMPLATES).as_posix()
        letter = re.sub(r"\.(fr|en)\.txt$", "", name)
        known = name in sources or letter.rpartition("/")[2] in sources if letter != name else name in sources
        if (
            not known
            and name not in NAMED_BY_LIBRARIES
            and not any((folder / name).exists() for folder in folders)
        ):
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a style attribute", r"<[^>]*\sstyle\s*="),
        ("a style element", r"<style\b"),
        ("a script without an address", r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)"),
        ("an event attribute", r"<[^>]*\son[a-z]+\s*="),
        ("a script in an address", r"javascript:"),
        (
            "a file of another site",
            r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
        ),
        ("an htmx expression", r"hx-(?:on|vars)\b|hx-vals=[\"']js:"),
    ],
)
def test_nothing_is_inline(what, pattern):
    """Letters apart: mail readers want their styles inline."""
    found = [
        path.relative_to(ROOT).as_posix()
        for path in _ours()
        if "emails" not in path.parts and re.search(pattern, path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert found == [], what


def test_no_colour_outside_the_tokens():
    """Raw colours are written once, where both themes are; the black and white of paper are print's own."""
    apart = {"tokens.css", "print.css", "ticket.css"}
    found = {
        path.name
        for path in committed("static/css")
        if path.suffix == ".css"
        and path.name not in apart
        and "admin" not in path.parts
        and re.search(
            r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|oklch\(\d|rgba?\(",
            re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S),
        )
    }
    assert found == set()

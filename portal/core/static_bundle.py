"""One style sheet and one script for the site, joined from one file a component. No build step.

`css/site.css` and `js/site.js` do not exist in static/: this finder joins their sources when they are asked for
(runserver, tests) or collected (collectstatic), and joins them again when a source changes.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(settings.BASE_DIR) / "static"
# In this order; a pattern stands for its files by name.
BUNDLES: dict[str, tuple[str, ...]] = {
    "css/site.css": (
        "css/layers.css",
        "css/fonts.css",
        "css/reset.css",
        "css/tokens.css",
        "css/base.css",
        "css/layout.css",
        "css/components/*.css",
        "css/pages/*.css",
        "css/utilities.css",
        "css/print.css",
    ),
    # The admin's, loaded after Django's own sheets.
    "css/admin.css": ("css/fonts.css", "css/tokens.css", "css/admin/*.css"),
    "js/site.js": ("js/*.js",),
    "js/admin.js": ("js/admin/*.js", "js/sign_out.js"),
}

# Strings are kept; comments go; spaces go around braces and separators, and are one elsewhere.
_CSS_PIECES = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    r"""|(?P<idle>(?:/\*.*?\*/|\s)+)|(?P<mark>[{};,])|(?P<rest>[^"'/\s{};,]+|/)""",
    re.S,
)
_CSS_MARKS = "{};,"
_JS_COMMENT_LINES = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)$", re.M | re.S)


def sources_of(bundle: str) -> list[Path]:
    """The files that make a bundle, in order."""
    return [path for pattern in BUNDLES[bundle] for path in sorted(SOURCES.glob(pattern))]


def squeeze_css(text: str) -> str:
    """Without comments nor idle spaces; strings are kept as they are."""
    pieces: list[str] = []
    for found in _CSS_PIECES.finditer(text):
        kind, piece = found.lastgroup, found[0]
        if kind == "idle":
            piece = "" if not pieces or pieces[-1] in _CSS_MARKS else " "
        elif kind == "mark":
            # The last rule of a block needs no semicolon.
            useless = {" ", ";"} if piece == "}" else {" "}
            while pieces and pieces[-1] in useless:
                pieces.pop()
        if piece:
            pieces.append(piece)
    return "".join(pieces).strip()


def squeeze_js(text: str) -> str:
    """Without the lines that only comment. Each module keeps its names to itself, as it would in a file of its own."""
    lines = (line.strip() for line in _JS_COMMENT_LINES.sub("", text).splitlines())
    return "{\n" + "\n".join(line for line in lines if line) + "\n}"


def join(bundle: str) -> str:
    squeeze = squeeze_css if bundle.endswith(".css") else squeeze_js
    return "\n".join(squeeze(path.read_text(encoding="utf-8")) for path in sources_of(bundle)) + "\n"


class BundleFinder(BaseFinder):
    """Finds the bundles for runserver, WhiteNoise and collectstatic."""

    def __init__(self, *args, **kwargs) -> None:
        root = getattr(settings, "BUNDLE_ROOT", None) or Path(settings.BASE_DIR) / ".vivier" / "bundles"
        self.storage = FileSystemStorage(location=root)
        # What BaseFinder's callers read on the storage of a file.
        self.storage.prefix = None  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def check(self, **kwargs) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs):
        find_all = find_all or kwargs.get("all", False)
        if path not in BUNDLES:
            return [] if find_all else None
        found = str(self._fresh(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for bundle in BUNDLES:
            self._fresh(bundle)
            yield bundle, self.storage

    def _fresh(self, bundle: str) -> Path:
        """The joined file, written again when a source is newer or the list of sources has changed."""
        target = Path(self.storage.path(bundle))
        text = join(bundle)
        if target.exists() and target.read_text(encoding="utf-8") == text:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may write at once: each writes its own file, then puts it in place whole.
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as draft:
            draft.write(text)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(target)
        return target

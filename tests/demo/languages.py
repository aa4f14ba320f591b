"""In which language a page says that each of its texts is written, and in which it seems to be."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# A title is not a passage that a voice can change for.
SILENT = {f"{HTML}{name}" for name in ("script", "style", "svg", "title")}
# Words that one language alone has, and that no proper name of the demonstration is made of.
FRENCH = frozenset(
    """le les des du une un et est sont pour dans avec sur qui que ce cette ces son ses nos vos par au aux plus pas ne
    se chaque tous toutes leur leurs chez sans""".split()  # noqa: SIM905 - a list of words reads as words
)
ENGLISH = frozenset(
    """the of and is are for with who that this these his her our your by to more not each all their
    without""".split()  # noqa: SIM905
)
ENOUGH = 3


def texts(page: str) -> Iterator[tuple[str, str]]:
    """Each run of text with the language that the page gives it."""
    tree = html5lib.parse(page)
    yield from _walk(tree, "")


def _walk(node: ElementTree.Element, language: str) -> Iterator[tuple[str, str]]:
    if node.tag in SILENT or not isinstance(node.tag, str):
        return
    language = node.get("lang") or node.get(XML_LANG) or language
    if node.text and node.text.strip():
        yield " ".join(node.text.split()), language
    for child in node:
        yield from _walk(child, language)
        if child.tail and child.tail.strip():
            yield " ".join(child.tail.split()), language


def seems(text: str) -> str:
    """`fr`, `en`, or nothing where it is too short to tell."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {"fr": sum(w in FRENCH for w in words), "en": sum(w in ENGLISH for w in words)}
    likely = max(counts, key=lambda code: counts[code])
    return likely if counts[likely] >= ENOUGH and counts[likely] > 2 * min(counts.values()) else ""


def misleading(page: str) -> list[str]:
    """What a voice would read in the wrong language."""
    return [
        f"{language} : {text[:110]}" for text, language in texts(page) if seems(text) not in ("", language)
    ]

"""The markup of each kind of page: read by a strict parser, and by the rules that no parser checks."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import html5lib
import pytest
from html5lib.constants import E as SENTENCES

from tests.browser.demo_site import FAULTS, DemoSite, fault_page

pytestmark = pytest.mark.usefixtures("demo")
HTML = "{http://www.w3.org/1999/xhtml}"
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")


def faults_of(page: str) -> list[str]:
    """What is wrong, in words; nothing for a page that is right."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    tree = parser.parse(page)
    found = [
        f"line {position[0]}: {SENTENCES[code] % values} | {page.splitlines()[position[0] - 1].strip()[:120]}"
        for position, code, values in parser.errors
    ]
    return [*found, *_ids(tree), *_headings(tree), *_nesting(tree), *_pictures(tree)]


def _ids(tree: ElementTree.Element) -> Iterator[str]:
    ids = Counter(node.get("id") for node in tree.iter() if node.get("id") is not None)
    yield from (f"id « {name} » {count} times" for name, count in ids.items() if count > 1)
    for node in tree.iter():
        for name in REFERENCES:
            for pointed in (node.get(name) or "").split():
                if pointed not in ids:
                    yield f"{node.tag.removeprefix(HTML)} {name}={pointed} points at nothing"
        href = node.get("href") or ""
        if node.tag == f"{HTML}a" and href.startswith("#") and href[1:] not in ids:
            yield f"link to {href}, which is not in the page"


def _headings(tree: ElementTree.Element) -> Iterator[str]:
    levels = [
        int(node.tag[-1]) for node in tree.iter() if re.fullmatch(rf"{re.escape(HTML)}h[1-6]", node.tag)
    ]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"a heading of level {after} after one of level {before}"


INTERACTIVE = {f"{HTML}{name}" for name in ("a", "button", "input", "select", "textarea", "label", "details")}
PHRASING_ONLY = {
    f"{HTML}{name}" for name in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "button", "span", "label")
}
BLOCKS = {
    f"{HTML}{name}"
    for name in (
        "div",
        "p",
        "ul",
        "ol",
        "dl",
        "section",
        "article",
        "table",
        "form",
        "h1",
        "h2",
        "h3",
        "figure",
    )
}


def _nesting(tree: ElementTree.Element) -> Iterator[str]:
    for node in tree.iter():
        inside = [child.tag for child in node.iter() if child is not node]
        if node.tag in (f"{HTML}a", f"{HTML}button") and INTERACTIVE & set(inside):
            yield f"{node.tag.removeprefix(HTML)} holds {INTERACTIVE & set(inside)}"
        if node.tag in PHRASING_ONLY and BLOCKS & set(inside):
            yield f"{node.tag.removeprefix(HTML)} holds {BLOCKS & set(inside)}"
        if node.tag in (f"{HTML}ul", f"{HTML}ol"):
            others = {child.tag for child in node} - {f"{HTML}li", f"{HTML}script", f"{HTML}template"}
            if others:
                yield f"a list holds {others}"


def _pictures(tree: ElementTree.Element) -> Iterator[str]:
    for node in tree.iter(f"{HTML}img"):
        missing = [name for name in ("alt", "width", "height") if node.get(name) is None]
        if missing:
            yield f"{node.get('src')} without {missing}"


@pytest.mark.parametrize("language", ["", "/en"])
def test_each_kind_of_page_is_valid(client, language):
    wrong = {}
    for path in DemoSite("").pages:
        response = client.get(f"{language}{path}")
        assert response["Content-Type"] == "text/html; charset=utf-8", path
        if found := faults_of(response.content.decode()):
            wrong[path] = found
    assert wrong == {}


@pytest.mark.parametrize("number", FAULTS)
def test_the_pages_of_faults_are_valid(number):
    assert faults_of(fault_page(number)) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p><div></div></p>", "Unexpected end tag (p)"),
        ('<b id="a"></b><i id="a"></i>', "id « a » 2 times"),
        ('<label for="b">x</label>', "points at nothing"),
        ("<h3>x</h3>", "after one of level 1"),
        ('<a href="/"><button>x</button></a>', "a holds"),
        ('<img src="x" alt="">', "without ['width', 'height']"),
        ("<ul><p>x</p></ul>", "a list holds"),
    ],
)
def test_each_rule_sees(page, expected):
    """The control: a fault of each sort is told."""
    whole = (
        f'<!doctype html><html lang="fr"><head><title>x</title></head><body><h1>x</h1>{page}</body></html>'
    )
    assert expected in " ".join(faults_of(whole))

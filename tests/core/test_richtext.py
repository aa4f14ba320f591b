"""Staff's Markdown is safe HTML with French spaces."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.richtext import french, render_markdown


@pytest.mark.parametrize(
    ("written", "spaced"),
    [
        ("Qui ? Vous !", "Qui\u202f? Vous\u202f!"),
        ("À venir : le forum ; puis le verre", "À venir\u00a0: le forum\u202f; puis le verre"),
        ("« Chez nous »", "«\u00a0Chez nous\u00a0»"),
        ("1 200 places", "1\u202f200\u00a0places"),
        ("à 18 h 30", "à 18\u00a0h 30"),
        ("https://exemple.fr:80/", "https://exemple.fr:80/"),
    ],
)
def test_french_spaces(written, spaced):
    assert french(written) == spaced


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[clic](javascript:alert(1))",
        "[clic](data:text/html;base64,PHN2Zz4=)",
        '<img src=x onerror="alert(1)">',
        "![x](https://espion.example/p.gif)",
        '<a href="https://x" onclick="x()">y</a>',
        "<svg/onload=alert(1)>",
        "<style>body{display:none}</style>",
        "`</code><script>x</script>`",
    ],
)
def test_nothing_hostile_survives(hostile):
    html = render_markdown(hostile)
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags <= {"p", "code", "a"}
    assert not re.search(r"<[^>]*(on\w+=|javascript:|data:|style=)", html)


def test_a_bare_address_is_not_a_link():
    assert "<a" not in render_markdown("Écrivez à https://piege.example ou www.piege.example")


def test_links_say_what_they_may_not():
    assert render_markdown("[site](https://exemple.fr)") == (
        '<p><a href="https://exemple.fr" rel="noopener nofollow">site</a></p>\n'
    )


def test_headings_start_below_the_page():
    assert (
        render_markdown("# Un\n\n## Deux\n\n#### Quatre") == "<h2>Un</h2>\n<h3>Deux</h3>\n<h4>Quatre</h4>\n"
    )
    assert render_markdown("# Un", first_heading=3) == "<h3>Un</h3>\n"


@given(st.text())
def test_any_text_renders(text):
    assert "<script" not in render_markdown(text)

"""How a letter reads, and what a hostile name cannot do to it."""

import re
from email.utils import getaddresses

import pytest
from django.utils import translation

from portal.core.models import SiteSettings
from portal.mail import letters
from portal.mail.composing import compose
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.mail.text import plain, typed

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=https://mal.example/x.png>",
    "[Cliquez](https://mal.example)",
    "![x](https://mal.example/x.png)",
    "[Cliquez][1]\n\n[1]: https://mal.example",
    "https://mal.example/gagne",
    "http://1.2.3.4/x",
    "www.mal.example",
    "mal.example",
    "mal。example",
    "mal．example",
    "&#104;ttps://mal.example",
    "javascript:alert(1)",
    "mailto:x@mal.example",
    "x@mal.example",
    "Ana\r\nBcc: victime@exemple.fr",
    "Ana\nSubject: Autre",
    "Ana\x00\x0b\x85Zoé",
    "\x01button\x02Cliquez\x02https://mal.example\x01",
    "\u202egrub.elpmexe\u202c",
    "{{ url }}{% load x %}",
    "A" * 5000,
    '"Ana, Zoé" <x@mal.example>',
]


@pytest.fixture
def site(db):
    return SiteSettings.load()


def _render(kind, site, language="fr", **values):
    letter = Letter("tests/note", kind.values | values)
    with translation.override(language):
        return letters.render(letter, language=language, site=site, home="https://vivier.example/")


def test_both_parts_say_the_same(kind, site):
    written = _render(kind, site)
    assert written.subject == "Votre place, Rencontre"
    assert "Confirmer ma place\nhttps://vivier.example/x" in written.text
    assert "Quand : mardi 8 décembre" in written.text
    assert "Où" not in written.text
    assert "– Un train y mène\n– La salle est de plain-pied" in written.text
    assert '<a href="https://vivier.example/x" style=' in written.html
    for words in ("Bonjour Ana,", "mardi 8 décembre", "La salle est de plain-pied", "parce que vous l’avez"):
        assert words in written.text
        assert words in written.html


def test_signs_are_written_as_they_are_read(kind, site):
    written = _render(kind, site, name="O’Neil & fils <3", when="Hub&Go", event="L'une & l'autre")
    assert "O’Neil & fils <3" in written.text
    assert "Quand : Hub&Go" in written.text
    assert "<strong>Hub&amp;Go" in written.html or ">Hub&amp;Go<" in written.html
    assert written.subject == "Votre place, L'une & l'autre"


def test_french_spaces_are_set(kind, site):
    assert "gardée\u00a0: dites-nous" in _render(kind, site).text


def test_nothing_is_fetched_to_read_it(kind, site):
    html = _render(kind, site).html
    assert not re.search(r"<img|<link|@import|url\(", html)
    assert "display: inline-block" in html


def test_the_language_of_the_recipient(kind, site):
    assert _render(kind, site, "en").text.startswith("Hello Ana!")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_stays_words(kind, site, name):
    written = _render(kind, site, name=typed(name), event=plain(name)[:60])
    body = written.html[written.html.index("</h1>") :]
    assert set(re.findall(r'href="([^"]*)"', written.html)) == {
        "https://vivier.example/x",
        "https://vivier.example/",
    }
    assert not re.search(r"<(script|img|iframe)", written.html)
    assert "\n" not in written.subject
    assert "\r" not in written.subject
    for text in (written.text, body):
        shown = text.replace("vivier.example", "")
        assert not re.search(r"\w[.．。]example|://mal|1\.2\.3\.4/|www\.m", shown)
    assert len(written.text) < 2000


def test_a_short_name_is_left_alone():
    for name in (
        "J.-P. d’Ormesson",
        "Nguyễn Thị Minh",
        "Null",
        "O’Neil",
        "王",
        "Müller-Lüdenscheidt",
        "Al-ʿArabī",
    ):
        assert typed(name) == name


def test_headers_hold_one_recipient(kind, db):
    for name in HOSTILE:
        message = Message(
            kind=kind.name, recipient="ana@exemple.fr", name=typed(name), message_id="<1@vivier>"
        )
        email = compose(message, site=SiteSettings.load())
        assert email.recipients() == [email.to[0]]
        raw = email.message()
        assert [address for _name, address in getaddresses([raw["To"]])] == ["ana@exemple.fr"]
        assert raw["Bcc"] is None
        assert raw["Message-ID"] == "<1@vivier>"
        assert raw["Auto-Submitted"] == "auto-generated"

"""English is complete, compiled and up to date; French counts as French does."""

import re

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from tools import messages

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|%%|</?\w+")
CATALOGUES = (messages.CATALOGUE, messages.FRENCH)


@pytest.fixture(scope="module")
def english() -> polib.POFile:
    return polib.pofile(str(messages.CATALOGUE))


def test_the_catalogues_hold_the_sentences_of_the_sources_and_no_other(english):
    written = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "") for entry in english}
    assert written == set(messages.gathered()), "run `python tools/messages.py`, then translate what it lists"


def test_every_sentence_has_its_english(english):
    assert [entry.msgid for entry in english.untranslated_entries()] == []
    assert [entry.msgid for entry in english.fuzzy_entries()] == []
    assert english.obsolete_entries() == []


def test_english_keeps_what_is_filled_in(english):
    wrong = []
    for entry in english:
        pairs = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            pairs = [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
        for french, text in pairs:
            if sorted(PLACEHOLDER.findall(french)) != sorted(PLACEHOLDER.findall(text)):
                wrong.append((french, text))
    assert wrong == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=["en", "fr"])
def test_what_is_served_is_what_is_written(catalogue):
    assert catalogue.with_suffix(".mo").read_bytes() == polib.pofile(str(catalogue)).to_binary()


def test_french_has_every_plural(english):
    counted = {(entry.msgid, entry.msgid_plural) for entry in english if entry.msgid_plural}
    assert {(entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(messages.FRENCH))} == counted


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("fr", 0, "0 événement"),
        ("fr", 1, "1 événement"),
        ("fr", 2, "2 événements"),
        ("en", 0, "0 events"),
        ("en", 1, "1 event"),
        ("en", 2, "2 events"),
    ],
)
def test_nought_is_singular_in_french_and_plural_in_english(language, number, said):
    with translation.override(language):
        assert ngettext("%(n)d événement", "%(n)d événements", number) % {"n": number} == said


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("Inscription")', {("", "Inscription", "")}),
        ('ngettext("place", "places", n)', {("", "place", "places")}),
        ('pgettext("verbe", "Relit")', {("verbe", "Relit", "")}),
        ('_(variable); print("rien")', set()),
        ('_(\n    "une " "phrase"\n)', {("", "une phrase", "")}),
    ],
)
def test_sentences_are_found_in_python(source, found):
    assert messages.in_python(source) == found


def test_sentences_are_found_in_templates():
    source = (
        '{% load i18n %}{% translate "Venir" %}{% translate "Fin" as fin %}'
        "{% blocktranslate count n=total %}{{ n }} lieu{% plural %}{{ n }} lieux{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  Une\n  phrase.\n{% endblocktranslate %}"
        '{% comment %}{% translate "Non" %}{% endcomment %}'
    )
    assert messages.in_template(source, "x.html") == {
        ("", "Venir", ""),
        ("", "Fin", ""),
        ("", "%(n)s lieu", "%(n)s lieux"),
        ("", "Une phrase.", ""),
    }


def test_the_interface_answers_in_english_under_its_prefix(client, db):
    page = client.get("/en/comptes/connexion/").content.decode()
    assert '<html lang="en">' in page
    assert "Forgotten password?" in page and "Mot de passe oublié" not in page


def test_both_languages_are_offered():
    assert [code for code, _name in settings.LANGUAGES] == ["fr", "en"]

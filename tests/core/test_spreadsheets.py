"""Tables to take away: read back, and never a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.core.spreadsheets import STARTS_FORMULA, csv_response, safe_cell, xlsx_response

HOSTILE = [
    "=1+1",
    "+33 6 12",
    "-2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\u200b=1+1",
    "＝1+1",
    "＋1",
    "\u00a0@x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_told_as_text(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Zoé", "Zoé"), (None, ""), (3, "3"), ("a=b", "a=b"), ("a\x0bb\x00", "ab"), ("l’une\nl’autre",) * 2],
)
def test_the_rest_stays_as_it_is(text, kept):
    assert safe_cell(text) == kept


@given(st.text())
def test_no_text_whatever_begins_a_formula(text):
    cell = safe_cell(text).lstrip()
    assert not cell or cell[0] not in STARTS_FORMULA


def test_csv_is_read_back_with_its_semicolons_quotes_and_lines():
    rows = [["Le Goff ; fils", 'dit "Zo"'], ["=1+1", "une\nautre"]]
    response = csv_response(["Nom", "Prénom"], rows, stem="Été 2026 / liste")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(body), delimiter=";")) == [
        ["Nom", "Prénom"],
        ["Le Goff ; fils", 'dit "Zo"'],
        ["'=1+1", "une\nautre"],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="ete-2026-liste.csv"'
    assert response["Cache-Control"] == "no-store, private"


def test_xlsx_is_read_back_as_text_only():
    response = xlsx_response(["Nom"], [["=HYPERLINK(1)"], ["\x0bZoé"], ["12"]], stem="liste")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["Nom"],
        ["'=HYPERLINK(1)"],
        ["Zoé"],
        ["12"],
    ]
    assert {cell.data_type for row in sheet.rows for cell in row} == {"s"}
    assert sheet.freeze_panes == "A2"

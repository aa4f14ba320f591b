"""Tables to take away, safe to open: what somebody typed is never read as a formula.

A cell that begins by = + - @ (or their full-width twins), after whatever spaces and controls a program drops, is given
an apostrophe first (OWASP, CSV injection). Control characters, which XLSX can't hold, are left out.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.text import slugify

STARTS_FORMULA = frozenset("=+-@＝＋－＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel holds in one sheet, less the head.
LONGEST_SHEET = 1_048_575

Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)


def safe_cell(value: object) -> str:
    """The text of a cell: no control character but the line's end, no start of a formula."""
    text = "" if value is None else str(value)
    kept = "".join(
        c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Cs")
    )
    begins = kept.lstrip()
    # A tab or a return in front is a way round: dropped above, it also marks the cell.
    if (begins and begins[0] in STARTS_FORMULA) or (text[:1] in ("\t", "\r")):
        return f"'{kept}"
    return kept


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_response(
    head: Sequence[str], rows: Iterable[Sequence[object]], *, stem: str
) -> StreamingHttpResponse:
    """As French spreadsheets open it: UTF-8 with its mark, semicolons. Sent row by row."""
    writer = csv.writer(_Echo(), delimiter=";")

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow([safe_cell(cell) for cell in head])
        for row in rows:
            yield writer.writerow([safe_cell(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    return _named(response, stem, "csv")


def xlsx_response(head: Sequence[str], rows: Iterable[Sequence[object]], *, stem: str) -> HttpResponse:
    """Every cell is text; the first row stays in sight."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"

    def cell(value: object, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, value=safe_cell(value))
        made.data_type = "s"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(name, bold=True) for name in head])
    for number, row in enumerate(rows):
        if number == LONGEST_SHEET:
            break
        sheet.append([cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return _named(HttpResponse(file.getvalue(), content_type=XLSX), stem, "xlsx")


def _named(response: Response, stem: str, suffix: str) -> Response:
    response["Content-Disposition"] = f'attachment; filename="{slugify(stem)[:80] or "tableau"}.{suffix}"'
    response["Cache-Control"] = "no-store, private"
    return response

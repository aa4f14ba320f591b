"""Tables that people bring: pasted from a spreadsheet, CSV of any program, XLSX. Read at once, in memory, and not kept.

What comes out is rows of short texts, each with the number it has in the file. What can't be read is refused in words
that say what to do. A formula stays the text of a formula: nothing here computes.
"""

import csv
import datetime as dt
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_BYTES = 1024 * 1024
# What a workbook may weigh once unpacked: a list of a hundred people weighs a thousandth of it.
MOST_UNPACKED = 8 * 1024 * 1024
MOST_PARTS = 200
MOST_COLUMNS = 30
LONGEST_CELL = 300
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class UnreadableTableError(Exception):
    """The message says what to do, to who brought the file."""


@dataclass(frozen=True)
class TableRow:
    """A row that says something; `number` is the one that the spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


def read_file(content: bytes, *, most_rows: int) -> list[TableRow]:
    """By what the file is, whatever it is called."""
    if len(content) > MOST_BYTES:
        raise UnreadableTableError(
            _("Ce fichier pèse plus d’un mégaoctet : une liste de noms est plus légère.")
        )
    if content.startswith(_ZIP):
        return _gather(_of_workbook(content, most_rows), most_rows)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableTableError(
            _("Ce fichier vient d’un ancien Excel, ou il est protégé : enregistrez-le en .xlsx ou en .csv.")
        )
    return read_text(_decoded(content), most_rows=most_rows)


def read_text(text: str, *, most_rows: int) -> list[TableRow]:
    """Cells apart by a semicolon, a tab or a comma: whichever the first line uses most."""
    if "\x00" in text:
        raise UnreadableTableError(_not_a_table())
    return _gather(_of_text(text), most_rows)


def _not_a_table() -> str:
    return _("Ce n’est pas une liste lisible : enregistrez votre tableau en .csv ou en .xlsx.")


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, what Excel calls « texte Unicode », else the French of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTableError(_("Les accents de ce fichier sont illisibles : enregistrez-le en CSV UTF-8."))


def _gather(rows: Iterable[TableRow], most: int) -> list[TableRow]:
    """Those that say something; refused as soon as there are too many, however many follow."""
    found = []
    for row in rows:
        if not any(row.cells):
            continue
        found.append(row)
        if len(found) > most:
            raise UnreadableTableError(
                ngettext(
                    "Cette liste a plus de %(count)d ligne.",
                    "Cette liste a plus de %(count)d lignes : envoyez-la en plusieurs fois.",
                    most,
                )
                % {"count": most}
            )
    if not found:
        raise UnreadableTableError(_("Cette liste est vide."))
    return found


def _of_text(text: str) -> Iterator[TableRow]:
    text = text.removeprefix("\ufeff")
    lines = io.StringIO(text, newline="")
    first = lines.readline()
    skipped = 0
    # Excel writes « sep=; » above what it separates so.
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        separator, skipped = first.strip()[-1], 1
    else:
        separator = max(";\t,", key=first.count)
        lines.seek(0)
    reader = csv.reader(lines, delimiter=separator)
    try:
        for cells in reader:
            yield TableRow(reader.line_num + skipped, _row(cells))
    except csv.Error:
        raise UnreadableTableError(_not_a_table()) from None


def _of_workbook(content: bytes, most_rows: int) -> Iterator[TableRow]:
    """The first sheet. Weighed before it is unpacked; no further than the rows that matter."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    refused = UnreadableTableError(
        _("Ce classeur ne s’ouvre pas : enregistrez-le de nouveau en .xlsx, ou en .csv.")
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnreadableTableError(
                    _("Ce classeur est trop gros une fois déplié : enregistrez la liste seule, en .csv.")
                )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        # What a sheet says of its own size is not to be trusted.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=10 * (most_rows + 1), max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield TableRow(number, _row(_text(cell) for cell in cells))
        book.close()
    except (
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        # Of any of the parsers that openpyxl calls.
        SyntaxError,
        EOFError,
        OSError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        NotImplementedError,
        RuntimeError,
    ):
        raise refused from None


def _text(value: object) -> str:
    """A cell as one would read it: a telephone that became a number has no decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def _row(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(_short(cell) for cell in list(cells)[:MOST_COLUMNS])


def _short(cell: str) -> str:
    """On one line, without what is not seen (a mark, a zero-width space), and no longer than what is ever shown."""
    seen = "".join(
        c for c in cell[: LONGEST_CELL * 4] if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    return " ".join(seen.split())[:LONGEST_CELL]

"""A table brought by a correspondent, turned into lines of her list: which column says what, which rows are people."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.core.tables_in import TableRow, UnreadableTableError

FIELDS = ("first_name", "last_name", "email", "phone")
# As people call them, without accents nor spaces.
_WORDS = {
    "first_name": "prenom prenoms prenomusuel firstname givenname",
    "last_name": "nom nomdefamille nomusuel noms lastname surname familyname",
    "email": "courriel courriels email emails mail mel adresseemail adressemail adressecourriel adresseelectronique "
    "emailaddress",
    "phone": "telephone tel phone portable mobile numero numerodetelephone telephoneportable gsm",
}
_FIELD_OF = {word: name for name, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Line:
    """One person as typed, and the number of their row in what was brought."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    lines: list[Line]
    # Columns that have a name we do nothing with: said, so that nobody believes they were kept.
    left_aside: list[str] = field(default_factory=list)


def _plain(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(c for c in letters if c.isalnum() and not unicodedata.combining(c))


def table_of(rows: Sequence[TableRow]) -> Table:
    """Headings in any order if there are some; else first name, name, e-mail, telephone."""
    columns = [_FIELD_OF.get(_plain(cell)) for cell in rows[0].cells]
    if not any(columns):
        return Table(_lines(rows, list(FIELDS)))
    for name, heading in (("first_name", _("Prénom")), ("last_name", _("Nom"))):
        if name not in columns:
            raise UnreadableTableError(
                _("Il manque la colonne « %(heading)s » : une colonne par prénom, une par nom.")
                % {"heading": heading}
            )
    if len(rows) == 1:
        raise UnreadableTableError(_("Cette liste n’a que ses titres : ajoutez une ligne par personne."))
    aside = [cell for cell, name in zip(rows[0].cells, columns, strict=True) if cell and not name]
    return Table(_lines(rows[1:], columns), aside)


def _lines(rows: Sequence[TableRow], columns: Sequence[str | None]) -> list[Line]:
    lines = []
    for row in rows:
        values = dict.fromkeys(FIELDS, "")
        for name, cell in zip(columns, row.cells, strict=False):
            if name and not values[name]:
                values[name] = cell
        lines.append(Line(row.number, values))
    return lines

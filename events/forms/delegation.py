"""What a correspondent types, pastes or brings: a form a person, a hundred at most; nothing typed is lost."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.delegation_lists import FIELDS, Line, Table, table_of
from events.forms.registering import KeyedForm, PersonForm, email_field
from events.models import Event
from events.services.delegations import MOST_PEOPLE, Body, already_text, double_lines, known_lines
from events.services.registering import Applicant
from portal.core.spreadsheets import STARTS_FORMULA
from portal.core.tables_in import LONGEST_CELL, MOST_BYTES, UnreadableTableError, read_file, read_text
from portal.core.templatetags.components_forms import Fault

FIRST_LINES = 3
MORE_LINES = 3


class DelegateForm(PersonForm):
    """One person of the list. Without an e-mail, their link is printed."""

    email = email_field("")
    field_order = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["consent"], self.fields["key"]
        self.fields["email"].required = False
        missing = {
            "first_name": _("Écrivez son prénom."),
            "last_name": _("Écrivez son nom."),
        }
        for name, message in missing.items():
            self.fields[name].error_messages["required"] = message
        for bound in self.fields.values():
            bound.widget.attrs["autocomplete"] = "off"
            bound.help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("first_name", "last_name"):
            if str(data.get(name) or "")[:1] in STARTS_FORMULA:
                self.add_error(name, _("C’est une formule de tableur : écrivez le nom lui-même."))
        return data

    def applicant(self) -> Applicant:
        return Applicant(**{name: self.cleaned_data[name] for name in FIELDS})


class SwapForm(DelegateForm):
    """Who comes instead; the key says that the button was pressed once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"] = forms.CharField(widget=forms.HiddenInput, required=False)


class ListForm(KeyedForm):
    """What is said once for the list."""

    aware = forms.BooleanField(
        label=gettext_lazy(
            "Ces personnes savent que je les inscris et que je donne leur nom et leur courriel."
        ),
        error_messages={"required": gettext_lazy("Cochez cette case : chaque personne doit le savoir.")},
    )

    @property
    def faults(self) -> list[Fault]:
        return [
            Fault(str(message), target="" if self[name].is_hidden else self[name].id_for_label)
            for name, messages in self.errors.items()
            for message in messages
        ]


class BroughtForm(forms.Form):
    """A list made elsewhere: pasted, or a file that is read and not kept."""

    pasted = forms.CharField(
        label=gettext_lazy("Coller une liste"),
        required=False,
        help_text=gettext_lazy(
            "Depuis un tableur ou un message : une personne par ligne, prénom, nom, courriel et téléphone séparés "
            "par une tabulation, un point-virgule ou une virgule."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        max_length=200_000,
        strip=False,
        error_messages={
            "max_length": gettext_lazy("Cette liste est trop longue : collez-la en plusieurs fois."),
            "null_characters_not_allowed": gettext_lazy(
                "Ce n’est pas une liste lisible : enregistrez votre tableau en .csv ou en .xlsx."
            ),
        },
    )
    file = forms.FileField(
        label=gettext_lazy("Ou choisir un fichier .csv ou .xlsx"),
        required=False,
        help_text=gettext_lazy("Il est lu, puis oublié : nous ne le gardons pas."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "empty": gettext_lazy("Ce fichier est vide."),
            "invalid": gettext_lazy("Ce fichier n’est pas arrivé : choisissez-le de nouveau."),
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.table: Table | None = None
        name = "file" if data.get("file") else "pasted"
        if name in self.errors:
            return data
        try:
            if data.get("file"):
                rows = read_file(_content(data["file"]), most_rows=MOST_PEOPLE + 1)
            elif str(data.get("pasted") or "").strip():
                rows = read_text(data["pasted"], most_rows=MOST_PEOPLE + 1)
            else:
                raise UnreadableTableError(_("Collez une liste, ou choisissez un fichier."))
            table = table_of(rows)
            if len(table.lines) > MOST_PEOPLE:
                raise UnreadableTableError(
                    _("Cette liste a plus de %(count)d personnes : envoyez-la en plusieurs fois.")
                    % {"count": MOST_PEOPLE}
                )
            self.table = table
        except UnreadableTableError as refusal:
            self.add_error(name, str(refusal))
        return data


def _content(file: UploadedFile) -> bytes:
    """One byte more than is taken says that it is too long."""
    return cast(bytes, file.read(MOST_BYTES + 1))


class People:
    """The lines of a list, a form each. Empty ones are left out; `checked` says whether what is wrong is told."""

    def __init__(self, lines: Sequence[Line], *, checked: bool) -> None:
        self.lines = list(lines)
        self.forms = [_form(position, line, checked=checked) for position, line in enumerate(self.lines)]
        self.filled = [position for position, line in enumerate(self.lines) if not is_empty(line)]
        self.checked = checked

    @property
    def shown(self) -> list[tuple[Line, DelegateForm]]:
        return list(zip(self.lines, self.forms, strict=True))

    @property
    def numbers(self) -> str:
        return ",".join(str(line.number) for line in self.lines)

    def people(self) -> list[Applicant | None]:
        """One for each line that is not empty; None where it is not well typed."""
        return [
            self.forms[position].applicant() if self.forms[position].is_valid() else None
            for position in self.filled
        ]

    def check_doubles(self) -> None:
        """Who comes twice in the list: said beside the line."""
        for number, same in double_lines(self.people()).items():
            line = self.lines[self.filled[same]].number
            self.refuse(number, _("Cette personne est déjà à la ligne %(number)d.") % {"number": line})

    def check_against(self, event: Event, body: Body) -> None:
        """Who is in the delegation already. When the list is sent, the service says so of what is not a repetition."""
        for number in known_lines(event, body, self.people()):
            self.refuse(number, already_text())

    def refuse(self, number: int, message: str) -> None:
        """`number` counts the lines that are not empty, from 0."""
        form = self.forms[self.filled[number]]
        form.add_error("email" if form["email"].value() else "last_name", message)

    @property
    def faults(self) -> list[Fault]:
        """All that is wrong, with the number of its line and where to mend it."""
        return [
            Fault(str(message), _("Ligne %(number)d") % {"number": line.number}, form[name].id_for_label)
            for line, form in self.shown
            if form.is_bound
            for name, messages in form.errors.items()
            for message in messages
        ]

    @property
    def is_ready(self) -> bool:
        return self.checked and bool(self.filled) and not self.faults


def _form(position: int, line: Line, *, checked: bool) -> DelegateForm:
    prefix = f"{PREFIX}-{position}"
    if not checked or is_empty(line):
        return DelegateForm(initial=line.values, prefix=prefix, use_required_attribute=False)
    data = {f"{prefix}-{name}": value for name, value in line.values.items()}
    return DelegateForm(data, prefix=prefix, use_required_attribute=False)


PREFIX = "l"


def is_empty(line: Line) -> bool:
    return not any(value.strip() for value in line.values.values())


def more_lines(lines: Sequence[Line], count: int = MORE_LINES) -> list[Line]:
    """Some empty ones after those that are there."""
    last = max((line.number for line in lines), default=0)
    room = max(0, min(count, MOST_PEOPLE - len(lines)))
    return [*lines, *(Line(last + step, dict.fromkeys(FIELDS, "")) for step in range(1, room + 1))]


def posted_lines(data: QueryDict) -> list[Line]:
    """What the page sent back, line by line, whatever it sent."""
    numbers = data.get("numbers", "")[:2000].split(",")[:MOST_PEOPLE]
    return [
        Line(
            _number(number) or position + 1,
            {name: data.get(f"{PREFIX}-{position}-{name}", "")[:LONGEST_CELL] for name in FIELDS},
        )
        for position, number in enumerate(numbers)
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def together(typed: Sequence[Line], brought: Sequence[Line]) -> list[Line]:
    """Lines of a file keep the numbers that its owner sees, unless some were typed before them."""
    typed = [line for line in typed if not is_empty(line)]
    if not typed:
        return list(brought)
    return [Line(number, line.values) for number, line in enumerate([*typed, *brought], start=1)]

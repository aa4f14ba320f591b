"""A form cut into screens without keeping anything: what was typed travels in the page.

No cookie, no row and no script: each screen is the whole form, with the fields of the other screens hidden in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

# The field that says which screen was sent, and the one of the button that was pressed.
STEP, GO = "step", "go"
BACK, NEXT, SEND = "back", "next", "send"


@dataclass(frozen=True)
class Step:
    title: str | Promise
    names: tuple[str, ...]


class SteppedForm(forms.Form):
    """Screens of one form. `cut` says which; `walk` says where the button that was pressed leads."""

    steps: Sequence[Step] = ()
    at_step = 0

    def cut(self, *parts: tuple[str | Promise, Iterable[str]], in_steps: bool) -> None:
        """Parts without a field are left out; the last one is the only one that sends."""
        cut = [Step(title, tuple(name for name in names if name in self.fields)) for title, names in parts]
        cut = [step for step in cut if step.names]
        self.steps = cut if in_steps else [Step(cut[0].title, tuple(n for step in cut for n in step.names))]

    @property
    def is_stepped(self) -> bool:
        return len(self.steps) > 1

    @property
    def is_last(self) -> bool:
        return self.at_step == len(self.steps) - 1

    @property
    def step(self) -> Step:
        return self.steps[self.at_step]

    @property
    def shown(self) -> tuple[str, ...]:
        return self.step.names

    @property
    def carried(self) -> list[forms.BoundField]:
        """The fields of the other screens, to be hidden in this one."""
        others = (name for step in self.steps if step is not self.step for name in step.names)
        return [
            self[name]
            for name in others
            if not self.fields[name].widget.needs_multipart_form and self[name].value() not in (None, "", [])
        ]

    @property
    def is_sent(self) -> bool:
        """Whether the whole form is given, and not one screen of it."""
        return not self.is_stepped or self.data.get(GO, SEND) == SEND

    @property
    def sent_step(self) -> int:
        """The screen that the button was pressed on."""
        return min(self._number(self.data.get(STEP)), len(self.steps) - 1)

    def walk(self) -> int:
        """The screen to show next: never past one that has something to mend, except backwards."""
        current = self.sent_step
        pressed = self.data.get(GO)
        if pressed == BACK:
            return max(0, current - 1)
        wanted = current + 1 if pressed == NEXT else self._number(pressed)
        return min(wanted, len(self.steps) - 1, self.first_wrong())

    def first_wrong(self) -> int:
        """The first screen with an error, or the last one."""
        wrong = set(self.errors)
        for number, step in enumerate(self.steps):
            if wrong & set(step.names):
                return number
        return len(self.steps) - 1

    def go_to(self, number: int, *, tell_errors: bool) -> None:
        """Show this screen, with its own errors or none: those of a screen not reached yet are nobody's fault."""
        self.at_step = number
        kept = {*self.shown, "__all__", "key"} if tell_errors else set()
        for name in [name for name in self.errors if name not in kept]:
            del self.errors[name]

    def summary(self) -> list[tuple[int, Step, list[tuple[Any, str]]]]:
        """What was given on the screens before this one: number, screen, and each label with its value in words."""
        return [
            (number, step, [line for name in step.names if (line := self._line(name))])
            for number, step in enumerate(self.steps[: self.at_step])
        ]

    def _line(self, name: str) -> tuple[Any, str] | None:
        field = self.fields[name]
        value = self.cleaned_data.get(name)
        if isinstance(field, forms.ModelMultipleChoiceField):
            told = ", ".join(field.label_from_instance(row) for row in value or ())
        elif isinstance(field, forms.ModelChoiceField):
            told = field.label_from_instance(value) if value else ""
        elif isinstance(field, forms.MultipleChoiceField | forms.ChoiceField):
            words = dict(field.choices)  # type: ignore[arg-type]
            chosen = value if isinstance(value, list) else [value]
            told = ", ".join(str(words.get(one, one)) for one in chosen if one)
        else:
            told = str(value or "")
        return (field.label, told) if told else None

    @staticmethod
    def _number(value: str | None) -> int:
        return int(value) if value and value.isdecimal() and len(value) < 3 else 0

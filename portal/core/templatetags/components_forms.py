"""Forms: what was refused, where one stands. Fields themselves are drawn by templates/forms/field.html."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput

register = template.Library()


@dataclass(frozen=True, slots=True)
class Fault:
    message: str
    label: str = ""
    # The field that the line leads to.
    target: str = ""


def target_of(field: BoundField) -> str:
    """The id that a link to this field needs: in a group of boxes, the first one's."""
    if field.use_fieldset and field.auto_id:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict:
    """All that was refused, first on the page and given the focus. Shows nothing when all is well."""
    faults = []
    for form in forms:
        if not form.is_bound:
            continue
        faults += [Fault(str(message)) for message in form.non_field_errors()]
        for field in form:
            # The label of a lone box is a sentence: the message says enough.
            is_box = isinstance(field.field.widget, CheckboxInput)
            label = "" if field.is_hidden or is_box else str(field.label)
            target = "" if field.is_hidden else target_of(field)
            faults += [Fault(str(message), label, target) for message in field.errors]
    return {"faults": faults}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Sequence[str], current: int, *, label: str = "") -> dict:
    """The steps of a journey; `current` counts from 1."""
    return {"steps": steps, "current": current, "label": label}

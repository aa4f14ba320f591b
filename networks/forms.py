"""What a reader may ask of a page."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """« Où en était chacun ce jour-là ? » A day that is no day is left aside, and said."""

    au = forms.DateField(
        label=_("Voir au"),
        required=False,
        widget=forms.DateInput({"type": "date", "min": "1900-01-01", "max": "2100-12-31"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Cette date n’existe pas\u00a0: écrivez-la comme 2019-10-17.")},
    )

    def clean_au(self) -> dt.date | None:
        day = self.cleaned_data["au"]
        if day is not None and not 1900 <= day.year <= 2100:
            raise forms.ValidationError(_("Choisissez une date entre 1900 et 2100."))
        return day

    def chosen(self, *, default: dt.date) -> dt.date:
        return (self.cleaned_data.get("au") if self.is_valid() else None) or default

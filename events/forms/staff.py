"""What staff type to register somebody who asked by telephone, by letter, at the counter."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.enums import EventStatus
from events.forms.registering import PersonForm, email_field, new_form_key
from events.models import Audience, Event, Registration
from events.services.registering import Applicant
from networks.models import Structure, Territory
from networks.permissions import within
from portal.accounts.models import User


def _entry_field(name: str, model: Any) -> forms.ModelChoiceField:
    """A list of thousands: found by typing, as everywhere in the admin."""
    field = Registration._meta.get_field(name)
    return forms.ModelChoiceField(
        model._default_manager.all(),
        label=capfirst(field.verbose_name),  # type: ignore[union-attr]
        required=False,
        widget=AutocompleteSelect(field, admin.site),
    )


class StaffRegistrationForm(PersonForm):
    """An address is asked for and may be missing: the person then gets a printed link."""

    event = forms.ModelChoiceField(
        Event.objects.none(), label=_("Événement"), empty_label=_("Choisissez un événement")
    )
    email = email_field(_("Son billet y arrivera. Sans courriel, vous imprimerez son lien."))
    affiliation = forms.CharField(
        label=_("Structure ou territoire sans fiche"), required=False, max_length=150
    )
    audience = forms.ModelChoiceField(Audience.objects.all(), label=_("Public"), required=False)
    language = forms.ChoiceField(label=_("Langue"), choices=[("fr", _("français")), ("en", _("anglais"))])
    field_order = ("event", "first_name", "last_name", "email", "phone", "structure", "territory")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["consent"]
        self.fields["structure"] = _entry_field("structure", Structure)
        self.fields["territory"] = _entry_field("territory", Territory)
        self.order_fields(self.field_order)
        at = timezone.now()
        coming = Event.objects.upcoming(at=at).published(at=at).filter(status=EventStatus.PLANNED)
        self.fields["event"].queryset = within(user, coming.by_earliest_day(), "network")  # type: ignore[attr-defined]
        self.fields["email"].required = False
        self.fields["phone"].help_text = _("Pour joindre la personne si elle n’a pas de courriel.")
        for name in ("first_name", "last_name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.initial.setdefault("key", new_form_key())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("structure") and data.get("territory"):
            raise ValidationError(_("Choisissez une structure ou un territoire, pas les deux."))
        return data

    def applicant(self) -> Applicant:
        names = (
            "first_name",
            "last_name",
            "email",
            "phone",
            "structure",
            "territory",
            "affiliation",
            "audience",
            "language",
        )
        return Applicant(**{name: self.cleaned_data[name] for name in names})

"""What staff write about talents, checked before the services."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.admin import EntryAdminForm
from talents.models import Laureate, Talent

CONSENT = ("consent_scope", "consent_given_on", "consent_proof", "consent_until", "consent_by_guardian")


class TalentAdminForm(EntryAdminForm):
    """The name on the page follows from first and last names; the rules of consent are all checked here."""

    class Meta:
        model = Talent
        fields = "__all__"

    def clean_consent_given_on(self) -> Any:
        given_on = self.cleaned_data["consent_given_on"]
        if given_on is not None and given_on > timezone.localdate():
            raise ValidationError(_("Un accord se note une fois donné : cette date est à venir."))
        return given_on

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance.title = self.instance.public_name
        _check_every_rule(self, leaving={"kind", "slug", "state"})

    @property
    def changes_consent(self) -> bool:
        return any(name in self.changed_data for name in CONSENT)


def _check_every_rule(form: forms.ModelForm, *, leaving: set[str]) -> None:
    """Django passes over a constraint that names a column absent from the form; the database does not."""
    try:
        form.instance.validate_constraints(exclude=leaving)
    except ValidationError as error:
        said = form.non_field_errors()
        for message in error.messages:
            if message not in said:
                form.add_error(None, message)


class LaureateForm(forms.ModelForm):
    """A line of a palmarès."""

    class Meta:
        model = Laureate
        fields = ("talent", "edition", "field", "scheme", "citation")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        scheme, edition = cleaned.get("scheme"), cleaned.get("edition")
        if scheme is not None and edition is not None and not scheme.feeds(edition):
            self.add_error(
                "scheme", _("« %(scheme)s » n’est pas rassemblé par cette opération.") % {"scheme": scheme}
            )
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            _check_every_rule(self, leaving=set())

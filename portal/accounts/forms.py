"""Sign-in forms: allauth's, in the house's words, with lengths that a browser and the server agree on."""

import datetime as dt
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.forms import SetPasswordForm as DjangoSetPasswordForm
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.limits import forgive, hit

PASSWORD_HINT = _("Douze caractères au moins. Une phrase se retient mieux qu’un code.")
PASSWORD_MAX = 256
CODE_WINDOW = dt.timedelta(minutes=15)
CODE_TRIES = 10


def limit(field: forms.Field, length: int) -> None:
    """A length that the server checks too: hashing a novel is work that nobody asked for."""
    field.validators.append(MaxLengthValidator(length))
    field.widget.attrs["maxlength"] = length


class HouseFields:
    """Labels and hints of ours by field name; no placeholder, which vanishes when one starts to type."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    autocomplete: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.autocomplete:
                field.widget.attrs["autocomplete"] = self.autocomplete[name]
            if isinstance(field.widget, forms.PasswordInput):
                limit(field, PASSWORD_MAX)
            if name == "code":
                limit(field, 20)
                field.widget.attrs |= {"inputmode": "numeric", "autocapitalize": "none"}


class SignInForm(HouseFields, account.LoginForm):
    labels = {"login": _("Courriel"), "password": _("Mot de passe")}
    autocomplete = {"login": "username", "password": "current-password"}


class ChangePasswordForm(HouseFields, account.ChangePasswordForm):
    labels = {
        "oldpassword": _("Mot de passe actuel"),
        "password1": _("Nouveau mot de passe"),
        "password2": _("Nouveau mot de passe, une seconde fois"),
    }
    hints = {"password1": PASSWORD_HINT}


class ResetPasswordForm(HouseFields, account.ResetPasswordForm):
    labels = {"email": _("Courriel")}
    hints = {"email": _("Celui avec lequel vous vous connectez.")}


class NewPasswordForm(HouseFields, account.ResetPasswordKeyForm):
    labels = {
        "password1": _("Nouveau mot de passe"),
        "password2": _("Nouveau mot de passe, une seconde fois"),
    }
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(HouseFields, account.ReauthenticateForm):
    labels = {"password": _("Mot de passe")}


class ChangeEmailForm(HouseFields, account.ChangeEmailForm):
    labels = {"email": _("Nouvelle adresse")}
    hints = {"email": _("Un message de confirmation y sera envoyé.")}


class CountedCode:
    """Tries of a code are counted in the database too: six digits are soon guessed without a limit."""

    def clean_code(self) -> str:
        key = f"second-factor:{self.user.pk}"  # type: ignore[attr-defined]
        if not hit(key, CODE_TRIES, CODE_WINDOW, timezone.now()):
            raise get_mfa_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()  # type: ignore[misc]
        forgive(key)
        return code


class SecondFactorForm(HouseFields, CountedCode, mfa.AuthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": _("Les six chiffres de votre application, ou un code de secours.")}


class SecondFactorAgainForm(HouseFields, CountedCode, mfa.ReauthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": _("Les six chiffres de votre application, ou un code de secours.")}


class ActivateTOTPForm(HouseFields, totp.ActivateTOTPForm):
    labels = {"code": _("Code affiché par l’application")}
    hints = {"code": _("Six chiffres, qui changent toutes les trente secondes.")}


class AcceptInvitationForm(DjangoSetPasswordForm):
    """Choose the first password of an account opened by invitation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, first.help_text = _("Mot de passe"), PASSWORD_HINT
        second.label, second.help_text = _("Mot de passe, une seconde fois"), ""
        for field in (first, second):
            limit(field, PASSWORD_MAX)

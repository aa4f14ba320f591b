"""What people type to register or to answer an invitation. Each message says how to mend it."""

import datetime as dt
import unicodedata
import uuid
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.enums import QuestionKind
from events.forms.asked import Asked
from events.forms.questions import answers_of, fields_of, name_of
from events.forms.steps import SteppedForm
from events.models import Audience, Event, FormQuestion, Registration, Session
from events.services.registering import Applicant
from portal.mail.addresses import address_key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONSENT = _("J’accepte de recevoir les messages liés à cet événement, et rien d’autre.")
# Nobody fills this form in less; a program does.
QUICKEST = dt.timedelta(seconds=2)
# A tab left open all day still works.
OLDEST = dt.timedelta(days=2)
_signer = signing.TimestampSigner(salt="events.registration.form")


def new_form_key() -> str:
    """A one-time key that says when the form was given."""
    return _signer.sign(uuid.uuid4().hex)


class NameField(forms.CharField):
    """A name: letters of any writing, no control character, spaces made single."""

    def __init__(
        self, *, label: "StrOrPromise", autofill: str, missing: "StrOrPromise", long: "StrOrPromise", **more
    ) -> None:
        super().__init__(
            label=label,
            max_length=80,
            error_messages={
                "required": missing,
                "max_length": long,
                "null_characters_not_allowed": _NOT_A_NAME,
            },
            widget=forms.TextInput(attrs={"autocomplete": autofill}),
            **more,
        )

    def clean(self, value):
        text = " ".join(super().clean(value).split())
        if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in text):
            raise ValidationError(_NOT_A_NAME)
        if text and not any(c.isalpha() for c in text):
            raise ValidationError(_NOT_A_NAME)
        return text


_NOT_A_NAME = _("Écrivez un nom, avec des lettres.")
_LONG = _("Au plus %(limit_value)d caractères ; il y en a %(show_value)d.")


def email_field(help_text: "StrOrPromise") -> forms.EmailField:
    return forms.EmailField(
        label=_("Courriel"),
        help_text=help_text,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Écrivez votre adresse : votre billet y arrivera."),
            "invalid": _("Cette adresse n’est pas complète. Elle ressemble à prenom@exemple.fr."),
            "max_length": _LONG,
            "null_characters_not_allowed": _("Cette adresse contient un caractère interdit."),
        },
    )


def access_need_field() -> forms.CharField:
    return forms.CharField(
        label=_("De quoi avez-vous besoin pour venir ?"),
        required=False,
        max_length=500,
        help_text=_(
            "Fauteuil, langue des signes, boucle magnétique, chien d’assistance… Seule la personne référente "
            "de l’accueil le lit, et c’est effacé après l’événement."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": _LONG,
            "null_characters_not_allowed": _("Cette réponse contient un caractère interdit."),
        },
    )


class KeyedForm(forms.Form):
    """Sent once, however often its button is pressed; shown again with a key that works."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_key(self) -> uuid.UUID:
        try:
            value = _signer.unsign(self.cleaned_data["key"], max_age=OLDEST)
            return uuid.UUID(hex=value)
        except (signing.BadSignature, ValueError):
            raise ValidationError(
                _("Cette page est restée ouverte trop longtemps. Envoyez de nouveau : rien n’est perdu.")
            ) from None

    @property
    def is_too_quick(self) -> bool:
        try:
            _signer.unsign(self.data.get(self.add_prefix("key"), ""), max_age=QUICKEST)
        except signing.SignatureExpired:
            return False
        except signing.BadSignature:
            return False
        return True

    def renew_key(self) -> None:
        """A form shown again carries a key that works, whatever the first one was."""
        if "key" in self.errors:
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("key")] = new_form_key()
            self.data = data


class PersonForm(KeyedForm):
    """Who comes, and their agreement. Common to registration and invitation."""

    first_name = NameField(
        label=_("Prénom"),
        autofill="given-name",
        missing=_("Écrivez votre prénom."),
        long=_LONG,
    )
    last_name = NameField(
        label=_("Nom"),
        autofill="family-name",
        missing=_("Écrivez votre nom."),
        long=_LONG,
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        max_length=30,
        help_text=_("Pour vous joindre si l’événement change au dernier moment."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={
            "max_length": _LONG,
            "null_characters_not_allowed": _("Ce numéro contient un caractère interdit."),
        },
    )
    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": _("Cochez cette case pour recevoir votre billet.")}
    )

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        if phone and (
            sum(c.isdigit() for c in phone) < 6 or not set(phone) <= set("0123456789+-.()/ \u202f\u00a0")
        ):
            raise ValidationError(_("Ce numéro n’est pas complet. Exemple : 04 73 00 00 00."))
        return phone


class SessionChoices(forms.ModelMultipleChoiceField):
    """Sessions with limited places; the template draws them with what is left."""

    def __init__(self) -> None:
        super().__init__(
            Session.objects.none(),
            label=_("Vos séances"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "invalid_choice": _("Cette séance n’est plus au programme."),
                "invalid_pk_value": _("Cette séance n’est plus au programme."),
                "invalid_list": _("Cette séance n’est plus au programme."),
            },
        )


class AudienceChoice(forms.ModelChoiceField):
    def label_from_instance(self, audience: Audience) -> str:
        return capfirst(audience.name)


class RegistrationForm(SteppedForm, PersonForm):
    """The public form. Nothing in it needs an account. In steps where the meeting asks for choices."""

    you = ("first_name", "last_name", "email", "phone", "affiliation", "audience")

    sessions = SessionChoices()
    email = email_field(_("Votre billet y arrivera. Exemple : prenom@exemple.fr"))
    affiliation = forms.CharField(
        label=_("Structure ou territoire"),
        required=False,
        max_length=150,
        help_text=_("Si vous venez pour une association, une entreprise, une commune…"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "max_length": _LONG,
            "null_characters_not_allowed": _("Ce nom contient un caractère interdit."),
        },
    )
    audience = AudienceChoice(
        Audience.objects.none(),
        label=_("Vous êtes"),
        required=False,
        blank=True,
        empty_label=_("Je préfère ne pas le dire"),
        widget=forms.RadioSelect,
        help_text=_("Pour réserver les places à qui l’événement s’adresse d’abord."),
        error_messages={"invalid_choice": _("Choisissez dans la liste.")},
    )
    access_need = access_need_field()
    # People do not see this field; programs fill it.
    website = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args, asked: Asked, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        event = self.event = asked.event
        self.offered: list[Session] = []
        if asked.has_sessions:
            held = event.sessions.held().filter(capacity__isnull=False).in_order().select_related("room")
            self.fields["sessions"].queryset = held  # type: ignore[attr-defined]
            self.offered = list(held)
        if asked.has_audiences:
            self.fields["audience"].queryset = event.audiences.all()  # type: ignore[attr-defined]
        else:
            del self.fields["audience"]
        if not event.asks_access_needs:
            del self.fields["access_need"]
        self.fields["consent"].label = event.consent_text or CONSENT
        self.questions = (
            list(event.form_questions.select_related("depends_on")) if asked.has_questions else []
        )
        self.fields |= fields_of(self.questions)
        files = [name_of(question) for question in self.questions if question.kind == QuestionKind.FILE]
        other = [name_of(question) for question in self.questions if question.kind != QuestionKind.FILE]
        has_sessions = bool(self.offered)
        self.cut(
            (_("Vous"), self.you),
            (_("Vos choix"), ("sessions", *other) if has_sessions else other),
            # A file cannot be carried from one screen to the next: it is asked last.
            (_("Relire et envoyer"), (*files, "access_need", "website", "consent")),
            in_steps=has_sessions or bool(self.questions),
        )

    @property
    def consent_text(self) -> str:
        """Word for word, as it was read."""
        return str(self.fields["consent"].label)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.answers = answers_of(self.questions, data)
        for name, message in self.answers.missing.items():
            self.add_error(name, message)
        return data

    def clean_access_need(self) -> str:
        return self.cleaned_data["access_need"].strip()

    @property
    def asked(self) -> list[tuple[FormQuestion, forms.BoundField]]:
        """The questions of this screen, each with its field."""
        return [
            (question, self[name_of(question)])
            for question in self.questions
            if name_of(question) in self.shown
        ]

    def clean_affiliation(self) -> str:
        return " ".join(self.cleaned_data["affiliation"].split())

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def form_key(self) -> uuid.UUID:
        """One for this form and this address: a corrected address is another request."""
        return uuid.uuid5(self.cleaned_data["key"], address_key(self.cleaned_data["email"]))

    def applicant(self, *, language: str) -> Applicant:
        data = self.cleaned_data
        return Applicant(
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            phone=data["phone"],
            affiliation=data["affiliation"],
            audience=data.get("audience"),
            language=language,
        )


class AcceptForm(PersonForm):
    """« Je viens », on an invitation: the address is known."""

    prefix = "oui"


class PassOnForm(forms.Form):
    """« Quelqu’un d’autre viendra »."""

    prefix = "autre"

    email = email_field(_("Nous lui transmettons l’invitation, et n’en faisons rien d’autre."))
    name = NameField(
        label=_("Son nom"),
        autofill="off",
        missing=_("Écrivez son nom."),
        long=_LONG,
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Son courriel")
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].error_messages["required"] = _("Écrivez son adresse.")


class SessionsForm(forms.Form):
    """Changing one's sessions, on one's private page; `waits` are full ones, on whose lists one stands."""

    sessions = SessionChoices()
    waits = SessionChoices()

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        limited = event.sessions.held().filter(capacity__isnull=False).in_order()
        self.fields["sessions"].queryset = self.fields["waits"].queryset = limited  # type: ignore[attr-defined]


class AnswersForm(forms.Form):
    """Changing one's answers, on one's private page. A file sent before stays unless another one is sent."""

    access_need = access_need_field()

    def __init__(self, *args, registration: Registration, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(registration.event.form_questions.select_related("depends_on"))
        questions = fields_of(self.questions)
        if not registration.event.asks_access_needs:
            del self.fields["access_need"]
        self.fields = questions | self.fields
        self.kept_files: dict[str, str] = {}
        for answer in registration.answers.select_related("question"):
            name = name_of(answer.question)
            if answer.file:
                self.kept_files[name] = answer.file_name
                self.fields[name].help_text = _("Déjà reçu : %(name)s. Un autre fichier le remplace.") % {
                    "name": answer.file_name
                }
            elif answer.question.kind == QuestionKind.CHOICES:
                self.initial[name] = answer.values
            else:
                self.initial[name] = answer.values[0]
        need = getattr(registration, "access_need", None)
        self.initial["access_need"] = need.text if need else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.answers = answers_of(self.questions, data)
        for name, message in self.answers.missing.items():
            if name not in self.kept_files:
                self.add_error(name, message)
        return data

    @property
    def asked(self) -> list[tuple[FormQuestion, forms.BoundField]]:
        return [(question, self[name_of(question)]) for question in self.questions]

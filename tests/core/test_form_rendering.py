"""Forms in the style of the house."""

import pytest
from django import forms
from django.template import Context, Template


class Sample(forms.Form):
    email = forms.EmailField(
        label="Courriel",
        help_text="Votre billet y arrivera.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(label="Téléphone", required=False)
    kind = forms.ChoiceField(label="Situation", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    consent = forms.BooleanField(label="J’accepte")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Cet événement est complet.")


@pytest.fixture
def wrong() -> Sample:
    return Sample({"email": '<b>"', "token": "t"})


def test_message_and_hint_are_tied_to_their_field(wrong):
    html = wrong["email"].as_field_group()
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="email"' in html
    assert "field-wrong" in html
    # The message comes before the field.
    assert html.index("id_email_error") < html.index("<input")


def test_what_was_typed_is_kept_and_escaped(wrong):
    html = wrong["email"].as_field_group()
    assert "&lt;b&gt;&quot;" in html
    assert "<b>" not in html


def test_optional_fields_say_so():
    form = Sample()
    assert "(facultatif)" in form["phone"].as_field_group()
    assert "(facultatif)" not in form["email"].as_field_group()


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = Sample()["kind"].as_field_group()
    assert "<fieldset" in html
    assert ">Situation</legend>" in html
    assert html.count('class="check"') == 2


def test_a_single_box_is_labelled_once():
    html = Sample()["consent"].as_field_group()
    assert html.count("J’accepte") == 1
    assert '<label class="check check-alone" for="id_consent">' in html


def test_a_hidden_field_is_bare():
    assert Sample()["token"].as_field_group().strip().startswith("<input")


def test_the_summary_leads_to_each_field(wrong):
    html = Template("{% error_summary form %}").render(Context({"form": wrong}))
    assert "Il reste 4 points à corriger" in html
    assert "Cet événement est complet." in html
    assert 'href="#id_email"' in html
    assert 'href="#id_kind_0"' in html
    assert 'href="#id_consent"' in html
    assert "data-error-summary" in html


def test_the_summary_is_silent_when_all_is_well():
    assert Template("{% error_summary form %}").render(Context({"form": Sample()})).strip() == ""


def test_a_whole_form_shows_its_summary_then_its_fields(wrong):
    html = str(wrong)
    assert html.index("error-summary") < html.index("id_email_error")
    assert 'name="token"' in html

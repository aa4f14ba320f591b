"""How forms are drawn: one renderer for the whole house."""

from django.forms.renderers import TemplatesSetting


class HouseFormRenderer(TemplatesSetting):
    """`{{ form.email.as_field_group }}`: label, hint, message before the field, left rule (templates/forms/)."""

    field_template_name = "forms/field.html"
    form_template_name = "forms/form.html"

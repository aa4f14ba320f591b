"""How forms are drawn: one renderer for the whole house."""

from django.forms.renderers import TemplatesSetting


class HouseFormRenderer(TemplatesSetting):
    """Fields are drawn by templates/forms/: label, hint, message before the field, left rule."""

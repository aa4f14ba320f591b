"""`{% entry_panels entry %}`: what the upper apps add to the page of an entry."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal.core.models import Entry
from portal.core.panels import panels_of

register = template.Library()


@register.simple_tag(takes_context=True)
def entry_panels(context: template.Context, entry: Entry) -> SafeString:
    """All registered panels of this entry, one after the other."""
    request = context["request"]
    return format_html_join(
        "\n",
        "{}",
        (
            (render_to_string(panel.template, {**panel.context, "entry": entry}, request=request),)
            for panel in panels_of(entry, request)
        ),
    )

"""Filters: `{{ entry.body|markdown }}`, `{{ entry.summary|french }}`."""

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.safestring import SafeString, mark_safe

from portal.core import richtext

register = template.Library()


@register.filter
@stringfilter
def markdown(text: str, first_heading: int = 2) -> SafeString:
    """Safe HTML from staff's Markdown."""
    return mark_safe(richtext.render_markdown(text, first_heading=first_heading))  # noqa: S308 - sanitised


@register.filter(is_safe=True)
@stringfilter
def french(text: str) -> str:
    """The same text with French non-breaking spaces."""
    return richtext.french(text)


@register.filter
@stringfilter
def ordinals(text: str) -> SafeString:
    """French ordinals with their letters raised."""
    return richtext.ordinals(text)

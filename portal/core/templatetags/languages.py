"""What staff wrote says that it is French, whatever the language of the page. In every template."""

from django import template
from django.utils.safestring import SafeString

from portal.core import languages

register = template.Library()


@register.simple_tag
def fr() -> SafeString:
    """`<p{% fr %}>{{ entry.summary }}</p>`."""
    return languages.lang_attribute()


@register.filter
def in_french(text: str) -> str:
    """`{{ source|in_french }}` in the middle of our own words."""
    return languages.in_french(text)

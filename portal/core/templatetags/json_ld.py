"""Data for machines in a page: `{% json_ld data %}`. It runs nothing: the policy on scripts does not concern it."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# What could end the block, or start another one.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """schema.org data; what could end the block is escaped."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped

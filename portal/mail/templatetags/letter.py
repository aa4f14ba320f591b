"""What a letter's template may hold besides paragraphs.

The tags leave marks made of control characters, which no value can contain (`text.plain` removes them), so
nothing that a person typed is ever read as a button or a fact.
"""

from django import template

from portal.mail.letters import MARK, PART
from portal.mail.text import plain

register = template.Library()


@register.simple_tag
def button(url: object, label: object) -> str:
    """The one thing to do, as a large link. On a line of its own."""
    return f"{MARK}button{PART}{plain(label)}{PART}{plain(url)}{MARK}"


@register.simple_tag
def link(url: object, label: object) -> str:
    """A lesser thing to do. On a line of its own."""
    return f"{MARK}link{PART}{plain(label)}{PART}{plain(url)}{MARK}"


@register.simple_tag
def fact(label: object, value: object) -> str:
    """« Quand : mardi 8 décembre ». Several in a row make one list; an empty one is left out."""
    return f"{MARK}fact{PART}{plain(label)}{PART}{plain(value)}{MARK}" if plain(value) else ""


@register.simple_tag
def note() -> str:
    """Begins a paragraph in small type: why this mail came, what to do with it."""
    return f"{MARK}note{MARK}"

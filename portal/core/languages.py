"""Staff write in French; on a page in another language, what they wrote says so (WCAG 3.1.2, RGAA 8.7)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

WRITTEN_IN = "fr"


def lang_attribute() -> SafeString:
    """` lang="fr"` for the tag that holds it, nothing on a French page."""
    return SafeString("" if get_language() == WRITTEN_IN else f' lang="{WRITTEN_IN}"')


def in_french(text: str) -> str:
    """The same words, to stand in the middle of a sentence of the interface."""
    if not text or get_language() == WRITTEN_IN:
        return text
    return format_html('<span lang="{}">{}</span>', WRITTEN_IN, text)

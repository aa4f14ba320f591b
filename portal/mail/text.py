"""Words on their way into a mail: what a person typed must stay words."""

import re
import unicodedata

# Inside a word or a number, any of these makes mail readers see an address of a site.
_DOTS = re.compile(r"[.․。．｡](?=\w\w|\d)")
_SPACES = re.compile(r"\s+")


def plain(value: object) -> str:
    """One line of text: no control, direction or invisible character, no line end."""
    text = _SPACES.sub(" ", str(value))
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()


def typed(value: object, *, limit: int = 80) -> str:
    """A name that somebody typed, unable to become a link: « gagne.example » reads « gagne. example ».

    Mail readers turn bare addresses into links by themselves, so escaping HTML is not enough: whoever types
    an address as a first name would have the city send it to somebody else.
    """
    text = plain(unicodedata.normalize("NFC", str(value)))
    text = text.replace("://", " ").replace("//", " ").replace("@", " @ ")
    text = re.sub(r"(?i)\b(javascript|data|mailto|tel|sms)\s*:", r"\1 ", text)
    text = _SPACES.sub(" ", _DOTS.sub(". ", text)).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

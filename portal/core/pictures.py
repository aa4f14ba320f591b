"""Photographs as the components draw them. Nothing here queries."""

from portal.core.components import Portrait
from portal.core.models import Picture
from portal.core.richtext import french


def photograph(picture: Picture | None) -> Portrait | None:
    """A photograph that fills its frame, with its words and its author; nothing where there is none."""
    if picture is None:
        return None
    return Portrait(
        picture.file.url,
        french(picture.alt),
        "photo",
        picture.width,
        picture.height,
        credit=picture.credit,
    )

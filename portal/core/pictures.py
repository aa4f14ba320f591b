"""Photographs as the components draw them. Nothing here queries."""

from portal.core.components import Portrait
from portal.core.models import Picture
from portal.core.richtext import french
from portal.core.versions import name_of


def photograph(picture: Picture | None) -> Portrait | None:
    """A photograph that fills its frame, or a face cut out, with its words, its author and its lighter versions;
    nothing where there is none."""
    if picture is None:
        return None
    cut_out = bool(picture.versions.get("cut_out"))
    return Portrait(
        _largest(picture) if cut_out else picture.file.url,
        french(picture.alt),
        "cutout" if cut_out else "photo",
        picture.width,
        picture.height,
        srcset=_srcset(picture, "webp"),
        avif=_srcset(picture, "avif"),
        credit=picture.credit,
    )


def _srcset(picture: Picture, form: str) -> str:
    url = picture.file.storage.url
    widths = picture.versions.get("widths", [])
    return ", ".join(f"{url(name_of(picture, width, form))} {width}w" for width in widths)


def _largest(picture: Picture) -> str:
    """Printed in its two inks, unlike the file as it was sent."""
    return picture.file.storage.url(name_of(picture, picture.versions["widths"][-1], "webp"))

"""What a photograph brings with it: where it was taken, with what, by whom. None of it is stored."""

import io
from typing import Any

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

# Written again in the same format; others are not pictures for a page.
FORMATS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90},
}


class NotAPictureError(ValueError):
    """Not of a format that a page can show."""


def without_metadata(file: File) -> ContentFile:
    """The same picture, upright, with its colour profile and nothing else: no Exif, no GPS position, no comment."""
    file.seek(0)
    with Image.open(file) as image:
        name = image.format or ""
        if name not in FORMATS:
            raise NotAPictureError(name)
        upright = ImageOps.exif_transpose(image)
        kept: dict[str, Any] = {"icc_profile": profile} if (profile := image.info.get("icc_profile")) else {}
        clean = Image.new(upright.mode, upright.size)
        if upright.palette is not None:
            clean.putpalette(upright.palette)
        clean.paste(upright)
        written = io.BytesIO()
        if "transparency" in upright.info and upright.mode == "P":
            kept["transparency"] = upright.info["transparency"]
        clean.save(written, name, **FORMATS[name], **kept)
    return ContentFile(written.getvalue(), name=file.name)

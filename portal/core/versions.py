"""Lighter versions of a photograph: several widths, in AVIF and WebP, drawn once and kept beside it.

A photograph whose ground is transparent is a face cut out: its versions are printed in two inks, black and the
colour that staff chose.
"""

import datetime as dt
import io
import logging
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageOps

from portal.core.models import Picture
from portal.core.palette import BLACK, CHALK
from portal.core.share_picture import FLATS

logger = logging.getLogger(__name__)

# From a poster on an old phone to a photograph across a wide screen.
WIDTHS = (320, 480, 640, 960, 1280, 1920)
FORMATS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 58, "speed": 6},
    "webp": {"quality": 78, "method": 4},
}
# A few transparent pixels at an edge are no cut-out.
CUT_OUT_FROM = 0.02


def name_of(picture: Picture, width: int, form: str) -> str:
    """Where a version is stored: beside the file as it was sent, whose name no other has."""
    path = PurePosixPath(str(picture.file.name))
    return f"{path.parent}/{path.stem}-{width}.{form}"


def draw_missing(*, at: dt.datetime, most: int = 20) -> int:
    """Draw what no worker has drawn yet. Two at once share the work."""
    drawn = 0
    for pk in Picture.objects.filter(versions_at=None).order_by("pk").values_list("pk", flat=True)[:most]:
        with transaction.atomic():
            waiting = Picture.objects.select_for_update(skip_locked=True).filter(pk=pk, versions_at=None)
            picture = waiting.first()
            if picture is not None:
                draw_versions(picture, at=at)
                drawn += 1
    return drawn


def draw_versions(picture: Picture, *, at: dt.datetime) -> None:
    """A file that cannot be read keeps no version and is not tried again: it is shown as it was sent."""
    try:
        with picture.file.open() as file, Image.open(file) as image:
            versions = _drawn(picture, image)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        logger.warning("picture %s cannot be drawn again: %s", picture.pk, type(error).__name__)
        versions = {}
    picture.versions, picture.versions_at = versions, at
    picture.save(update_fields=["versions", "versions_at"])


def delete_versions(picture: Picture) -> None:
    """The files go; the row says that they are to be drawn again."""
    for width in picture.versions.get("widths", []):
        for form in FORMATS:
            picture.file.storage.delete(name_of(picture, width, form))
    picture.versions, picture.versions_at = {}, None


def delete_picture(picture: Picture) -> None:
    """The row, then every file: a face that is no longer shown is no longer kept."""
    storage, name = picture.file.storage, picture.file.name
    names = [
        name_of(picture, width, form) for width in picture.versions.get("widths", []) for form in FORMATS
    ]

    def delete_files() -> None:
        for one in (str(name), *names):
            storage.delete(one)

    with transaction.atomic():
        picture.delete()
        transaction.on_commit(delete_files)


def _drawn(picture: Picture, image: Image.Image) -> dict[str, object]:
    upright = ImageOps.exif_transpose(image)
    cut_out = _is_cut_out(upright)
    whole = _inked(upright, picture.ink) if cut_out else upright.convert("RGB")
    widths = sorted({width for width in WIDTHS if width < whole.width} | {min(whole.width, WIDTHS[-1])})
    for width in widths:
        size = (width, max(1, round(whole.height * width / whole.width)))
        smaller = whole.resize(size, Image.Resampling.LANCZOS)
        for form, options in FORMATS.items():
            written = io.BytesIO()
            smaller.save(written, form.upper(), **options)
            name = name_of(picture, width, form)
            # The same name again holds the same picture.
            picture.file.storage.delete(name)
            picture.file.storage.save(name, ContentFile(written.getvalue()))
    return {"widths": widths, "cut_out": cut_out}


def _is_cut_out(image: Image.Image) -> bool:
    if not image.has_transparency_data:
        return False
    counts = image.convert("RGBA").getchannel("A").histogram()
    return sum(counts[:128]) >= CUT_OUT_FROM * sum(counts)


def _inked(image: Image.Image, hue: str) -> Image.Image:
    """Shadows in black, half-tones in the colour, lights left as paper."""
    whole = image.convert("RGBA")
    grey = ImageOps.autocontrast(whole.convert("L"), cutoff=1)
    middle = FLATS.get(hue, "#8a8780")
    printed = ImageOps.colorize(grey, black=BLACK, mid=middle, white=CHALK, midpoint=120)
    printed.putalpha(whole.getchannel("A"))
    return printed

"""Uploaded files, where no proxy gives them."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from PIL import Image

from portal.core.admin import PictureForm
from portal.core.models import Picture

# The page that says « introuvable » reads the settings of the site.
pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded(settings) -> None:
    folder = Path(settings.MEDIA_ROOT) / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_text("<script>alert(1)</script>")
    (Path(settings.MEDIA_ROOT).parent / "secret.txt").write_text("secret")


def test_an_uploaded_file_is_given_and_runs_nothing(client, uploaded):
    response = client.get("/media/pictures/page.html")
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["pictures/", "rien.jpg"])
def test_nothing_else_is_given(client, uploaded, path):
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize("path", ["../secret.txt", "%2e%2e/secret.txt", "pictures/%2e%2e/%2e%2e/secret.txt"])
def test_nobody_climbs_out_of_the_folder(client, uploaded, path):
    assert client.get(f"/media/{path}").status_code in (400, 404)


@pytest.mark.parametrize(("side", "accepted"), [(20, True), (6400, False)])
def test_a_picture_of_too_many_pixels_is_refused(side, accepted):
    sent = io.BytesIO()
    Image.new("1", (side, side)).save(sent, "PNG")
    form = modelform_factory(Picture, form=PictureForm, fields=["file", "alt"])(
        {"alt": "Un carré"}, {"file": SimpleUploadedFile("carre.png", sent.getvalue(), "image/png")}
    )
    assert form.is_valid() is accepted
    assert ("40\u00a0millions" in str(form.errors)) is not accepted


def form_with(image: Image.Image, kind: str, **options):
    sent = io.BytesIO()
    image.save(sent, kind, **options)
    return modelform_factory(Picture, form=PictureForm, fields=["file", "alt"])(
        {"alt": "Une place"}, {"file": SimpleUploadedFile(f"place.{kind.lower()}", sent.getvalue())}
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_does_not_say_where_it_was_taken(kind):
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Nadia"
    exif[0x0112] = 6  # held upright, a quarter turn
    exif.get_ifd(0x8825)[2] = (45.0, 46.0, 47.0)
    form = form_with(Image.new("RGB", (40, 20), "red"), kind, exif=exif)
    assert form.is_valid(), form.errors
    picture = form.save()
    assert (picture.width, picture.height) == (20, 40)
    with picture.file.open("rb") as file:
        stored = file.read()
        assert b"Nadia" not in stored
        image = Image.open(io.BytesIO(stored))
        assert dict(image.getexif()) == {}
        red, green, blue = image.convert("RGB").getpixel((5, 5))
        assert (red > 240, green < 16, blue < 16) == (True, True, True)


def test_transparency_stays(tmp_path):
    form = form_with(Image.new("RGBA", (4, 4), (0, 0, 255, 0)), "PNG")
    assert form.is_valid()
    with form.save().file.open("rb") as file:
        assert Image.open(file).getpixel((1, 1))[3] == 0


def test_a_format_that_no_page_shows_is_refused():
    form = form_with(Image.new("RGB", (4, 4)), "TIFF")
    assert not form.is_valid()
    assert "JPEG, PNG ou WebP" in str(form.errors)

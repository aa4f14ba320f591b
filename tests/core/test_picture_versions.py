"""Lighter versions of a photograph: drawn once, offered to browsers, gone with what they were drawn from."""

import io
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connections, transaction
from django.template import Context, Template
from PIL import Image

from portal.core import tasks, versions
from portal.core.models import Picture
from portal.core.pictures import photograph

pytestmark = pytest.mark.django_db


def picture(mode="RGB", size=(1000, 500), *, fill="#c04020", form="PNG", **fields) -> Picture:
    image = Image.new(mode, size, fill)
    if mode == "RGBA":
        image.paste((0, 0, 0, 0), (0, 0, size[0], size[1] // 2))
    written = io.BytesIO()
    image.save(written, form)
    file = ContentFile(written.getvalue(), name=f"essai.{form.lower()}")
    return Picture.objects.create(file=file, alt="Une couturière à sa table", **fields)


def _stored(one: Picture) -> dict[str, tuple[str, tuple[int, int]]]:
    found = {}
    for form in versions.FORMATS:
        for width in one.versions["widths"]:
            with one.file.storage.open(versions.name_of(one, width, form)) as file:
                image = Image.open(file)
                found[f"{width}.{form}"] = (image.format, image.size)
    return found


def test_each_width_below_its_own_in_both_formats(at):
    one = picture()
    assert versions.draw_missing(at=at) == 1
    one.refresh_from_db()
    assert (one.versions, one.versions_at) == ({"widths": [320, 480, 640, 960, 1000], "cut_out": False}, at)
    assert _stored(one) == {
        f"{width}.{form}": (form.upper(), (width, round(width / 2)))
        for width in (320, 480, 640, 960, 1000)
        for form in ("avif", "webp")
    }


def test_they_are_drawn_once(at, monkeypatch):
    picture()
    assert versions.draw_missing(at=at) == 1
    monkeypatch.setattr(versions, "draw_versions", pytest.fail)
    assert versions.draw_missing(at=at) == 0


def test_a_huge_one_is_never_wider_than_the_widest(at):
    one = picture(size=(2500, 300))
    versions.draw_versions(one, at=at)
    assert one.versions["widths"] == [320, 480, 640, 960, 1280, 1920]


def test_a_browser_is_offered_both(at):
    one = picture(size=(700, 350))
    assert (photograph(one).srcset, photograph(one).avif) == ("", "")
    versions.draw_versions(one, at=at)
    drawn = photograph(one)
    page = Template('{% portrait image "Ana" sizes="50vw" %}').render(Context({"image": drawn}))
    base = one.file.url.rpartition(".")[0]
    for form in ("avif", "webp"):
        wanted = ", ".join(f"{base}-{width}.{form} {width}w" for width in (320, 480, 640, 700))
        assert f'srcset="{wanted}"' in page
    assert page.count('sizes="50vw"') == 2
    assert 'width="700" height="350"' in page
    assert f'src="{one.file.url}"' in page


def test_a_face_cut_out_is_printed_in_two_inks(at):
    one = picture("RGBA", (400, 400), fill=(120, 120, 120, 255), ink="cul")
    versions.draw_versions(one, at=at)
    assert one.versions == {"widths": [320, 400], "cut_out": True}
    drawn = photograph(one)
    assert drawn.kind == "cutout"
    assert drawn.url.endswith("-400.webp")
    with one.file.storage.open(versions.name_of(one, 400, "webp")) as file:
        image = Image.open(file).convert("RGBA")
        assert image.getpixel((200, 50))[3] == 0
        assert image.getpixel((200, 350))[3] == 255


def test_the_middle_tone_takes_the_colour_chosen():
    image = Image.linear_gradient("L").convert("RGBA")
    inked = versions._inked(image, "cul").convert("RGB")
    red, green, blue = inked.getpixel((128, 120))
    assert blue > red > green
    assert inked.getpixel((128, 0)) == (0x14, 0x15, 0x1E)
    assert inked.getpixel((128, 255)) == (0xFC, 0xFA, 0xF5)


def test_a_transparent_corner_is_no_cut_out(at):
    image = Image.new("RGBA", (300, 300), "#336699")
    image.paste((0, 0, 0, 0), (0, 0, 20, 20))
    assert not versions._is_cut_out(image)


def test_a_file_that_cannot_be_read_is_shown_as_it_was_sent(at):
    one = picture()
    with one.file.storage.open(one.file.name, "wb") as file:
        file.write(b"not a picture")
    assert versions.draw_missing(at=at) == 1
    one.refresh_from_db()
    assert (one.versions, one.versions_at) == ({}, at)
    assert photograph(one).url == one.file.url
    assert versions.draw_missing(at=at) == 0


def test_what_is_deleted_leaves_no_file(at):
    one = picture(size=(400, 300))
    versions.draw_versions(one, at=at)
    names = [versions.name_of(one, width, form) for width in (320, 400) for form in versions.FORMATS]
    assert all(one.file.storage.exists(name) for name in names)
    versions.delete_versions(one)
    assert not any(one.file.storage.exists(name) for name in names)
    assert (one.versions, one.versions_at) == ({}, None)


def test_the_worker_draws(at):
    one = picture(size=(330, 330))
    tasks.draw_pictures.run()
    one.refresh_from_db()
    assert one.versions["widths"] == [320, 330]


def test_another_ink_or_another_file_is_drawn_again(admin_client, at):
    one = picture("RGBA", (400, 400), fill="#777777", ink="cul")
    versions.draw_versions(one, at=at)
    old = versions.name_of(one, 400, "webp")
    form = {"alt": one.alt, "credit": "Ana Roche", "permission": "", "permission_until": "", "ink": "cul"}
    path = f"/admin/core/picture/{one.pk}/change/"
    assert admin_client.post(path, form).status_code == 302
    one.refresh_from_db()
    assert (one.credit, one.versions_at) == ("Ana Roche", at)
    assert admin_client.post(path, form | {"ink": "eco"}).status_code == 302
    one.refresh_from_db()
    assert (one.versions, one.versions_at) == ({}, None)
    assert not one.file.storage.exists(old)


@pytest.mark.django_db(transaction=True)
def test_a_picture_deleted_leaves_no_file(admin_client, at):
    one = picture(size=(330, 330))
    versions.draw_versions(one, at=at)
    storage = one.file.storage
    names = [one.file.name, *(versions.name_of(one, 320, form) for form in versions.FORMATS)]
    admin_client.post(f"/admin/core/picture/{one.pk}/delete/", {"post": "yes"})
    assert not Picture.objects.exists()
    assert [name for name in names if storage.exists(name)] == []


def test_an_ink_is_one_of_the_five():
    one = picture(size=(10, 10))
    with pytest.raises(IntegrityError, match="picture_ink_known"), transaction.atomic():
        Picture.objects.filter(pk=one.pk).update(ink="zzz")


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_workers_share_the_work(at, monkeypatch):
    for _number in range(6):
        picture(size=(40, 40))
    drawn: list[int] = []
    real = versions.draw_versions
    monkeypatch.setattr(versions, "draw_versions", lambda one, at: drawn.append(one.pk) or real(one, at=at))
    gate = threading.Barrier(2)

    def run():
        gate.wait()
        try:
            versions.draw_missing(at=at)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == sorted(Picture.objects.values_list("pk", flat=True))

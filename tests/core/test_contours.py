"""Covers drawn from a slug."""

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from portal.core.contours import SHAPES, TONES, contours


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_slug_always_draws_the_same_hills(shape):
    assert contours("rosa-teixeira", "cul", shape) == contours("rosa-teixeira", "cul", shape)
    assert contours("rosa-teixeira", "cul", shape) != contours("rosa-teixeira-2", "cul", shape)


@pytest.mark.parametrize(
    "slug", ["a", "innov-insertion", "printemps-des-talents", "x" * 120, "0", "grappe_tzcld"]
)
def test_a_cover_is_light_well_formed_and_not_empty(slug):
    for shape in SHAPES:
        drawing = contours(slug, "eco", shape)
        ET.fromstring(drawing)
        assert 1_000 < len(drawing) < 6_600


def test_the_motif_is_served_for_ever(client):
    response = client.get(reverse("core:motif", args=["eco", "rosa-teixeira"]))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]
    assert response.content.decode() == contours("rosa-teixeira", "eco")
    wide = client.get(reverse("core:motif_wide", args=["eco", "rosa-teixeira"]))
    assert 'viewBox="0 0 1440 900"' in wide.content.decode()
    # A second reading comes from the cache, and is the same.
    assert client.get(reverse("core:motif", args=["eco", "rosa-teixeira"])).content == response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/motif/red/rosa.svg",
        "/motif/eco/" + "x" * 121 + ".svg",
        "/motif/eco/é.svg",
        "/motif/eco/a b.svg",
        "/motif/eco/..%2F..%2Fsecret.svg",
        "/motif/eco/<script>.svg",
        "/motif/eco/.svg",
        "/motif/tall/eco/rosa.svg",
    ],
)
def test_hostile_addresses_are_unknown(client, path):
    assert client.get(path).status_code == 404


def test_a_cover_is_read_only(client):
    assert client.post("/motif/eco/rosa.svg").status_code == 405


def test_every_hue_has_its_tone():
    from portal.core.enums import Hue

    assert set(TONES) == {*Hue.values, "ink"}

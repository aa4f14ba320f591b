"""A territory puts its own colours in place of the house's: they can be read, or are refused with the reason."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.core.enums import Hue
from portal.core.models import SiteSettings
from portal.core.palette import (
    BLACK,
    CHALK,
    LEAST,
    LEAST_LARGE,
    IllegibleError,
    contrast,
    stylesheet,
    tone_of,
)
from portal.core.share_picture import FLATS, draw, shared_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteSettings.objects.create(pk=1)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("flat", [*FLATS.values(), "#000000", "#ffffff", "#0a7d4f", "#ffe600", "#7a0019"])
def test_words_read_on_the_flat_and_on_its_second_tone(flat):
    tone = tone_of(flat)
    assert tone.on in (BLACK, CHALK)
    assert min(contrast(flat, tone.on), contrast(tone.second, tone.on)) >= LEAST
    assert contrast(tone.light, BLACK) >= LEAST_LARGE


def test_a_colour_between_light_and_dark_is_refused():
    with pytest.raises(IllegibleError) as refusal:
        tone_of("#7a7a7a")
    assert 4 < refusal.value.ratio < LEAST


@pytest.mark.parametrize("value", ["rouge", "#fff", "#12345g", "#1234567", "red;}", "#12345\n"])
def test_what_is_no_colour_is_refused(site, value):
    site.hue_eco = value
    with pytest.raises(ValidationError) as refusal:
        site.full_clean()
    assert set(refusal.value.message_dict) == {"hue_eco"}


def test_an_illegible_colour_says_how_far_it_is(site):
    site.hue_num = "#7a7a7a"
    with pytest.raises(ValidationError) as refusal:
        site.full_clean()
    (sentence,) = refusal.value.message_dict["hue_num"]
    assert re.search(r"contraste de 4,\d pour 4,5 demandés", sentence)


def test_capitals_and_spaces_are_tidied(site):
    site.hue_eco = " #FFE600 "
    site.clean()
    assert site.hue_eco == "#ffe600"


@pytest.mark.parametrize("hue", Hue.values)
def test_the_database_holds_colours_alone(site, hue):
    with pytest.raises(IntegrityError, match=f"site_hue_{hue}_is_a_colour"), transaction.atomic():
        SiteSettings.objects.update(**{f"hue_{hue}": "red"})


def test_nothing_chosen_changes_nothing(client, site):
    page = client.get("/").content.decode()
    assert "/couleurs/" not in page
    assert page.count('rel="stylesheet"') == 1


def test_a_colour_chosen_is_served_after_the_site_s_sheet(client, site):
    site.hue_cul = "#ffe600"
    site.save()
    page = client.get("/").content.decode()
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    assert sheets[1] == f"/couleurs/{site.palette_digest}.css"
    assert "style=" not in page
    answer = client.get(sheets[1])
    sheet = answer.content.decode()
    assert answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]
    assert "--cul:#ffe600" in sheet
    assert ".hue-cul{--on:var(--black);--flip:var(--chalk);--blend:multiply}" in sheet
    assert "--eco" not in sheet


def test_an_address_of_before_gives_today_s_and_is_not_kept(client, site):
    site.hue_eco = "#0a7d4f"
    site.save()
    answer = client.get("/couleurs/000000000000.css")
    assert "--eco:#0a7d4f" in answer.content.decode()
    assert answer["Cache-Control"] == "no-cache"


def test_what_a_link_shows_takes_the_colour(site):
    before = shared_site(site)
    site.hue_num = "#0a7d4f"
    after = shared_site(site)
    assert before.digest != after.digest
    assert draw(before) != draw(after)


def test_an_unreadable_colour_that_slipped_in_is_left_out(site):
    SiteSettings.objects.update(hue_eco="#7a7a7a", hue_soc="#0a7d4f")
    site.refresh_from_db()
    assert list(site.tones) == ["soc"]
    assert "#7a7a7a" not in stylesheet(site.tones)


class TestLinks:
    def test_each_line_is_a_link_at_the_foot(self, client, site):
        site.social_links = (
            "Mastodon https://exemple.social/@metropole\n\n Notre chaîne https://video.exemple.fr/c"
        )
        site.full_clean()
        site.save()
        page = client.get("/").content.decode()
        assert 'href="https://exemple.social/@metropole" rel="me noopener">Mastodon</a>' in page
        assert 'href="https://video.exemple.fr/c" rel="me noopener">Notre chaîne</a>' in page

    @pytest.mark.parametrize(
        "line", ["https://exemple.fr", "Mastodon", "X javascript:alert(1)", "X http://a.fr"]
    )
    def test_a_line_that_is_none_is_told(self, site, line):
        site.social_links = f"Mastodon https://exemple.social\n{line}"
        with pytest.raises(ValidationError) as refusal:
            site.full_clean()
        assert line in refusal.value.message_dict["social_links"][0]

    def test_none_leaves_no_list(self, client, site):
        assert "socials" not in client.get("/").content.decode()

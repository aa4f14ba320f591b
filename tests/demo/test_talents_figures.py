"""What the demonstration's talents must say: figures of the first article, and an imaginary palmarès that says so."""

import datetime as dt

import pytest
from django.utils import timezone

from networks.models import Membership
from portal.core.enums import DatePrecision
from talents.enums import PUBLISHING_SCOPES
from talents.models import Edition, Field, Laureate, PathStep, Scheme, Talent

pytestmark = pytest.mark.usefixtures("demo")


def test_five_fields():
    assert list(Field.objects.values_list("hue", flat=True)) == ["eco", "soc", "cul", "num", "spo"]


def test_the_operation_launched_in_2017_gathers_partner_schemes():
    operation = Scheme.objects.get(slug="printemps-des-talents")
    assert (str(operation.launch), str(operation.initiator)) == ("2017", "Olivier Bianchi")
    assert operation.organiser is not None
    assert not operation.is_demo
    assert list(operation.partners.values_list("is_demo", flat=True)) == [True] * 5


def test_the_second_edition_is_that_of_2019_and_the_year_of_the_first_is_derived():
    editions = Edition.objects.filter(scheme__slug="printemps-des-talents").order_by("number")
    assert list(editions.values_list("number", "year", "year_derived")) == [(1, 2018, True), (2, 2019, False)]
    assert editions[0].year_text == "2018 (année déduite)"


def test_forty_imaginary_laureates_over_two_editions_four_a_field():
    assert Talent.objects.count() == 40
    assert not Talent.objects.filter(is_demo=False).exists()
    for edition in Edition.objects.filter(scheme__slug="printemps-des-talents"):
        rows = Laureate.objects.filter(edition=edition)
        assert sorted(rows.values_list("field__hue", flat=True)) == sorted(
            hue for hue in ("eco", "soc", "cul", "num", "spo") for _ in range(4)
        )


def test_every_page_is_public_with_a_proof_of_consent():
    now = timezone.now()
    assert Talent.objects.published(at=now).count() == 40
    assert not Talent.objects.exclude(consent_scope__in=PUBLISHING_SCOPES).exists()
    assert not Talent.objects.filter(consent_proof="").exists()
    assert not Talent.objects.filter(consent_given_on__gt=dt.date(2019, 12, 31)).exists()


def test_twenty_four_are_drawn_and_sixteen_stand_by_their_initials():
    assert Talent.objects.exclude(drawing="").count() == 24
    assert Talent.objects.filter(drawing="", portrait__isnull=True).count() == 16


def test_the_club_has_seventeen_members_since_2019_and_no_invented_person_sits_in_a_real_body():
    today = timezone.localdate()
    current = Membership.objects.current(on=today).filter(talent__isnull=False)
    club = current.filter(network__slug="club-des-talents")
    assert club.values("talent").distinct().count() == 17
    assert current.filter(network__slug="cisca").count() == 0
    first_days = Membership.objects.filter(network__slug="club-des-talents", talent__isnull=False).exclude(
        since=dt.date(2021, 1, 1)
    )
    assert set(first_days.values_list("since", "since_precision")) == {
        (dt.date(2019, 1, 1), DatePrecision.YEAR)
    }
    assert set(club.exclude(role="").values_list("role", flat=True)) == {"marraine", "parrain"}


def test_dates_of_paths_are_of_every_precision():
    assert set(PathStep.objects.values_list("when_precision", flat=True)) == {
        DatePrecision.DAY,
        DatePrecision.MONTH,
        DatePrecision.SEASON,
        DatePrecision.YEAR,
    }


def test_a_third_of_the_pages_tell_a_whole_story():
    rich = Talent.objects.exclude(quote="").filter(facts__isnull=False).distinct()
    assert rich.count() >= 40 // 3
    for talent in rich:
        assert talent.facts.count() == 3
        assert 4 <= talent.steps.count() <= 5


@pytest.mark.parametrize(
    "path",
    ["/talents/", "/talents/aissatou-balde/", "/talents/lina/", "/editions/printemps-des-talents-2019/"],
)
def test_pages_open(client, path):
    assert client.get(path).status_code == 200


def test_the_minor_has_no_last_name_on_any_page(client):
    for path in ("/talents/?q=lina", "/talents/lina/", "/editions/printemps-des-talents-2019/"):
        assert "Ferreol" not in client.get(path).content.decode()

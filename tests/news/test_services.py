"""Articles tied to entries, and corrections."""

import datetime as dt

import pytest

from networks.models import Network, Territory
from portal.core.models import AuditEntry
from portal.news import services
from portal.news.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return Article.objects.create(title="Une nouvelle")


def test_subjects_keep_their_order_and_are_replaced(article, at):
    territory, network = Territory.objects.create(title="Pont-Essai"), Network.objects.create(title="Le Club")
    services.relate(article, entries=[network, territory], by=None, at=at)
    assert [row.entry_id for row in article.subjects.all()] == [network.pk, territory.pk]
    services.relate(article, entries=[territory], by=None, at=at)
    assert list(article.about.values_list("pk", flat=True)) == [territory.pk]
    assert list(Article.objects.about(territory.pk)) == [article]
    assert not Article.objects.about(network.pk).exists()


def test_a_correction_is_dated_where_the_site_lives(article):
    late = dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)
    services.correct(article, note="  Dix-huit territoires, et non vingt. ", by=None, at=late)
    article.refresh_from_db()
    assert article.correction == "Dix-huit territoires, et non vingt."
    assert article.corrected_on == dt.date(2026, 11, 22)
    assert AuditEntry.objects.get().verb == "correct"


def test_an_empty_correction_is_refused(article, at):
    with pytest.raises(services.EmptyCorrectionError):
        services.correct(article, note="  ", by=None, at=at)

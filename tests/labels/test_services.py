"""The life of an award, and measured results."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from labels import services
from labels.enums import AwardState
from labels.models import Indicator, LabelAward
from portal.core.dates import ImpreciseDate
from portal.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def told(award: LabelAward) -> str:
    with translation.override("fr"):
        return award.state_in_words


def test_announced_is_not_given_yet(label, territory, at):
    award = services.announce(label, holder=territory, on=ImpreciseDate.parse("2019-02-27"), by=None, at=at)
    assert award.state == AwardState.ANNOUNCED
    assert award.held_from is None
    assert told(award) == "Annoncé le 27 février 2019"
    assert AuditEntry.objects.get(target_model="labels.labelaward").verb == "announce"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2019-02-01", "Annoncé le 1er février 2019"),
        ("2019-02", "Annoncé, février 2019"),
        ("2019", "Annoncé, 2019"),
        ("", "Annoncé"),
    ],
)
def test_an_imprecise_announcement_is_told_as_it_is(label, territory, at, on, words):
    assert (
        told(services.announce(label, holder=territory, on=ImpreciseDate.parse(on), by=None, at=at)) == words
    )


def test_an_announcement_becomes_the_award(label, territory, at):
    announced = services.announce(
        label, holder=territory, on=ImpreciseDate.parse("2019-02-27"), by=None, at=at, note="Bientôt"
    )
    award = services.award(label, holder=territory, on=ImpreciseDate.parse("2019-04-01"), by=None, at=at)
    award.refresh_from_db()
    assert award.pk == announced.pk
    assert (award.state, award.announced_on, award.note) == (AwardState.HELD, dt.date(2019, 2, 27), "Bientôt")
    assert told(award) == "Reçu le 1er avril 2019"


def test_a_label_received_on_an_unknown_day_is_held(label, territory, at):
    award = services.award(label, holder=territory, by=None, at=at)
    assert told(award) == "Reçu"
    with pytest.raises(services.OverlapError):
        services.award(label, holder=territory, on=ImpreciseDate.parse("2024-01-01"), by=None, at=at)


def test_the_term_gives_the_last_day(label, territory, at):
    label.term_months = 24
    award = services.award(label, holder=territory, on=ImpreciseDate.parse("2024-02-29"), by=None, at=at)
    assert award.held_until == dt.date(2026, 2, 27)
    assert services.last_day_of_term(dt.date(2024, 3, 1), 24) == dt.date(2026, 2, 28)


def test_an_imprecise_beginning_gives_no_false_end(label, territory, at):
    label.term_months = 24
    assert (
        services.award(label, holder=territory, on=ImpreciseDate.parse("2024"), by=None, at=at).held_until
        is None
    )


def test_a_label_aimed_at_cannot_be_held(aimed, territory, at):
    with pytest.raises(services.LabelNotGivenYetError):
        services.announce(aimed, holder=territory, by=None, at=at)
    with pytest.raises(services.LabelNotGivenYetError):
        services.award(aimed, holder=territory, by=None, at=at)


def test_a_renewal_is_a_row_of_its_own(label, territory, at):
    label.term_months = 12
    label.save()
    first = services.award(label, holder=territory, on=ImpreciseDate.parse("2025-01-01"), by=None, at=at)
    second = services.renew(first, by=None, at=at)
    assert (second.held_from, second.held_until) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    first.refresh_from_db()
    assert first.held_until == dt.date(2025, 12, 31)
    with pytest.raises(services.OverlapError):
        services.renew(first, by=None, at=at)


def test_what_has_no_term_or_was_not_received_is_not_renewed(label, territory, structure, at):
    with pytest.raises(services.TransitionRefusedError):
        services.renew(services.award(label, holder=territory, by=None, at=at), by=None, at=at)
    with pytest.raises(services.TransitionRefusedError):
        services.renew(services.announce(label, holder=structure, by=None, at=at), by=None, at=at)


def test_a_label_taken_back_ends_that_day_and_may_be_given_again(label, territory, at):
    award = services.award(label, holder=territory, on=ImpreciseDate.parse("2020-05-01"), by=None, at=at)
    services.withdraw_award(award, on=dt.date(2021, 6, 30), by=None, at=at, note="À la demande du territoire")
    award.refresh_from_db()
    assert (award.state, award.held_until) == (AwardState.WITHDRAWN, dt.date(2021, 6, 30))
    assert told(award) == "Retiré le 30 juin 2021"
    services.award(label, holder=territory, on=ImpreciseDate.parse("2021-07-01"), by=None, at=at)
    with pytest.raises(services.TransitionRefusedError):
        services.withdraw_award(award, by=None, at=at)


def test_a_label_is_not_taken_back_before_it_is_given(label, territory, at):
    award = services.award(label, holder=territory, on=ImpreciseDate.parse("2020-05-01"), by=None, at=at)
    with pytest.raises(services.AwardRefusedError):
        services.withdraw_award(award, on=dt.date(2020, 4, 30), by=None, at=at)


def test_an_announcement_taken_back_took_no_days(label, territory, at):
    award = services.announce(label, holder=territory, by=None, at=at)
    services.withdraw_award(award, by=None, at=at)
    award.refresh_from_db()
    assert (award.state, award.held_until, told(award)) == (AwardState.WITHDRAWN, None, "Retiré")
    services.award(label, holder=territory, on=ImpreciseDate.parse("2019"), by=None, at=at)


def test_two_decisions_on_one_award_do_not_both_win(label, territory, at):
    award = services.award(label, holder=territory, by=None, at=at)
    stale = LabelAward.objects.get(pk=award.pk)
    services.withdraw_award(award, by=None, at=at)
    with pytest.raises(services.TransitionRefusedError):
        services.withdraw_award(stale, by=None, at=at)


def test_awards_expire_the_day_after_their_last(label, territory, structure, network, at):
    last = dt.date(2026, 11, 21)
    over = services.award(label, holder=territory, until=last, by=None, at=at)
    today = services.award(label, holder=structure, until=last + dt.timedelta(days=1), by=None, at=at)
    endless = services.award(label, holder=network, by=None, at=at)
    assert services.expire_due(at=at) == 1
    assert services.expire_due(at=at) == 0
    states = dict(LabelAward.objects.values_list("pk", "state"))
    assert states == {over.pk: "expired", today.pk: "held", endless.pk: "held"}
    over.refresh_from_db()
    assert told(over) == "Échu le 21 novembre 2026"


def test_the_days_are_counted_where_the_site_lives(label, territory, at):
    """At 23:30 UTC on 21 November it is the 22nd in Paris: the award of the 21st is over."""
    services.award(label, holder=territory, until=dt.date(2026, 11, 21), by=None, at=at)
    assert services.expire_due(at=dt.datetime(2026, 11, 21, 22, 30, tzinfo=dt.UTC)) == 0
    assert services.expire_due(at=dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)) == 1


def test_a_second_reading_of_a_day_corrects_the_first(axis, at):
    indicator = Indicator.objects.create(name="Pistes cyclables", unit="km", axis=axis)
    for value in ("12.5", "13"):
        services.measure(indicator, on=dt.date(2026, 1, 1), value=Decimal(value), by=None, at=at)
    assert [row.value for row in indicator.measurements.all()] == [Decimal(13)]
    assert AuditEntry.objects.filter(verb="measure").count() == 2


def test_only_awards_of_published_entries_are_shown(label, territory, structure, at):
    from portal.core import services as entries

    shown = services.award(label, holder=territory, by=None, at=at)
    services.award(label, holder=structure, by=None, at=at)
    entries.back_to_draft(structure, by=None, at=at)
    assert list(LabelAward.objects.shown(at=at)) == [shown]
    entries.withdraw(label, by=None, at=at)
    assert not LabelAward.objects.shown(at=at).exists()

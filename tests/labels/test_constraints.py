"""What the database refuses, whoever writes; each rule by its name."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from labels.enums import AwardState
from labels.models import Action, ActionPlan, Axis, Indicator, Label, LabelAward, Measurement
from portal.news.models import Article

pytestmark = pytest.mark.django_db

DAY = dt.date(2019, 2, 27)


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
        connection.check_constraints()
    assert name in str(error.value)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("label_direction_known", {"direction": "lost"}),
        ("label_term_is_positive", {"term_months": 0}),
        ("label_term_is_positive", {"term_months": 601}),
    ],
)
def test_a_label_refuses(name, fields):
    refused(name, lambda: Label.objects.create(title="Label", **fields))


def test_a_label_has_one_issuer(structure):
    refused(
        "label_one_issuer", lambda: Label.objects.create(title="L", issuer=structure, issuer_name="Autre")
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("award_state_known", {"state": "dreamt"}),
        ("award_announced_on_precision", {"announced_on": DAY, "announced_on_precision": "month"}),
        ("award_announced_on_precision", {"announced_on": DAY, "announced_on_precision": "unknown"}),
        ("award_held_from_precision", {"state": "held", "held_from": DAY, "held_from_precision": "year"}),
        ("award_announced_is_not_held", {"held_from": DAY, "held_from_precision": "day"}),
        ("award_announced_is_not_held", {"held_until": DAY}),
        ("award_expired_has_an_end", {"state": "expired"}),
        (
            "award_period_in_order",
            {
                "state": "held",
                "held_from": DAY,
                "held_from_precision": "day",
                "held_until": DAY - dt.timedelta(days=1),
            },
        ),
    ],
)
def test_an_award_refuses(label, territory, name, fields):
    refused(name, lambda: LabelAward.objects.create(label=label, holder=territory, **fields))


def test_a_label_is_announced_once_to_a_holder(label, territory):
    LabelAward.objects.create(label=label, holder=territory)
    refused("award_one_announcement", lambda: LabelAward.objects.create(label=label, holder=territory))


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        (("2019-01-01", "2020-12-31"), ("2020-12-31", "2022-01-01"), True),
        (("2019-01-01", "2020-12-31"), ("2021-01-01", None), False),
        ((None, None), ("2021-01-01", None), True),
        ((None, "2018-12-31"), ("2019-01-01", None), False),
    ],
)
def test_a_holder_has_a_label_once_at_a_time(label, territory, first, second, overlaps):
    def hold(since: str | None, until: str | None) -> LabelAward:
        return LabelAward.objects.create(
            label=label,
            holder=territory,
            state=AwardState.HELD,
            held_from=since,
            held_from_precision="day" if since else "unknown",
            held_until=until,
        )

    hold(*first)
    if overlaps:
        refused("award_no_overlap", lambda: hold(*second))
    else:
        hold(*second)
        assert label.awards.count() == 2


def test_another_holder_or_another_label_does_not_overlap(label, territory, structure):
    for holder, kind in (
        (territory, label),
        (structure, label),
        (territory, Label.objects.create(title="Autre")),
    ):
        LabelAward.objects.create(label=kind, holder=holder, state=AwardState.HELD)
    assert LabelAward.objects.count() == 3


def test_an_article_holds_no_label(label):
    article = Article.objects.create(title="Une nouvelle")
    refused("labelaward_holder_kind", lambda: LabelAward.objects.create(label=label, holder=article))
    refused("actionplan_holder_kind", lambda: ActionPlan.objects.create(title="Plan", holder=article))


def test_the_kind_beside_the_holder_is_true(label, territory):
    """Even a writer that goes round the model cannot call an article a territory."""
    article = Article.objects.create(title="Une nouvelle")
    award = LabelAward.objects.create(label=label, holder=territory)
    refused(
        "labelaward_holder_is_of_its_kind",
        lambda: LabelAward.objects.filter(pk=award.pk).update(holder=article),
    )
    plan = ActionPlan.objects.create(title="Plan", holder=territory)
    refused(
        "actionplan_holder_is_of_its_kind",
        lambda: ActionPlan.objects.filter(pk=plan.pk).update(holder=article),
    )


def test_a_plan_follows_an_award_or_aims_at_a_label(label, aimed, territory):
    award = LabelAward.objects.create(label=label, holder=territory)
    refused(
        "plan_one_label",
        lambda: ActionPlan.objects.create(title="Plan", holder=territory, award=award, aimed_label=aimed),
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("plan_has_title", {"title": ""}),
        ("plan_unique_by_holder", {"title": "Déjà là"}),
        ("plan_started_precision", {"started": DAY, "started_precision": "year"}),
        (
            "plan_period_in_order",
            {"started": DAY, "started_precision": "day", "ends_on": DAY - dt.timedelta(days=1)},
        ),
    ],
)
def test_a_plan_refuses(territory, name, fields):
    ActionPlan.objects.create(title="Déjà là", holder=territory)
    refused(name, lambda: ActionPlan.objects.create(holder=territory, **({"title": "Plan"} | fields)))


def test_axes_are_numbered_from_one_and_once(axis):
    refused("axis_number_unique", lambda: Axis.objects.create(plan=axis.plan, number=1))
    refused("axis_number_from_one", lambda: Axis.objects.create(plan=axis.plan, number=0))


def test_an_axis_that_no_source_names_exists(axis):
    assert str(Axis.objects.create(plan=axis.plan, number=2)) == "Axe 2, non nommé par la source"


def test_actions_are_named_once(axis):
    Action.objects.create(axis=axis, title="Pédaler")
    refused("action_unique_by_axis", lambda: Action.objects.create(axis=axis, title="Pédaler"))
    refused("action_has_title", lambda: Action.objects.create(axis=axis, title=""))


def test_an_indicator_measures_an_axis_or_an_action(axis):
    action = Action.objects.create(axis=axis, title="Pédaler")
    refused("indicator_one_owner", lambda: Indicator.objects.create(name="km"))
    refused("indicator_one_owner", lambda: Indicator.objects.create(name="km", axis=axis, action=action))
    refused("indicator_has_name", lambda: Indicator.objects.create(name="", axis=axis))


def test_an_indicator_is_read_once_a_day(axis):
    indicator = Indicator.objects.create(name="km", axis=axis)
    Measurement.objects.create(indicator=indicator, on=DAY, value=3)
    refused("measurement_one_a_day", lambda: Measurement.objects.create(indicator=indicator, on=DAY, value=4))


def test_a_refusal_is_told_in_french_before_the_database(label, territory):
    held = {"label": label, "holder": territory, "state": AwardState.HELD}
    LabelAward.objects.create(**held)
    with pytest.raises(ValidationError) as error:
        LabelAward(**held).validate_constraints(exclude={"holder_kind"})
    assert "Ce titulaire tient déjà ce label à ces dates." in error.value.messages

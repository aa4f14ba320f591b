"""Labels, awards and plans for tests."""

import factory
from factory.django import DjangoModelFactory

from labels.enums import AwardState
from labels.models import ActionPlan, Axis, Indicator, Label, LabelAward
from tests.factories.networks import PublishedEntryFactory, TerritoryFactory


class LabelFactory(PublishedEntryFactory):
    class Meta:
        model = Label

    title = factory.Sequence(lambda n: f"Label {n}")


class LabelAwardFactory(DjangoModelFactory):
    class Meta:
        model = LabelAward

    label = factory.SubFactory(LabelFactory)
    holder = factory.SubFactory(TerritoryFactory)
    state = AwardState.HELD


class ActionPlanFactory(DjangoModelFactory):
    class Meta:
        model = ActionPlan

    title = factory.Sequence(lambda n: f"Plan {n}")
    holder = factory.SubFactory(TerritoryFactory)


class AxisFactory(DjangoModelFactory):
    class Meta:
        model = Axis

    plan = factory.SubFactory(ActionPlanFactory)
    number = factory.Sequence(lambda n: n + 1)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    axis = factory.SubFactory(AxisFactory)
    name = factory.Sequence(lambda n: f"Indicateur {n}")

from labels.models.award import LabelAward, LabelAwardQuerySet
from labels.models.label import Label, LabelQuerySet
from labels.models.plan import Action, ActionPlan, ActionPlanQuerySet, Axis, Indicator, Measurement

__all__ = [
    "Action",
    "ActionPlan",
    "ActionPlanQuerySet",
    "Axis",
    "Indicator",
    "Label",
    "LabelAward",
    "LabelAwardQuerySet",
    "LabelQuerySet",
    "Measurement",
]

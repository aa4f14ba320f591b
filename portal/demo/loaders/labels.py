"""Labels: one announced, one aimed at, one received; two action plans and their imaginary readings."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from labels import services
from labels.models import Action, ActionPlan, Axis, Indicator, Label, LabelAward
from networks.models import Initiative, Network, Structure, Territory, Theme
from networks.services import add_theme, record_declared_figure, refresh_search_text
from portal.accounts.models import User
from portal.core.dates import ImpreciseDate
from portal.core.models import Entry
from portal.core.richtext import french
from portal.core.services import publish


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: what bears a slug already is left as it is."""
    data = yaml.safe_load((data_dir / "labels" / "labels.yaml").read_text(encoding="utf-8"))
    for row in data["holders"]:
        if not Initiative.objects.filter(slug=row["slug"]).exists():
            _initiative(row, by=by, at=at)
    for row in data["labels"]:
        if not Label.objects.filter(slug=row["slug"]).exists():
            _label(row, by=by, at=at)


def _initiative(row: dict[str, Any], *, by: User | None, at: dt.datetime) -> None:
    started = ImpreciseDate.parse(row["started"])
    initiative = Initiative.objects.create(
        slug=row["slug"],
        title=row["title"],
        hue=row["hue"],
        summary=french(row["summary"]),
        body=row["body"],
        territory=Territory.objects.get(slug=row["territory"]),
        started=started.day,
        started_precision=started.precision,
    )
    initiative.carriers.set(Structure.objects.filter(slug__in=row["carriers"]))
    for theme in Theme.objects.filter(slug__in=row["themes"]):
        add_theme(entry=initiative, theme=theme, by=by, at=at)
    refresh_search_text(entry=initiative)
    publish(initiative, by=by, at=at)


def _label(row: dict[str, Any], *, by: User | None, at: dt.datetime) -> None:
    issuer = row.get("issuer")
    label = Label.objects.create(
        slug=row["slug"],
        title=row["title"],
        hue=row["hue"],
        direction=row["direction"],
        issuer=Structure.objects.get(slug=issuer) if issuer else None,
        issuer_name=row.get("issuer_name", ""),
        aliases=row.get("aliases", []),
        is_demo=row.get("demo", False),
        summary=french(row["summary"]),
        body=row["body"],
    )
    for position, figure in enumerate(row.get("figures", [])):
        record_declared_figure(entry=label, by=by, at=at, position=position, **figure)
    refresh_search_text(entry=label)
    publish(label, by=by, at=at)
    for award_row in row.get("awards", []):
        award = _award(label, award_row, by=by, at=at)
        if "plan" in award_row:
            _plan(award_row["plan"], holder=award.holder, award=award, by=by, at=at)
    for plan_row in row.get("plans", []):
        _plan(plan_row, holder=_holder(plan_row["holder"]), aimed=label, by=by, at=at)


def _holder(named: list[str]) -> Entry:
    kind, slug = named
    return Entry.objects.get(kind=kind, slug=slug)


def _award(label: Label, row: dict[str, Any], *, by: User | None, at: dt.datetime) -> LabelAward:
    common = {"source_name": row["source"], "note": french(row["note"]), "by": by, "at": at}
    holder = _holder(row["holder"])
    if row.get("held"):
        return services.award(label, holder=holder, on=ImpreciseDate.parse(row.get("held_from")), **common)
    return services.announce(
        label,
        holder=holder,
        on=ImpreciseDate.parse(row["announced_on"]),
        carried_by=Network.objects.get(slug=row["carried_by"]),
        **common,
    )


def _plan(
    row: dict[str, Any],
    *,
    holder: Entry,
    by: User | None,
    at: dt.datetime,
    award: LabelAward | None = None,
    aimed: Label | None = None,
) -> None:
    plan = ActionPlan.objects.create(
        title=row["title"],
        summary=french(row["summary"]),
        holder=holder,
        award=award,
        aimed_label=aimed,
        source_name=row["source"],
    )
    for number, axis_row in enumerate(row["axes"], start=1):
        axis = Axis.objects.create(
            plan=plan,
            number=number,
            title=axis_row.get("title", ""),
            summary=french(axis_row.get("summary", "")),
            theme=Theme.objects.filter(slug=axis_row.get("theme", "")).first(),
        )
        for position, action in enumerate(axis_row.get("actions", [])):
            title, initiative = action if isinstance(action, list) else (action, "")
            Action.objects.create(
                axis=axis,
                title=title,
                position=position,
                initiative=Initiative.objects.filter(slug=initiative).first(),
            )
        for position, indicator in enumerate(axis_row.get("indicators", [])):
            _indicator(axis, indicator, position=position, by=by, at=at)


def _indicator(axis: Axis, row: dict[str, Any], *, position: int, by: User | None, at: dt.datetime) -> None:
    indicator = Indicator.objects.create(
        axis=axis,
        name=row["name"],
        unit=row["unit"],
        target=row["target"],
        is_demo=row["demo"],
        position=position,
    )
    for day, value in row["measurements"].items():
        services.measure(indicator, on=day, value=Decimal(str(value)), by=by, at=at)

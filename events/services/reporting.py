"""Who came, and what the meeting did: counted from presence and from the stages as they were that day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from events.enums import EventStatus
from events.models import Attendance, Event, Report
from events.services.errors import EventRefusedError
from networks.enums import FigureNature, Stage
from networks.models import Structure, Territory, TerritoryStage
from networks.services import record_counted_figure
from portal.core.audit import Actor, record

# The farthest on the road first.
STAGE_ORDER = (Stage.ACCREDITED, Stage.EMERGING, Stage.INTERESTED)


class ReportRefusedError(EventRefusedError):
    """There is nothing to report yet, or it is public already."""


@dataclass(frozen=True, slots=True)
class StageGroup:
    """Territories that stood at one stage that day; `stage` is empty for those without one."""

    stage: str
    territories: Sequence[Territory]


@dataclass(frozen=True, slots=True)
class Presence:
    """Who came, and how many people where that is known."""

    groups: Sequence[StageGroup]
    structures: Sequence[Structure]
    headcount: int

    @property
    def territory_count(self) -> int:
        return sum(len(group.territories) for group in self.groups)

    def at_stage(self, stage: str) -> Sequence[Territory]:
        return next((group.territories for group in self.groups if group.stage == stage), ())


@transaction.atomic
def attend(
    event: Event,
    *,
    who: Territory | Structure,
    by: Actor | None,
    at: dt.datetime,
    headcount: int | None = None,
) -> Attendance:
    """A territory or a structure came. Said again, the number of its people is corrected."""
    key = {"territory": who} if isinstance(who, Territory) else {"structure": who}
    attendance, created = Attendance.objects.update_or_create(
        defaults={"headcount": headcount}, event=event, **key
    )
    record(verb="attend", target=event, by=by, at=at, who=who.pk, created=created)
    return attendance


def compute_report(event: Event) -> Presence:
    """Territories by the stage they had in the network of the meeting, on its day. Two queries.

    A stage reached later, or corrected since, changes nothing before its own date. If only the month or the year
    of the meeting is known, its first day counts; if nothing is known, no stage is told.
    """
    rows = event.attendances.select_related("territory", "structure").order_by(
        "territory__title", "structure__title"
    )
    territories: list[Territory] = []
    structures: list[Structure] = []
    headcount = 0
    for row in rows:
        headcount += row.headcount or 0
        if row.territory is not None:
            territories.append(row.territory)
        elif row.structure is not None:
            structures.append(row.structure)
    stages: dict[int, str] = {}
    if event.network_id is not None and event.day is not None:
        of_that_day = TerritoryStage.objects.filter(network=event.network_id).current(on=event.day)
        stages = {row.territory_id: row.stage for row in of_that_day.filter(territory__in=territories)}
    groups = [
        StageGroup(stage, found)
        for stage in (*STAGE_ORDER, "")
        if (found := [place for place in territories if stages.get(place.pk, "") == stage])
    ]
    return Presence(groups, structures, headcount)


def recount_event(event: Event, *, by: Actor | None, at: dt.datetime) -> None:
    """Write the counted figures of a meeting beside the declared ones, under the same keys.

    `territories`, `accredited`, `emerging`, `interested`, `structures`, `stands`, `workshops`. A figure that nobody
    declared and that counts nothing is not written.
    """
    presence = compute_report(event)
    workshops = event.sessions.held().filter(kind__in=["workshop", "recruitment", "immersion"]).count()
    counts = {
        "territories": (_("territoires présents"), presence.territory_count, False),
        Stage.ACCREDITED.value: (_("territoires habilités"), len(presence.at_stage(Stage.ACCREDITED)), False),
        Stage.EMERGING.value: (_("projets émergents"), len(presence.at_stage(Stage.EMERGING)), False),
        Stage.INTERESTED.value: (
            _("territoires intéressés"),
            len(presence.at_stage(Stage.INTERESTED)),
            False,
        ),
        "structures": (_("structures présentes"), len(presence.structures), True),
        "stands": (_("stands"), event.stands.count(), False),
        "workshops": (_("ateliers"), workshops, False),
    }
    figures = list(event.figures.all())
    declared = {figure.key: figure for figure in figures if figure.nature == FigureNature.DECLARED}
    already = {figure.key for figure in figures if figure.nature == FigureNature.COUNTED}
    for position, (key, (label, value, feminine)) in enumerate(counts.items()):
        known = declared.get(key)
        if not value and known is None and key not in already:
            continue
        record_counted_figure(
            entry=event,
            key=key,
            label=known.label if known else label,
            value=value,
            as_of=event.day or at.date(),
            is_feminine=known.is_feminine if known else feminine,
            position=known.position if known else 50 + position,
            by=by,
            at=at,
        )


@transaction.atomic
def write_report(event: Event, *, body: str, decisions: str, by: Actor | None, at: dt.datetime) -> Report:
    """Keep the text of the report; a public one stays public."""
    report, created = Report.objects.update_or_create(
        event=event, defaults={"body": body, "decisions": decisions}
    )
    record(verb="report", target=event, by=by, at=at, created=created)
    return report


@transaction.atomic
def publish_report(event: Event, *, by: Actor | None, at: dt.datetime) -> Report:
    """Show what the meeting did, with its figures counted as of now. Refused before it is over, and twice."""
    if event.status == EventStatus.CANCELLED:
        raise ReportRefusedError(_("Cet événement a été annulé : il n’a pas de compte rendu."))
    if not event.is_past(at=at):
        raise ReportRefusedError(_("L’événement n’a pas encore eu lieu."))
    moved = Report.objects.filter(event=event, published_at__isnull=True).update(
        published_at=at, updated_at=at
    )
    if not moved:
        known = Report.objects.filter(event=event).exists()
        raise ReportRefusedError(
            _("Ce compte rendu est déjà public.") if known else _("Écrivez d’abord le compte rendu.")
        )
    recount_event(event, by=by, at=at)
    record(verb="publish_report", target=event, by=by, at=at)
    return Report.objects.get(event=event)

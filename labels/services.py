"""The verbs of labels: announce, award, renew, withdraw, expire, measure."""

import calendar
import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labels.enums import AwardState, Direction
from labels.models import Indicator, Label, LabelAward, Measurement
from networks.models import Network
from portal.core.audit import Actor, record
from portal.core.dates import ImpreciseDate
from portal.core.enums import DatePrecision
from portal.core.models import Entry

UNKNOWN = ImpreciseDate(None, DatePrecision.UNKNOWN)


class AwardRefusedError(Exception):
    """What was asked does not go with what is recorded; the message is for the person who asked."""


class LabelNotGivenYetError(AwardRefusedError):
    """A label that is only aimed at cannot be held."""


class OverlapError(AwardRefusedError):
    """The holder has this label already, on some of these days."""


class TransitionRefusedError(AwardRefusedError):
    """The award is no longer in a state that allows this."""


def _refuse_aimed(label: Label) -> None:
    if label.direction == Direction.AIMED:
        raise LabelNotGivenYetError(_("Ce label est en préparation : il ne peut pas encore être attribué."))


def _create(message: str, **fields: object) -> LabelAward:
    """Insert, or say kindly what the constraints refuse."""
    try:
        with transaction.atomic():
            return LabelAward.objects.create(**fields)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name in ("award_no_overlap", "award_one_announcement"):
            raise OverlapError(message) from error
        raise


def _move(award: LabelAward, *, allowed: set[str], **changes: object) -> None:
    """Compare and set: refused when the row is no longer in an allowed state."""
    try:
        with transaction.atomic():
            moved = LabelAward.objects.filter(pk=award.pk, state__in=allowed).update(**changes)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == "award_no_overlap":
            raise OverlapError(_("Ce titulaire tient déjà ce label à ces dates.")) from error
        raise
    if not moved:
        raise TransitionRefusedError(_("Cette attribution a changé d’état entre-temps : rechargez la page."))
    for name, value in changes.items():
        setattr(award, name, value)


def last_day_of_term(first: dt.date, months: int) -> dt.date:
    """The last day of a term that starts on `first`: 24 months from 1 March end on the last of February."""
    index = first.year * 12 + first.month - 1 + months
    year, month = index // 12, index % 12 + 1
    anniversary = dt.date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
    return anniversary - dt.timedelta(days=1)


@transaction.atomic
def announce(
    label: Label,
    *,
    holder: Entry,
    by: Actor | None,
    at: dt.datetime,
    on: ImpreciseDate = UNKNOWN,
    carried_by: Network | None = None,
    source_name: str = "",
    source_url: str = "",
    note: str = "",
) -> LabelAward:
    """Record that a label is promised, not yet given."""
    _refuse_aimed(label)
    award = _create(
        _("Ce label est déjà annoncé pour ce titulaire."),
        label=label,
        holder=holder,
        state=AwardState.ANNOUNCED,
        announced_on=on.day,
        announced_on_precision=on.precision,
        carried_by=carried_by,
        source_name=source_name,
        source_url=source_url,
        note=note,
    )
    record(verb="announce", target=award, by=by, at=at)
    return award


@transaction.atomic
def award(
    label: Label,
    *,
    holder: Entry,
    by: Actor | None,
    at: dt.datetime,
    on: ImpreciseDate = UNKNOWN,
    until: dt.date | None = None,
    source_name: str = "",
    source_url: str = "",
    note: str = "",
) -> LabelAward:
    """Give the label. An announcement that waited becomes the award; the term gives the last day when it is known."""
    _refuse_aimed(label)
    if until is None and label.term_months and on.day is not None and on.precision == DatePrecision.DAY:
        until = last_day_of_term(on.day, label.term_months)
    period = {
        "state": AwardState.HELD,
        "held_from": on.day,
        "held_from_precision": on.precision,
        "held_until": until,
    }
    texts = {"source_name": source_name, "source_url": source_url, "note": note}
    waiting = LabelAward.objects.filter(label=label, holder=holder, state=AwardState.ANNOUNCED).first()
    if waiting is not None:
        given = {name: text for name, text in texts.items() if text}
        _move(waiting, allowed={AwardState.ANNOUNCED}, **period, **given)
        result = waiting
    else:
        message = _("Ce titulaire tient déjà ce label à ces dates.")
        result = _create(message, label=label, holder=holder, **period, **texts)
    record(verb="award", target=result, by=by, at=at)
    return result


@transaction.atomic
def renew(
    previous: LabelAward, *, by: Actor | None, at: dt.datetime, until: dt.date | None = None
) -> LabelAward:
    """A new period, the day after the previous one ends. The previous row stays as it was."""
    if previous.state not in (AwardState.HELD, AwardState.EXPIRED):
        raise TransitionRefusedError(_("Seul un label reçu se renouvelle."))
    if previous.held_until is None:
        raise TransitionRefusedError(_("Cette attribution n’a pas de terme : il n’y a rien à renouveler."))
    first = previous.held_until + dt.timedelta(days=1)
    if until is None and previous.label.term_months:
        until = last_day_of_term(first, previous.label.term_months)
    renewed = _create(
        _("Ce label est déjà renouvelé."),
        label=previous.label,
        holder=previous.holder,
        state=AwardState.HELD,
        held_from=first,
        held_from_precision=DatePrecision.DAY,
        held_until=until,
        carried_by=previous.carried_by,
        source_name=previous.source_name,
        source_url=previous.source_url,
    )
    record(verb="renew", target=renewed, by=by, at=at, previous=previous.pk)
    return renewed


@transaction.atomic
def withdraw_award(
    award: LabelAward, *, by: Actor | None, at: dt.datetime, on: dt.date | None = None, note: str = ""
) -> None:
    """Take the label back: a held one ends on that day, an announcement never took effect."""
    changes: dict[str, object] = {"state": AwardState.WITHDRAWN}
    if award.state == AwardState.HELD:
        day = on or timezone.localdate(at)
        if award.held_from is not None and day < award.held_from:
            raise AwardRefusedError(_("Le retrait ne peut pas précéder la remise."))
        changes["held_until"] = min(day, award.held_until) if award.held_until else day
    if note:
        changes["note"] = note
    _move(award, allowed={award.state} & {AwardState.ANNOUNCED, AwardState.HELD}, **changes)
    record(verb="withdraw_award", target=award, by=by, at=at)


def expire_due(*, at: dt.datetime) -> int:
    """Mark the awards whose last day is over. Safe to run at any time, twice or from two clocks."""
    expired = 0
    for award in LabelAward.objects.due(on=timezone.localdate(at)).select_related("label", "holder"):
        with transaction.atomic():
            moved = LabelAward.objects.filter(pk=award.pk, state=AwardState.HELD).update(
                state=AwardState.EXPIRED
            )
            if moved:
                award.state = AwardState.EXPIRED
                record(verb="expire", target=award, by=None, at=at)
                expired += 1
    return expired


@transaction.atomic
def measure(
    indicator: Indicator, *, on: dt.date, value: Decimal, by: Actor | None, at: dt.datetime, note: str = ""
) -> Measurement:
    """Write the value read on a day; a second reading of that day corrects the first."""
    measurement, created = Measurement.objects.update_or_create(
        indicator=indicator, on=on, defaults={"value": value, "note": note}
    )
    record(verb="measure", target=measurement, by=by, at=at, corrected=not created)
    return measurement

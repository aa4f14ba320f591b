"""Facts with a history: a stage reached, a membership, a mandate. The past is closed, never overwritten."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from networks.models import (
    Mandate,
    Membership,
    Network,
    Person,
    Structure,
    Territory,
    TerritoryStage,
    member_field,
)
from portal.core.audit import Actor, record
from portal.core.dates import ImpreciseDate
from portal.core.enums import DatePrecision
from portal.core.models import Entry

UNKNOWN = ImpreciseDate(None, DatePrecision.UNKNOWN)


class PeriodRefusedError(Exception):
    """The period contradicts what is already known; the message is for the person who asked."""


def declare_stage(
    *,
    territory: Territory,
    network: Network,
    stage: str,
    since: ImpreciseDate,
    by: Actor | None,
    at: dt.datetime,
    is_observed: bool = False,
    source: str = "",
) -> TerritoryStage:
    """A territory reaches a stage: the former one ends that day. Saying the current stage again changes nothing."""
    if since.day is None:
        raise PeriodRefusedError(_("Dites depuis quand\u00a0: au moins l’année."))
    with transaction.atomic():
        # The network first: two writers on one territory wait for each other here.
        Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
        rows = TerritoryStage.objects.filter(territory=territory, network=network)
        later = rows.filter(since__gt=since.day)
        former = rows.filter(Q(since__lte=since.day) | Q(since__isnull=True)).current(on=since.day).first()
        if former is not None and former.stage == stage:
            return former
        if later.exists() or (former is not None and former.since == since.day):
            raise PeriodRefusedError(
                _("Une étape est déjà connue à cette date ou après\u00a0: corrigez-la plutôt.")
            )
        if former is not None:
            former.until, former.until_precision = since.day, since.precision
            former.save(update_fields=["until", "until_precision"])
        declared = TerritoryStage.objects.create(
            territory=territory,
            network=network,
            stage=stage,
            since=since.day,
            since_precision=since.precision,
            is_observed=is_observed,
            source=source,
        )
        record(
            verb="stage",
            target=territory,
            by=by,
            at=at,
            network=network.pk,
            stage=str(stage),
            since=str(since.day),
        )
    return declared


def join_network(
    *,
    network: Network,
    member: Entry | Person,
    by: Actor | None,
    at: dt.datetime,
    since: ImpreciseDate = UNKNOWN,
    role: str = "",
    source: str = "",
) -> Membership:
    """A talent, a structure, a territory or a person becomes a member. Who is one already is left as is."""
    field = member_field(member)
    with transaction.atomic():
        Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
        rows = Membership.objects.of(member).filter(network=network)
        overlapping = rows.filter(Q(until__isnull=True) | Q(until__gt=since.day or dt.date.min)).first()
        if overlapping is not None:
            if overlapping.until is None:
                return overlapping
            raise PeriodRefusedError(_("Ce membre appartenait déjà au réseau à cette date."))
        membership = Membership.objects.create(
            network=network,
            role=role,
            source=source,
            since=since.day,
            since_precision=since.precision,
            **{f"{field}_id": member.pk},
        )
        record(verb="join", target=network, by=by, at=at, member_kind=field, member=member.pk)
    return membership


def leave_network(
    *,
    network: Network,
    member: Entry | Person,
    until: ImpreciseDate,
    by: Actor | None,
    at: dt.datetime,
) -> Membership:
    """The membership ends; what was true before stays."""
    with transaction.atomic():
        membership = _close(Membership.objects.of(member).filter(network=network), until)
        record(verb="leave", target=network, by=by, at=at, member_kind=member_field(member), member=member.pk)
    return membership


def give_mandate(
    *,
    body: Structure | Network,
    holder: Structure | Person,
    title: str,
    by: Actor | None,
    at: dt.datetime,
    since: ImpreciseDate = UNKNOWN,
    is_board: bool = False,
    position: int = 0,
    source: str = "",
) -> Mandate:
    """Somebody, or an organisation, takes an office or a seat. Given again while it lasts, it is left as is."""
    where = "body_structure" if isinstance(body, Structure) else "body_network"
    who = "holder_structure" if isinstance(holder, Structure) else "holder_person"
    same = {where: body, who: holder, "title": title}
    with transaction.atomic():
        Entry.objects.select_for_update().get(pk=body.pk)
        held = Mandate.objects.filter(until__isnull=True, **same).first()
        if held is not None:
            return held
        mandate = Mandate.objects.create(
            **same,
            since=since.day,
            since_precision=since.precision,
            is_board=is_board,
            position=position,
            source=source,
        )
        record(verb="mandate", target=body, by=by, at=at, mandate=mandate.pk, board=is_board)
    return mandate


def end_mandate(*, mandate: Mandate, until: ImpreciseDate, by: Actor | None, at: dt.datetime) -> Mandate:
    with transaction.atomic():
        ended = _close(Mandate.objects.filter(pk=mandate.pk), until)
        record(verb="end-mandate", target=mandate.body, by=by, at=at, mandate=mandate.pk)
    mandate.until, mandate.until_precision = ended.until, ended.until_precision
    return mandate


def _close(rows: Any, until: ImpreciseDate) -> Any:
    """End the open row among these; called in a transaction, which locks it."""
    if until.day is None:
        raise PeriodRefusedError(_("Dites quand\u00a0: au moins l’année."))
    row = rows.filter(until__isnull=True).select_for_update().first()
    if row is None:
        raise PeriodRefusedError(_("Cette période est déjà close, ou n’a jamais commencé."))
    if row.since is not None and until.day <= row.since:
        raise PeriodRefusedError(_("La fin doit venir après le début."))
    row.until, row.until_precision = until.day, until.precision
    row.save(update_fields=["until", "until_precision"])
    return row

"""Talents: the operation and its partner schemes, two editions, forty imaginary laureates and their networks."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from networks.enums import TerritoryKind
from networks.models import Network, Person, Structure, Territory
from networks.services import join_network, leave_network, record_declared_figure
from portal.accounts.models import User
from portal.core.dates import ImpreciseDate
from portal.core.enums import PublicationState
from portal.core.richtext import french
from portal.core.services import publish
from talents.enums import ConsentScope
from talents.models import Edition, Field, PathStep, Scheme, Talent, TalentFact
from talents.services import distinguish, grant_consent, publish_talent

# The evening of each edition came after the people on its list had agreed to be shown.
AGREED_ON = {1: dt.date(2018, 3, 5), 2: dt.date(2019, 3, 4)}
FILES = {"laureates_2018": 1, "laureates_2019": 2, "laureates_without_picture": None}


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: what bears a slug already is left as it is."""
    folder = data_dir / "talents"
    for row in _read(folder / "communes.yaml"):
        _commune(row, by=by, at=at)
    for row in _read(folder / "schemes.yaml"):
        _scheme(row)
    for row in _read(folder / "editions.yaml"):
        _edition(row, by=by, at=at)
    number = 0
    for name, edition in FILES.items():
        for row in _read(folder / f"{name}.yaml"):
            number += 1
            if not Talent.objects.filter(slug=row["slug"]).exists():
                _talent(row, edition=edition or row["edition"], number=number, by=by, at=at)


def _read(path: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _commune(row: dict[str, Any], *, by: User | None, at: dt.datetime) -> None:
    if Territory.objects.filter(slug=row["slug"]).exists():
        return
    parent = Territory.objects.filter(slug=row["parent"]).first() if "parent" in row else None
    commune = Territory.objects.create(
        slug=row["slug"],
        title=row["title"],
        territory_kind=TerritoryKind.COMMUNE,
        insee_code=row["insee"],
        parent=parent,
        latitude=row["latitude"],
        longitude=row["longitude"],
    )
    publish(commune, by=by, at=at)


def _scheme(row: dict[str, Any]) -> None:
    launched = ImpreciseDate.parse(row.get("launched"))
    initiator = row.get("initiator")
    Scheme.objects.get_or_create(
        slug=row["slug"],
        defaults={
            "name": row["name"],
            "parent": Scheme.objects.filter(slug=row.get("parent", "")).first(),
            "organiser": Structure.objects.filter(slug=row.get("organiser", "")).first(),
            "initiator": Person.objects.filter(**initiator).first() if initiator else None,
            "description": french(row["description"]),
            "launched": launched.day,
            "launched_precision": launched.precision,
            "is_demo": row.get("demo", False),
        },
    )


def _edition(row: dict[str, Any], *, by: User | None, at: dt.datetime) -> None:
    edition, created = Edition.objects.get_or_create(
        slug=row["slug"],
        defaults={
            "title": row["title"],
            "scheme": Scheme.objects.get(slug=row["scheme"]),
            "number": row["number"],
            "year": row["year"],
            "year_derived": row.get("year_derived", False),
            "hue": row["hue"],
            "summary": french(row["summary"]),
            "body": row["body"],
        },
    )
    if not created:
        return
    for figure in row.get("figures", []):
        record_declared_figure(entry=edition, **figure, by=by, at=at)
    publish(edition, by=by, at=at)


def _talent(row: dict[str, Any], *, edition: int, number: int, by: User | None, at: dt.datetime) -> None:
    """As a clerk does it: the page, the person's consent, the drawing, the palmarès, then publication."""
    field = Field.objects.get(hue=row["field"])
    minor = row.get("minor", False)
    talent = Talent.objects.create(
        slug=row["slug"],
        first_name=row.get("first_name", ""),
        last_name=row["last_name"],
        is_collective=row.get("collective", False),
        is_minor=minor,
        agreement=row.get("agreement", ""),
        field=field,
        territory=Territory.objects.get(slug=row["territory"]),
        summary=french(row["sentence"]),
        lead=french(row.get("lead", "")),
        body=row["body"],
        quote=french(row.get("quote", "")),
        meeting=french(row.get("meeting", "")),
        is_demo=True,
    )
    agreed = AGREED_ON[edition]
    grant_consent(
        talent,
        scope=ConsentScope.IMAGE if "alt" in row else ConsentScope.PAGE,
        given_on=agreed,
        proof=french(f"Registre des accords {agreed.year}, n° {number:03d} (démonstration)"),
        by_guardian=minor,
        by=by,
        at=at,
    )
    if "alt" in row:
        talent.drawing, talent.drawing_alt = row["slug"], row["alt"]
        talent.save()
    _path(talent, row)
    distinguish(
        talent,
        edition=Edition.objects.get(scheme__slug="printemps-des-talents", number=edition),
        field=field,
        scheme=Scheme.objects.get(slug=row["scheme"]),
        citation=french(row.get("citation", "")),
        by=by,
        at=at,
    )
    for belonging in row.get("networks", []):
        _join(talent, belonging, by=by, at=at)
    if talent.state != PublicationState.PUBLISHED:
        publish_talent(talent, by=by, at=at)


def _path(talent: Talent, row: dict[str, Any]) -> None:
    steps = [(ImpreciseDate.parse(when), title, text) for when, title, text in row["steps"]]
    PathStep.objects.bulk_create(
        PathStep(
            talent=talent,
            when=date.day,
            when_precision=date.precision,
            title=french(title),
            text=french(text),
            position=position,
        )
        for position, (date, title, text) in enumerate(steps)
    )
    TalentFact.objects.bulk_create(
        TalentFact(talent=talent, value=value, label=french(label), position=position)
        for position, (value, label) in enumerate(row.get("facts", []))
    )


def _join(talent: Talent, belonging: dict[str, str], *, by: User | None, at: dt.datetime) -> None:
    network = Network.objects.get(slug=belonging["network"])
    join_network(
        network=network,
        member=talent,
        since=ImpreciseDate.parse(belonging["since"]),
        role=belonging.get("role", ""),
        by=by,
        at=at,
    )
    if "until" in belonging:
        leave_network(
            network=network, member=talent, until=ImpreciseDate.parse(belonging["until"]), by=by, at=at
        )

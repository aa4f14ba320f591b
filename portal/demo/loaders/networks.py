"""Territories, structures, people, networks and initiatives of the five articles, through the services of real use."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import yaml

from networks import services
from networks.models import Initiative, Network, Person, Structure, Territory, Theme
from portal.accounts.models import User
from portal.core.dates import ImpreciseDate
from portal.core.enums import DatePrecision
from portal.core.models import Entry
from portal.core.richtext import french
from portal.core.services import publish

Kind = TypeVar("Kind", Territory, Structure, Network, Initiative)


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: an entry that bears its slug already is left as staff made it."""
    Loader(data_dir / "networks", at=at, by=by).load()


def degrees(number: float | None) -> Decimal | None:
    """As it is written: a binary fraction has too many decimals."""
    return None if number is None else Decimal(str(number))


class Loader:
    """Holds what each step needs: the files, the sources, who writes and when."""

    def __init__(self, folder: Path, *, at: dt.datetime, by: User | None) -> None:
        self.folder = folder
        self.at = at
        self.by = by
        self.known = set(Entry.objects.values_list("kind", "slug"))
        self.sources: dict[str, str] = {key: french(text) for key, text in self._read("sources").items()}

    def load(self) -> None:
        for position, row in enumerate(self._read("themes")):
            values = {"name": row["name"], "summary": french(row.get("summary", "")), "position": position}
            Theme.objects.get_or_create(slug=row["slug"], defaults=values)
        for row in self._read("territories"):
            self._territory(row)
        for row in self._read("structures"):
            self._structure(row)
        for row in self._read("people"):
            self._person(row)
        for row in self._read("networks"):
            self._network(row)
        for row in self._read("initiatives"):
            self._initiative(row)

    def _read(self, name: str) -> Any:
        return yaml.safe_load((self.folder / f"{name}.yaml").read_text(encoding="utf-8"))

    def _entry(self, model: type[Kind], row: dict[str, Any], **own: Any) -> Kind | None:
        """A new entry, published; None when it is there already."""
        if (model.entry_kind, row["slug"]) in self.known:
            return None
        owner = row.get("owner")
        entry = model(
            slug=row["slug"],
            title=french(row["title"]),
            summary=french(row["summary"]),
            body=french(row["body"]),
            hue=row["hue"],
            aliases=row.get("aliases", []),
            owner=self._one(Territory, owner) if owner and owner != row["slug"] else None,
            **own,
        )
        # The database holds the constraints; asking it twice makes the load three times longer.
        entry.full_clean(exclude=["kind"], validate_unique=False, validate_constraints=False)
        entry.save()
        for slug in row.get("themes", []):
            services.add_theme(entry=entry, theme=Theme.objects.get(slug=slug), by=self.by, at=self.at)
        for position, figure in enumerate(row.get("figures", [])):
            self._figure(entry, figure, position)
        publish(entry, by=self.by, at=self.at)
        return entry

    @staticmethod
    def _one(model: type[Kind], slug: str | None) -> Kind | None:
        return model.objects.get(slug=slug) if slug else None

    def _figure(self, entry: Entry, figure: dict[str, Any], position: int) -> None:
        services.record_declared_figure(
            entry=entry,
            key=figure["key"],
            label=french(figure["label"]),
            value=figure["value"],
            qualifier=figure.get("qualifier", "exact"),
            unit=figure.get("unit", ""),
            is_feminine=figure.get("feminine", False),
            source=self.sources[figure["source"]],
            as_of=figure.get("as_of"),
            position=position,
            by=self.by,
            at=self.at,
        )

    def _territory(self, row: dict[str, Any]) -> None:
        territory = self._entry(
            Territory,
            row,
            territory_kind=row["kind"],
            insee_code=row.get("insee", ""),
            parent=self._one(Territory, row.get("parent")),
            latitude=degrees(row.get("latitude")),
            longitude=degrees(row.get("longitude")),
        )
        if territory is not None:
            services.refresh_search_text(entry=territory)

    def _structure(self, row: dict[str, Any]) -> None:
        structure = self._entry(
            Structure,
            row,
            structure_kind=row["kind"],
            territory=self._one(Territory, row.get("territory")),
        )
        if structure is not None:
            services.refresh_search_text(entry=structure)

    def _person(self, row: dict[str, Any]) -> None:
        person, is_new = Person.objects.get_or_create(
            first_name=row["first"], last_name=row["last"], defaults={"is_public_figure": True}
        )
        for mandate in row.get("mandates", []) if is_new else []:
            body = Structure.objects.get(slug=mandate["structure"])
            services.give_mandate(
                body=body,
                holder=person,
                title=mandate["title"],
                source=self.sources[mandate["source"]],
                by=self.by,
                at=self.at,
            )
            services.refresh_search_text(entry=body)

    def _network(self, row: dict[str, Any]) -> None:
        founded = ImpreciseDate.parse(row.get("founded"))
        network = self._entry(
            Network,
            row,
            network_kind=row["kind"],
            founded=founded.day,
            founded_precision=founded.precision,
            territory=self._one(Territory, row.get("territory")),
        )
        if network is None:
            return
        network.facilitators.set(Structure.objects.filter(slug__in=row.get("facilitators", [])))
        for member in row.get("members", []):
            services.join_network(
                network=network,
                member=Territory.objects.get(slug=member["territory"]),
                since=ImpreciseDate.parse(member["since"]),
                role=french(member["role"]),
                source=self.sources[member["source"]],
                by=self.by,
                at=self.at,
            )
        if "stages" in row:
            self._stages(network, row["stages"])
        if "board" in row:
            self._board(network, row["board"])
        for position, partner in enumerate(row.get("partners", [])):
            services.add_partner(
                entry=network,
                partner=Structure.objects.get(slug=partner["structure"]),
                role=partner.get("role", "partner"),
                note=french(partner.get("note", "")),
                position=position,
                by=self.by,
                at=self.at,
            )
        services.refresh_search_text(entry=network)

    def _stages(self, network: Network, stages: dict[str, Any]) -> None:
        """What a meeting observed: members and stages, reached that day at the latest."""
        seen = ImpreciseDate(stages["day"], DatePrecision.DAY)
        source = self.sources[stages["source"]]
        for stage in services.STAGE_ORDER:
            for slug in stages[stage.value]:
                territory = Territory.objects.get(slug=slug)
                services.join_network(
                    network=network, member=territory, since=seen, source=source, by=self.by, at=self.at
                )
                services.declare_stage(
                    territory=territory,
                    network=network,
                    stage=stage.value,
                    since=seen,
                    is_observed=True,
                    source=source,
                    by=self.by,
                    at=self.at,
                )

    def _board(self, network: Network, board: dict[str, Any]) -> None:
        """Who sits on the board belongs to the collective. Since when is not said."""
        holders: list[Structure | Person] = [Structure.objects.get(slug=slug) for slug in board["structures"]]
        holders += [Person.objects.get(first_name=first, last_name=last) for first, last in board["people"]]
        source = self.sources[board["source"]]
        for position, holder in enumerate(holders):
            services.join_network(network=network, member=holder, source=source, by=self.by, at=self.at)
            services.give_mandate(
                body=network,
                holder=holder,
                title="Membre du conseil d’administration",
                is_board=True,
                position=position,
                source=source,
                by=self.by,
                at=self.at,
            )

    def _initiative(self, row: dict[str, Any]) -> None:
        initiative = self._entry(
            Initiative,
            row,
            territory=self._one(Territory, row.get("territory")),
            network=self._one(Network, row.get("network")),
        )
        if initiative is None:
            return
        initiative.carriers.set(Structure.objects.filter(slug__in=row.get("carriers", [])))
        services.refresh_search_text(entry=initiative)

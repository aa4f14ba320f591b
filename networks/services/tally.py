"""Counting a network on a day: its members, and its territories by stage."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from networks.enums import FigureNature, Stage
from networks.models import MEMBER_FIELDS, Figure, Network, TerritoryStage
from networks.services.figures import record_counted_figure
from portal.core.audit import Actor

# The farthest on the road first, as the page shows them.
STAGE_ORDER = (Stage.ACCREDITED, Stage.EMERGING, Stage.INTERESTED)
# These add up others, or say little alone.
ONLY_BESIDE_DECLARED = frozenset({"members", "partners"})


@dataclass(frozen=True, slots=True)
class MemberGroup:
    """Members of a network that stand together: at one stage, or of one nature. `key` is that stage or nature."""

    key: str
    members: Sequence[Any]

    @property
    def is_stage(self) -> bool:
        return self.key in Stage.values

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class NetworkTally:
    on: dt.date
    groups: Sequence[MemberGroup]

    def __len__(self) -> int:
        return sum(map(len, self.groups))

    def of(self, key: str) -> Sequence[Any]:
        return next((group.members for group in self.groups if group.key == key), ())


def tally_network(network: Network, *, on: dt.date) -> NetworkTally:
    """Members on this day: territories by stage, then those without one, structures, talents, people.

    Two queries, whatever the number of members. A stage counts only while its territory is a member.
    """
    stages = {
        row.territory_id: row.stage for row in TerritoryStage.objects.filter(network=network).current(on=on)
    }
    groups: dict[str, list[Any]] = {
        key: [] for key in (*STAGE_ORDER, "territory", "structure", "talent", "person")
    }
    for membership in network.members.members_on(on):
        field = next(name for name in MEMBER_FIELDS if getattr(membership, f"{name}_id") is not None)
        member = getattr(membership, field)
        key = stages.get(member.pk, field) if field == "territory" else field
        groups[key].append(member)
    return NetworkTally(on, [MemberGroup(key, members) for key, members in groups.items() if members])


def recount_network(*, network: Network, on: dt.date, by: Actor | None, at: dt.datetime) -> dict[str, Figure]:
    """Write the counted figures of a network on a day, under the keys of what was declared.

    `territories`, `interested`, `emerging`, `accredited`, `structures`, `talents`, `board`; `members` (all of them) and
    `partners` only beside a declared figure. One that nobody declared and that counts nothing is not written.
    """
    tally = tally_network(network, on=on)
    # Invented people join networks in the demonstration; they are not held against what a source declares.
    real = sum(not member.is_demo for group in tally.groups for member in group.members)
    territories = sum(len(tally.of(key)) for key in (*STAGE_ORDER, "territory"))
    board = network.seats.on_board().current(on=on).count()
    counts: dict[str, tuple[str, int, bool]] = {
        "territories": (_("territoires"), territories, False),
        Stage.ACCREDITED.value: (_("territoires habilités"), len(tally.of(Stage.ACCREDITED)), False),
        Stage.EMERGING.value: (_("projets émergents"), len(tally.of(Stage.EMERGING)), False),
        Stage.INTERESTED.value: (_("territoires intéressés"), len(tally.of(Stage.INTERESTED)), False),
        "structures": (_("structures"), len(tally.of("structure")), True),
        "board": (_("sièges au conseil d’administration"), board, False),
        "talents": (_("talents"), len(tally.of("talent")), False),
        "members": (_("membres"), real, False),
        "partners": (_("partenaires"), network.partnerships.partners().count(), False),
    }
    declared = {figure.key: figure for figure in network.figures.declared()}
    already = set(network.figures.filter(nature=FigureNature.COUNTED).values_list("key", flat=True))
    written = {}
    for position, (key, (label, value, feminine)) in enumerate(counts.items()):
        known = declared.get(key)
        worth = value and key not in ONLY_BESIDE_DECLARED
        if not worth and known is None and key not in already:
            continue
        written[key] = record_counted_figure(
            entry=network,
            key=key,
            label=known.label if known else label,
            value=value,
            as_of=on,
            is_feminine=known.is_feminine if known else feminine,
            position=known.position if known else 50 + position,
            by=by,
            at=at,
        )
    return written

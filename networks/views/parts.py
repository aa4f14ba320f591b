"""From rows to what components take: plain values, in French."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from networks.enums import PartnershipRole
from networks.models import Mandate, Network, Partnership, Person, Structure, Territory, Theme
from networks.services import FigurePair
from portal.core.components import Figure, Note, Poster, Row, Step
from portal.core.dates import ImpreciseDate
from portal.core.enums import DatePrecision, EntryKind
from portal.core.models import Entry, EntryLink
from portal.core.panels import Moment
from portal.core.richtext import french

KIND_ICONS = {"network": "network", "territory": "map-pin", "structure": "building", "initiative": "sprout"}


def page_annotations() -> dict[str, Any]:
    """The links and themes of an entry, as plain values in the query that fetches it: each page keeps to its price."""
    links = EntryLink.objects.filter(entry=OuterRef("pk")).order_by("position", "pk")
    themes = Theme.objects.filter(entries=OuterRef("pk")).order_by("position", "name")
    return {
        "link_rows": ArraySubquery(links.values(row=JSONObject(label="label", url="url"))),
        "theme_rows": ArraySubquery(
            themes.values(row=JSONObject(name="name", slug="slug", summary="summary"))
        ),
    }


def is_public(entry: Entry | None, *, at: dt.datetime) -> bool:
    """The same as `EntryQuerySet.published`, on a row already loaded."""
    return (
        entry is not None
        and entry.is_published
        and entry.published_at is not None
        and entry.published_at <= at
    )


def sentence(text: str) -> str:
    return french(text)


def kind_of(entry: Any) -> str:
    """« Grappe », « Métropole », « Association », « Initiative »."""
    if isinstance(entry, Network):
        word = entry.get_network_kind_display()
    elif isinstance(entry, Territory):
        word = entry.get_territory_kind_display()
    elif isinstance(entry, Structure):
        word = entry.get_structure_kind_display()
    else:
        # A bare entry too, where only its nature matters.
        word = entry.get_kind_display()
    return str(word)[:1].upper() + str(word)[1:]


def notes_of(entry: Any, *, at: dt.datetime) -> list[Note]:
    """What it is, and where: the foot of a poster, the tags of a row."""
    notes = [Note(kind_of(entry), KIND_ICONS.get(entry.kind, ""))]
    territory = entry.parent if isinstance(entry, Territory) else getattr(entry, "territory", None)
    if territory is not None and is_public(territory, at=at):
        notes.append(Note(territory.title, "" if isinstance(entry, Territory) else "map-pin"))
    return notes


def poster_of(entry: Any, *, at: dt.datetime, large: bool = False) -> Poster:
    return Poster(
        entry.title,
        entry.get_absolute_url(),
        entry.hue,
        entry.slug,
        sentence(entry.summary),
        notes=notes_of(entry, at=at),
        large=large,
        thing=True,
    )


def row_of(entry: Any, *, at: dt.datetime, tags: Iterable[Note] = ()) -> Row:
    """A pictured row: its contour lines, its sentence."""
    return Row(
        entry.title,
        entry.get_absolute_url(),
        sentence(entry.summary),
        hue=entry.hue,
        slug=entry.slug,
        tags=[*tags, *notes_of(entry, at=at)],
    )


def name_row(member: Entry | Person, *, at: dt.datetime, aside: str = "") -> Row | None:
    """A simple row that names a member; None for who is not shown to everybody."""
    if isinstance(member, Person):
        return Row(str(member), aside=aside or _("en son nom propre")) if member.is_public_figure else None
    return Row(member.title, member.get_absolute_url(), aside=aside) if is_public(member, at=at) else None


def figures_band(pairs: Iterable[FigurePair], *, most: int = 4) -> list[Figure]:
    """Four figures at most: those that staff put first."""
    return [Figure(pair.value, french(pair.label), french(pair.note)) for pair in list(pairs)[:most]]


def sources_of(pairs: Iterable[FigurePair]) -> list[dict[str, str]]:
    """Where the figures come from, each source once, with what it says."""
    sources: dict[tuple[str, str], list[str]] = {}
    for pair in pairs:
        if pair.declared is not None:
            key = (pair.declared.source, pair.declared.source_url)
            sources.setdefault(key, []).append(f"{pair.value} {pair.label}")
    return [
        {"source": french(source), "url": url, "says": french(", ".join(said))}
        for (source, url), said in sources.items()
    ]


def step_of(moment: Moment) -> Step:
    """A line of a timeline; the date for machines only where the day is known."""
    known = moment.when.precision == DatePrecision.DAY and moment.when.day is not None
    return Step(
        str(moment.when),
        french(moment.title),
        french(moment.text),
        moment.url,
        moment.when.day.isoformat() if known and moment.when.day else "",
        moment.ours,
    )


def since(when: ImpreciseDate) -> str:
    """« depuis 2019 », « depuis le 17 octobre 2019 », or nothing."""
    if when.day is None:
        return ""
    pattern = _("depuis le %(when)s") if when.precision == DatePrecision.DAY else _("depuis %(when)s")
    return pattern % {"when": when}


def partner_groups(partnerships: Iterable[Partnership], *, at: dt.datetime) -> list[dict[str, Any]]:
    """Partners by role, in the order of the roles; what is not public is left out."""
    titles = {
        PartnershipRole.ORGANISER: _("Organisé par"),
        PartnershipRole.HOST: _("Accueilli par"),
        PartnershipRole.PARTNER: _("Partenaires"),
        PartnershipRole.SUPPORT: _("Avec le soutien de"),
        PartnershipRole.FUNDER: _("Financé par"),
    }
    groups: dict[str, list[Row]] = {role: [] for role in titles}
    for partnership in partnerships:
        row = name_row(partnership.partner, at=at, aside=french(partnership.note))
        if row is not None:
            groups[partnership.role].append(row)
    return [{"title": titles[PartnershipRole(role)], "rows": rows} for role, rows in groups.items() if rows]


def mandate_rows(mandates: Iterable[Mandate], *, at: dt.datetime, whose: str) -> list[Row]:
    """Offices, said from one side: `whose` is "holder" (who sits here) or "body" (where this one sits)."""
    rows = []
    for mandate in mandates:
        row = name_row(getattr(mandate, whose), at=at, aside=french(mandate.title))
        if row is not None:
            rows.append(row)
    return rows


def partnership_rows(partnerships: Iterable[Partnership]) -> list[Row]:
    """Where a structure or a territory stands beside others; the entries are public already."""
    return [
        Row(
            partnership.entry.title,
            partnership.entry.get_absolute_url(),
            aside=french(partnership.note) or str(partnership.get_role_display()),
        )
        for partnership in partnerships
    ]


def related_groups(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries of several kinds, kind by kind."""
    titles = {
        EntryKind.INITIATIVE: _("Initiatives"),
        EntryKind.NETWORK: _("Réseaux"),
        EntryKind.STRUCTURE: _("Structures"),
        EntryKind.TERRITORY: _("Territoires"),
    }
    groups: dict[str, list[Row]] = {kind: [] for kind in titles}
    for entry in entries:
        groups[entry.kind].append(Row(entry.title, entry.get_absolute_url()))
    return [{"title": titles[EntryKind(kind)], "rows": rows} for kind, rows in groups.items() if rows]

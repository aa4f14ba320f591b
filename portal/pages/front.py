"""What the home page shows of the moment: what staff put forward, the laureates, the month, the map, the count."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.models import Event
from events.pieces import agenda_row
from networks.models import Network
from networks.services import pair_figures
from networks.views.maps import Sketch, sketch
from networks.views.networks import members_with_stage, place_groups, spots_of
from portal.core.components import Figure, Note, PlaceGroup, Poster, Row
from portal.core.enums import EntryKind
from portal.core.listing import listed_entries
from portal.core.models import Entry, FeaturedEntry
from portal.core.pictures import photograph
from portal.core.richtext import french
from portal.pages.kinds import KIND_ICONS, plural
from talents.models import Edition, Talent
from talents.posters import poster_of as talent_poster

FEATURED = 4
# What has no other part of the page.
KNOWN_BY_BEING_SHOWN = (EntryKind.INITIATIVE, EntryKind.LABEL)
LAUREATES = 4
# Of this month, all that fits; of the months after, enough to make a list.
THIS_MONTH, ALTOGETHER = 6, 4


def chosen_ids(*, at: dt.datetime) -> list[int]:
    """What staff put forward and is still to be shown, in their order, whatever its nature."""
    rows = FeaturedEntry.objects.current(on=timezone.localdate(at))
    return list(rows.values_list("entry_id", flat=True))


def featured_posters(ids: Sequence[int], *, at: dt.datetime, without: int | None) -> list[Poster]:
    """The entries put forward, side by side; when none of them may be shown, the latest that live by being known.

    One that is not public (any more) is passed over. `without` is the meeting that has the great poster already;
    another meeting is shown while it is to come.
    """
    listed = listed_entries(at=at).select_related("cover")
    over = Event.objects.past(at=at).filter(pk__in=ids).values("pk")
    by_id = {entry.pk: entry for entry in listed.filter(pk__in=ids).exclude(pk=without).exclude(pk__in=over)}
    shown = [by_id[pk] for pk in ids if pk in by_id][:FEATURED]
    if not shown:
        shown = list(listed.of_kind(*KNOWN_BY_BEING_SHOWN).order_by("-published_at", "-pk")[:FEATURED])
    talents = Talent.objects.for_posters().in_bulk([one.pk for one in shown if one.kind == EntryKind.TALENT])
    return [talent_poster(talents[one.pk]) if one.pk in talents else entry_poster(one) for one in shown]


def entry_poster(entry: Entry) -> Poster:
    """The poster of a page of any nature."""
    return Poster(
        entry.title,
        entry.get_absolute_url(),
        entry.hue,
        entry.slug,
        french(entry.summary),
        photograph(entry.cover),
        [Note(capfirst(entry.get_kind_display()), KIND_ICONS[entry.kind])],
        thing=True,
    )


def laureates(edition: Edition | None, *, at: dt.datetime) -> list[Poster]:
    """Faces of the last edition, one of each field as far as four go; others each day."""
    if edition is None:
        return []
    talents = (
        Talent.objects.published(at=at)
        .of_editions([edition.slug], at=at)
        .for_posters()
        .order_by("field__position", "pk")
    )
    today = timezone.localdate(at).toordinal()
    by_field: dict[int, list[Talent]] = {}
    for talent in talents:
        by_field.setdefault(talent.field_id, []).append(talent)
    # The fields take turns at being the one that is left out, and talents at standing for their field.
    piles = list(by_field.values())
    turn = today % len(piles) if piles else 0
    faces: list[Talent] = []
    for pile in [*piles[turn:], *piles[:turn]]:
        seen = [talent for talent in pile if talent.has_face] or pile
        faces.append(seen[today % len(seen)])
    return [talent_poster(talent) for talent in faces[:LAUREATES]]


@dataclass(frozen=True, slots=True)
class Dates:
    """The meetings of this month, then the next ones."""

    month: str
    now: Sequence[Row]
    later: Sequence[Row]

    def __bool__(self) -> bool:
        return bool(self.now or self.later)


def dates(*, at: dt.datetime) -> Dates:
    """A meeting whose day is not known is told as it is, after those of the month."""
    today = timezone.localdate(at)
    events = Event.objects.published(at=at).listed().upcoming(at=at).for_lists().by_earliest_day()
    found = list(events[: THIS_MONTH + ALTOGETHER])
    # What began in an earlier month and lasts is of this month too; a season or a year is no month.
    now = [
        event
        for event in found
        if event.day is not None
        and (event.day.year, event.day.month) <= (today.year, today.month)
        and event.precision not in ("season", "year")
    ][:THIS_MONTH]
    later = [event for event in found if event not in now][: max(ALTOGETHER - len(now), 0)]
    return Dates(
        _in_month(today),
        [agenda_row(event, under_month=False) for event in now],
        [agenda_row(event, under_month=False) for event in later],
    )


def _in_month(day: dt.date) -> str:
    return _("En %(month)s") % {"month": MONTHS[day.month]}


@dataclass(frozen=True, slots=True)
class NetworkMap:
    """A network as a map and the list that says the same."""

    network: Network
    sketch: Sketch
    groups: Sequence[PlaceGroup]


def network_map(ids: Sequence[int], *, at: dt.datetime) -> NetworkMap | None:
    """The network that staff put forward, else the one that has the most places on the map."""
    today = timezone.localdate(at)
    placed = Q(members__territory__latitude__isnull=False) & (
        Q(members__until__isnull=True) | Q(members__until__gt=today)
    )
    network: Any = (
        Network.objects.published(at=at)
        .annotate(place_count=Count("members", filter=placed, distinct=True))
        .filter(place_count__gte=2)
        .annotate(is_chosen=Q(pk__in=ids))
        .order_by("-is_chosen", "-place_count", "pk")
        .prefetch_related(
            "figures", Prefetch("members", members_with_stage(today), to_attr="members_that_day")
        )
        .first()
    )
    if network is None:
        return None
    groups = place_groups(network.members_that_day, pair_figures(network.figures.all()), at=at)
    drawn = sketch(spots_of(network.members_that_day, groups))
    return NetworkMap(network, drawn, groups) if drawn is not None else None


# What a reader may wish to know the number of.
COUNTED = (EntryKind.TALENT, EntryKind.STRUCTURE, EntryKind.TERRITORY, EntryKind.INITIATIVE)


def counted(*, at: dt.datetime) -> list[Figure]:
    """How many pages of each nature everybody may read today: counted, never declared."""
    rows = listed_entries(at=at).filter(kind__in=COUNTED).order_by().values_list("kind")
    counts = dict(rows.annotate(n=Count("pk")).values_list("kind", "n"))
    return [
        Figure(counts[kind], plural(kind) if counts[kind] > 1 else str(kind.label))
        for kind in COUNTED
        if kind in counts
    ]

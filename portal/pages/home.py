"""What the home page shows, each part from the app that owns it, each in one or two queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import MD5, Coalesce, Concat, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import EventStatus
from events.models import Event, Session
from events.pieces import drawing_of, facts_of
from events.registration_window import Window as RegistrationWindow
from events.registration_window import window_of
from events.wording import countdown_text
from networks.models import Figure as FigureRow
from networks.models import Network
from networks.services import pair_figures
from portal.core.components import Figure, Note, Portrait, Row, WallField
from portal.core.models import SiteSettings
from portal.core.navigation import Route, find
from portal.core.pictures import photograph
from portal.core.richtext import french
from portal.news.models import Article
from portal.news.pieces import article_row
from talents.models import Edition, Field, Talent
from talents.posters import portrait_of

FACES_BY_FIELD = 3
CROWD = 9
NETWORKS = 4
# The keys of the figures that say how many members a network has.
MEMBER_KEYS = ("territories", "members")
PARTNER_KEYS = ("partner-structures", "partners")
NEWS = 3


@dataclass(frozen=True, slots=True)
class Poster:
    """The meeting on the front page."""

    event: Event
    # « dans 12 jours », « demain »: nothing where the day is not known.
    countdown: str
    facts: list[Note]
    # The photograph of the meeting, else its drawing.
    picture: Portrait | None
    face: Portrait | None
    window: RegistrationWindow | None
    register_url: str
    programme_url: str


@dataclass(frozen=True, slots=True)
class Faces:
    """Who is seen today: one on each field of the wall, the others in the crowd."""

    by_field: dict[int, Talent]
    crowd: list[Portrait]


def faces(*, at: dt.datetime) -> Faces:
    """A few faces of each field, drawn anew each day, so that nobody is always first."""
    day = timezone.localdate(at).isoformat()
    drawn = (
        Talent.objects.published(at=at)
        .for_posters()
        .filter(Q(portrait__isnull=False) | ~Q(drawing=""))
        .annotate(lot=MD5(Concat("slug", Value(day), output_field=CharField())))
        .annotate(place=Window(RowNumber(), partition_by=F("field"), order_by="lot"))
        .filter(place__lte=FACES_BY_FIELD)
        .order_by("lot")
    )
    by_field: dict[int, Talent] = {}
    others = []
    for talent in drawn:
        if talent.field_id not in by_field:
            by_field[talent.field_id] = talent
        # A photograph that is not cut out would stand in the crowd as a box.
        elif talent.portrait is None:
            others.append(portrait_of(talent))
    return Faces(by_field, [face for face in others if face is not None][:CROWD])


def fields(*, at: dt.datetime) -> list[Field]:
    """The fields with their number of talents."""
    published = Talent.objects.published(at=at)
    counted = Field.objects.annotate(talent_count=Count("talents", filter=Q(talents__in=published)))
    return list(counted.order_by("position", "name"))


def wall(fields: list[Field], faces: Faces) -> list[WallField]:
    panes = []
    for field in fields:
        talent = faces.by_field.get(field.pk)
        number: int = field.talent_count  # type: ignore[attr-defined]
        panes.append(
            WallField(
                hue=field.hue,
                label=field.name,
                count=ngettext("%(n)d talent", "%(n)d talents", number) % {"n": number},
                url=f"{reverse('talents:list')}?domaine={field.slug}",
                image=portrait_of(talent) if talent else None,
                icon=field.icon,
                slug=f"une-{field.slug}",
            )
        )
    return panes


def wishes() -> list[Row]:
    """« Aujourd’hui, je veux… »: what people come for. A road that this site does not have is left out."""
    roads = [
        (_("rencontrer des recruteurs"), Route("", "events:agenda")),
        (_("trouver qui peut m’aider"), Route("", "networks:structure_list")),
        (_("garder ma place à une rencontre"), Route("", "events:agenda")),
        (_("proposer un talent"), Route("", "pages:contact")),
    ]
    return [Row(text, url, ours=True) for text, route in roads if (url := find(route))]


def featured(site: SiteSettings, ids: Sequence[int] = (), *, at: dt.datetime) -> Poster | None:
    """The meeting that staff chose while it is to come (`ids`: put forward, in order), else the next open one."""
    open_now = Q(registration_opens_at__lte=at) & (
        Q(registration_closes_at__isnull=True) | Q(registration_closes_at__gt=at)
    )
    # No row has no identifier: without a choice, nothing is chosen.
    chosen = [pk for pk in (site.featured_id, *ids) if pk is not None]
    event = (
        Event.objects.published(at=at)
        .listed()
        .upcoming(at=at)
        .exclude(status=EventStatus.CANCELLED)
        .filter(Q(pk__in=chosen) | (open_now & Q(status=EventStatus.PLANNED)))
        .annotate(
            choice=Case(
                *[When(pk=pk, then=Value(rank)) for rank, pk in enumerate(chosen)],
                default=Value(len(chosen)),
                output_field=IntegerField(),
            ),
            has_programme=Exists(Session.objects.filter(event=OuterRef("pk"))),
        )
        .for_lists()
        .select_related("cover")
        .order_by("choice", F("day").asc(nulls_last=True), "starts_at", "pk")
        .first()
    )
    if event is None:
        return None
    window = window_of(event, at=at)
    is_open = window is not None and window.is_open
    return Poster(
        event,
        countdown_text(event, at=at),
        [*facts_of(event), *([Note(window.text, "users")] if window else [])],
        photograph(event.cover),
        drawing_of(event),
        window,
        find(Route("", "events:register", (event.slug,))) if is_open else "",
        reverse("events:programme", args=[event.slug]) if event.has_programme else "",
    )


def portrait_of_the_month(site: SiteSettings, *, at: dt.datetime) -> Talent | None:
    """Whom staff chose; else somebody whose words and face we have, the same all month."""
    month = f"{timezone.localdate(at):%Y-%m}"
    return (
        Talent.objects.published(at=at)
        .for_posters()
        .filter(Q(pk=site.portrait_id) | (~Q(quote="") & (Q(portrait__isnull=False) | ~Q(drawing=""))))
        .annotate(
            chosen=Case(When(pk=site.portrait_id, then=True), default=False, output_field=BooleanField()),
            lot=MD5(Concat("slug", Value(month), output_field=CharField())),
        )
        .order_by("-chosen", "lot")
        .first()
    )


def networks(*, at: dt.datetime) -> list[Row]:
    """Each with its members as they were declared, and as we count them where the two differ."""
    today = timezone.localdate(at)
    current = (Q(members__since__isnull=True) | Q(members__since__lte=today)) & (
        Q(members__until__isnull=True) | Q(members__until__gt=today)
    )
    declared = (
        FigureRow.objects.declared().filter(entry=OuterRef("pk"), key__in=MEMBER_KEYS).order_by("position")
    )
    found = (
        Network.objects.published(at=at)
        .annotate(
            member_count=Count("members", filter=current, distinct=True),
            size=Coalesce(
                Subquery(declared.values("value")[:1]), F("member_count"), output_field=DecimalField()
            ),
        )
        .prefetch_related("figures")
        .order_by("-size", "title")[:NETWORKS]
    )
    return [_network_row(network) for network in found]


def _network_row(network: Network) -> Row:
    pair = next((pair for pair in pair_figures(network.figures.all()) if pair.key in MEMBER_KEYS), None)
    if pair is None:
        number: int = network.member_count  # type: ignore[attr-defined]
        words = ngettext("membre", "membres", number)
    else:
        number = int(pair.shown.value)
        words = pair.label if pair.value == str(number) else f"{pair.value} {pair.label}"
        if pair.note:
            words = f"{pair.label} : {pair.note}"
    summary = french(network.summary)
    return Row(network.title, network.get_absolute_url(), text=french(words), lead=number, aside=summary)


def operation(fields: list[Field], *, at: dt.datetime) -> tuple[Edition | None, list[Figure]]:
    """The last edition; how many structures stand behind it, as declared for it or its evening; the fields."""
    edition = Edition.objects.published(at=at).select_related("scheme").recent_first().first()
    if edition is None:
        return None, []
    of_edition = Q(entry=edition.pk)
    if edition.ceremony_id is not None:
        of_edition |= Q(entry=edition.ceremony_id) | Q(entry__as_eventseries__events=edition.ceremony_id)
    rows = FigureRow.objects.declared().filter(of_edition, key__in=PARTNER_KEYS).order_by("position")[:1]
    figures = [
        Figure(pair.value, pair.label, pair.note or french(_("chiffre annoncé")))
        for pair in pair_figures(rows)
    ]
    number = len(fields)
    if number:
        figures.append(
            Figure(
                number,
                ngettext("domaine, de l’économie au sport", "domaines, de l’économie au sport", number),
            )
        )
    return edition, figures


def news(*, at: dt.datetime) -> list[Row]:
    articles = Article.objects.published(at=at).latest_first()[:NEWS]
    return [article_row(article, tags=False) for article in articles]

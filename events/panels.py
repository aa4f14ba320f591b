"""What the agenda adds to the pages of others: meetings of a network, of a place, of a structure; words of a talent."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, EventQuerySet, Report, Speaker, Stand
from events.pieces import agenda_row
from events.programme_pieces import speaker_name
from events.wording import date_text, lower_first, when_text
from portal.core import components as c
from portal.core.models import Entry
from portal.core.richtext import french
from talents.models import Edition

MOST_PAST = 6
Answer = tuple[str, dict[str, Any]] | None


def meetings_panel(events: EventQuerySet, *, title: str, narrowing: str, about: str) -> Answer:
    """To come first, then the last ones held, and how to receive them. One query.

    `narrowing` is what the address of the agenda says to show the same: `reseau=club-des-talents`.
    """
    at = timezone.now()
    more_url = f"{reverse('events:agenda')}?{narrowing}&quand=passes"
    found = list(events.published(at=at).listed().for_lists().distinct().by_earliest_day())
    if not found:
        return None
    upcoming = [event for event in found if not event.is_past(at=at)]
    past = [event for event in reversed(found) if event.is_past(at=at)]
    # What has no date sorts last: it stays after what is dated.
    past.sort(key=lambda event: event.day is None)
    return "events/panels/meetings.html", {
        "meetings_title": title,
        "upcoming": [agenda_row(event, under_month=False) for event in upcoming],
        "past": [agenda_row(event, under_month=False) for event in past[:MOST_PAST]],
        "more_url": more_url if len(past) > MOST_PAST else "",
        "feed_url": f"{reverse('events:agenda_ics')}?{narrowing}",
        "feed_about": about,
    }


def meetings_of_network(entry: Entry, request: HttpRequest) -> Answer:
    return meetings_panel(
        Event.objects.filter(network=entry.pk),
        title=_("Ses rencontres"),
        narrowing=f"reseau={entry.slug}",
        about=entry.title,
    )


def meetings_of_territory(entry: Entry, request: HttpRequest) -> Answer:
    """Held there, hosted by it, or where its team came."""
    events = Event.objects.filter(
        Q(territory=entry.pk)
        | Q(venue__territory=entry.pk)
        | Q(partnerships__territory=entry.pk)
        | Q(attendances__territory=entry.pk)
    )
    return meetings_panel(
        events,
        title=_("Rencontres ici, et celles où l’équipe est venue"),
        narrowing=f"territoire={entry.slug}",
        about=entry.title,
    )


def meetings_of_structure(entry: Entry, request: HttpRequest) -> Answer:
    """Where it organises, supports, holds a stand, speaks, or came."""
    events = Event.objects.filter(
        Q(partnerships__structure=entry.pk)
        | Q(stands__structure=entry.pk)
        | Q(attendances__structure=entry.pk)
        | Q(sessions__speakers__structure=entry.pk, sessions__is_cancelled=False)
    )
    return meetings_panel(
        events,
        title=_("Ses rencontres"),
        narrowing=f"structure={entry.slug}",
        about=entry.title,
    )


def ceremony_of_edition(entry: Entry, request: HttpRequest) -> Answer:
    """The evening on which an edition was celebrated, and what was told of it afterwards. Two queries."""
    at = timezone.now()
    reports = Report.objects.filter(published_at__lte=at)
    event = (
        Event.objects.published(at=at)
        .listed()
        .filter(editions=entry.pk)
        .for_lists()
        .prefetch_related(Prefetch("reports", reports, to_attr="public_reports"))
        .first()
    )
    if event is None:
        return None
    report = next(iter(event.public_reports), None)
    return "events/panels/ceremony.html", {
        "ceremony_rows": [agenda_row(event, under_month=False)],
        "is_past": event.is_past(at=at),
        # Its first paragraph: the rest is read on its page.
        "report_start": report.body.strip().split("\n\n")[0] if report else "",
        "report_url": reverse("events:report", args=[event.slug]) if report else "",
    }


def stands_of_structure(entry: Entry, request: HttpRequest) -> Answer:
    """Where to find it in a forum, and what it offers there; the next forum first."""
    at = timezone.now()
    stands = (
        Stand.objects.filter(structure=entry.pk, event__in=Event.objects.published(at=at).listed())
        .select_related("event", "room")
        .order_by("-event__day", "pk")
    )
    rows = [
        c.Row(
            title=french(stand.event.title),
            url=reverse("events:stands", args=[stand.event.slug]),
            text=french(". ".join(filter(None, [date_text(stand.event), stand.activities]))),
            lead=stand.code,
            lead_note=stand.level,
        )
        for stand in stands[:MOST_PAST]
    ]
    return ("events/panels/stands.html", {"stand_rows": rows}) if rows else None


def speeches_of_talent(entry: Entry, request: HttpRequest) -> Answer:
    """Where she spoke, and where she will."""
    return _speeches(Speaker.objects.filter(talent=entry.pk))


def speeches_of_structure(entry: Entry, request: HttpRequest) -> Answer:
    """Who spoke for it, and where; those whom a page may name."""
    return _speeches(Speaker.objects.filter(structure=entry.pk), named=True)


def _speeches(speakers: QuerySet[Speaker], *, named: bool = False) -> Answer:
    at = timezone.now()
    speeches = (
        speakers.filter(
            session__is_cancelled=False, session__event__in=Event.objects.published(at=at).listed()
        )
        .select_related("session__event", *(("talent", "person") if named else ()))
        .order_by("-session__event__day", "pk")
    )
    spoken: list[c.Row] = []
    coming: list[c.Row] = []
    for speech in speeches:
        event = speech.session.event
        row = _said_for_it(speech) if named else _said_by_her(speech)
        if row is None:
            continue
        (spoken if event.is_past(at=at) else coming).append(row)
    if not spoken and not coming:
        return None
    return "events/panels/speeches.html", {
        "spoken": spoken,
        "coming": coming,
        "look": "dated" if named else "",
    }


def _said_by_her(speech: Speaker) -> c.Row:
    event = speech.session.event
    return c.Row(
        title=french(speech.session.title),
        url=event.get_absolute_url(),
        aside=french(f"{event.title}, {lower_first(when_text(event))}"),
    )


def _said_for_it(speech: Speaker) -> c.Row | None:
    """None for somebody whom a page may not name."""
    event, who = speech.session.event, speaker_name(speech)
    if not who:
        return None
    return c.Row(
        title=who,
        url=event.get_absolute_url(),
        text=french(", ".join(filter(None, [speech.function, speech.session.title, event.title]))),
        lead=event.day.year if event.day else date_text(event),
    )


def edition_rows(events: QuerySet | Iterable[int], *, at: dt.datetime) -> list[c.Row]:
    """The editions whose ceremony one of these meetings is. One query."""
    editions = Edition.objects.published(at=at).filter(ceremony__in=events).order_by("-year", "title", "pk")
    return [
        c.Row(
            title=edition.title,
            url=edition.get_absolute_url(),
            text=french(edition.summary),
            hue=edition.hue,
            slug=edition.slug,
        )
        for edition in editions
    ]

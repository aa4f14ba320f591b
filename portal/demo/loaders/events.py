"""Meetings of the demonstration: those that the five publications tell, and imaginary ones to come."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile
from django.db import transaction

from events.enums import EventPrecision
from events.models import (
    Audience,
    Document,
    Event,
    EventSeries,
    FormQuestion,
    HostBid,
    HostCall,
    Question,
    Room,
    Venue,
)
from events.services.finding import refresh_search_text
from events.services.programme import add_session, add_speaker, add_stand
from events.services.reporting import attend, publish_report, recount_event, write_report
from events.services.scheduling import When, cancel_event, schedule_event
from networks.models import Network, Person, Structure, Territory, Theme
from networks.services import add_partner, add_theme, record_declared_figure
from portal.accounts.models import User
from portal.core.dates import ImpreciseDate
from portal.core.models import Entry
from portal.core.services import publish
from talents.models import Edition, Talent

# The evening of an edition is a meeting of ours.
CEREMONIES = {"printemps-des-talents-2019": "printemps-des-talents-2019"}


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: a meeting that is there is left as it is, with what was entered since."""
    _Loader(data_dir / "events", at=at, by=by).run()


def _time(text: str | None) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def _person(first: str, last: str) -> Person:
    return Person.objects.get(first_name=first, last_name=last)


class _Loader:
    """Reads the files once and remembers what they name."""

    def __init__(self, folder: Path, *, at: dt.datetime, by: User | None) -> None:
        self.folder, self.at, self.by = folder, at, by
        self.who: dict[str, Any] = {"by": by, "at": at}
        self.venues: dict[str, Venue] = {}
        self.programmes: dict[str, dict[str, Any]] = {}

    def read(self, name: str) -> Any:
        return yaml.safe_load((self.folder / f"{name}.yaml").read_text(encoding="utf-8"))

    @transaction.atomic
    def run(self) -> None:
        self._places()
        for data in self.read("series"):
            self._series(data)
        for name in ("past", "coming"):
            for data in self.read(name):
                self.programmes[data["slug"]] = data
                self._event(data)
        for data in self.read("host_calls"):
            self._host_call(data)
        for edition, event in CEREMONIES.items():
            Edition.objects.filter(slug=edition, ceremony__isnull=True).update(
                ceremony=Event.objects.get(slug=event)
            )

    def _published(self, entry: Entry) -> Any:
        entry.save()
        publish(entry, **self.who)
        return entry

    def _territory(self, slug: str) -> Territory:
        return Territory.objects.get(slug=slug)

    def _network(self, slug: str | None) -> Network | None:
        return Network.objects.get(slug=slug) if slug else None

    def _places(self) -> None:
        data = self.read("places")
        for position, row in enumerate(data["audiences"]):
            Audience.objects.get_or_create(
                slug=row["slug"], defaults={"name": row["name"], "position": position}
            )
        for row in data["venues"]:
            venue, _created = Venue.objects.get_or_create(
                name=row["name"],
                territory=self._territory(row["territory"]),
                defaults={
                    "address": row.get("address", ""),
                    "access": row.get("access", ""),
                    "accessibility": row.get("accessibility", ""),
                    "is_demo": row.get("demo", False),
                    **dict.fromkeys(row.get("offers", []), True),
                },
            )
            self.venues[row["key"]] = venue
            for position, room in enumerate(row.get("rooms", [])):
                Room.objects.get_or_create(
                    venue=venue,
                    name=room["name"],
                    defaults={
                        "level": room.get("level", ""),
                        "capacity": room.get("capacity"),
                        "position": position,
                    },
                )

    # Series and meetings

    def _series(self, data: dict[str, Any]) -> None:
        if EventSeries.objects.filter(slug=data["slug"]).exists():
            return
        series = self._published(
            EventSeries(
                slug=data["slug"],
                title=data["title"],
                hue=data["hue"],
                summary=data["summary"],
                body=data.get("body", ""),
                rhythm=data.get("rhythm", ""),
                network=self._network(data.get("network")),
            )
        )
        self._around(series, data)

    def _event(self, data: dict[str, Any]) -> None:
        if Event.objects.filter(slug=data["slug"]).exists():
            return
        event = Event(
            slug=data["slug"],
            title=data["title"],
            hue=data["hue"],
            drawing=data.get("drawing", ""),
            summary=data["summary"],
            body=data.get("body", ""),
            is_demo=data.get("demo", False),
            series=EventSeries.objects.filter(slug=data.get("series", "")).first(),
            network=self._network(data.get("network")),
            venue=self.venues[data["venue"]] if "venue" in data else None,
            territory=self._territory(data["territory"]) if "territory" in data else None,
            place_note=data.get("place_note", ""),
            capacity=data.get("capacity"),
            previous=Event.objects.get(slug=data["previous"]) if "previous" in data else None,
            followed_by=data.get("followed_by", ""),
        )
        event.save()
        schedule_event(event, when=self._when(data["when"]), **self.who)
        self._open_registration(event, data.get("registration"))
        event.audiences.set(Audience.objects.filter(slug__in=data.get("audiences", [])))
        self._form_questions(event, data.get("form_questions", []))
        self._around(event, data)
        self._programme(event, data)
        self._report(event, data)
        self._practical(event, data)
        refresh_search_text(event)
        publish(event, **self.who)
        if "cancelled" in data:
            cancel_event(event, reason=data["cancelled"], **self.who)

    def _when(self, data: dict[str, Any]) -> When:
        """As written, or counted from today: some days or a weekday some weeks ahead, the season after next."""
        today = self.at.date()
        if data.get("season"):
            year = today.year + 1
            return When(EventPrecision.SEASON, day=dt.date(year, 3, 1))
        if "weekday" in data or "days_ahead" in data:
            ahead = data.get("days_ahead", 0)
            if "weekday" in data:
                ahead = (data["weekday"] - today.weekday()) % 7 + 7 * data["weeks"]
            day = today + dt.timedelta(days=ahead)
            last = day + dt.timedelta(days=data.get("days", 1) - 1)
            return When(
                EventPrecision.HOUR if "start" in data else EventPrecision.DAY,
                day=day,
                last_day=last if last != day else None,
                start=_time(data.get("start")),
                end=_time(data.get("end")),
            )
        return When(
            data["precision"],
            day=data.get("day"),
            note=data.get("note", ""),
            year_derived=data.get("year_derived", False),
            is_over=data.get("is_over", False),
        )

    def _open_registration(self, event: Event, data: dict[str, int] | None) -> None:
        if data is None or event.day is None:
            return
        evening = dt.datetime.combine(event.day, dt.time(18), tzinfo=event.zone)
        event.registration_opens_at = self.at - dt.timedelta(days=data["opened_days_ago"])
        event.registration_closes_at = evening - dt.timedelta(days=data["closes_days_before"])
        event.save(update_fields=["registration_opens_at", "registration_closes_at"])

    def _form_questions(self, event: Event, rows: list[dict[str, Any]]) -> None:
        for position, row in enumerate(rows, start=1):
            former = event.form_questions.get(label=row["depends_on"]) if "depends_on" in row else None
            question = FormQuestion(
                event=event,
                position=position,
                label=row["label"],
                help_text=row.get("help", ""),
                kind=row["kind"],
                options=row.get("options", []),
                is_required=row.get("required", False),
                depends_on=former,
                depends_value=row.get("depends_value", ""),
            )
            question.full_clean()
            question.save()

    def _around(self, entry: Entry, data: dict[str, Any]) -> None:
        """Partners, themes and declared figures."""
        for position, row in enumerate(data.get("partners", [])):
            partner = (
                Structure.objects.get(slug=row["structure"])
                if "structure" in row
                else self._territory(row["territory"])
            )
            add_partner(
                entry=entry,
                partner=partner,
                role=row["role"],
                note=row.get("note", ""),
                position=position,
                **self.who,
            )
        for slug in data.get("themes", []):
            add_theme(entry=entry, theme=Theme.objects.get(slug=slug), **self.who)
        for position, row in enumerate(data.get("figures", [])):
            record_declared_figure(
                entry=entry,
                key=row["key"],
                label=row["label"],
                value=row["value"],
                qualifier=row.get("qualifier", "exact"),
                unit=row.get("unit", ""),
                is_feminine=row.get("feminine", False),
                source=row["source"],
                position=position,
                **self.who,
            )

    def _programme(self, event: Event, data: dict[str, Any]) -> None:
        told = self.programmes[data["programme_of"]] if "programme_of" in data else data
        for position, row in enumerate(told.get("sessions", [])):
            room = Room.objects.get(venue=event.venue, name=row["room"]) if "room" in row else None
            session = add_session(
                event,
                kind=row["kind"],
                title=row["title"],
                summary=row.get("summary", ""),
                room=room,
                start=_time(row.get("start")),
                end=_time(row.get("end")),
                day_number=row.get("day", 1),
                day_part=row.get("part", ""),
                capacity=row.get("capacity"),
                position=position,
                **self.who,
            )
            session.audiences.set(Audience.objects.filter(slug__in=row.get("audiences", [])))
            session.themes.set(Theme.objects.filter(slug__in=row.get("themes", [])))
            # Who spoke at one meeting does not speak at the imaginary one that borrows its programme.
            if told is data:
                self._speakers(session, row.get("speakers", []))
        stands = self.programmes[data["stands_of"]] if "stands_of" in data else data
        for position, (level, code, structure, activities) in enumerate(stands.get("stands", [])):
            add_stand(
                event,
                structure=Structure.objects.get(slug=structure),
                level=level,
                code=code,
                activities=activities,
                position=position,
                **self.who,
            )

    def _speakers(self, session, rows: list[dict[str, Any]]) -> None:
        for position, row in enumerate(rows):
            talent = Talent.objects.filter(slug=row.get("talent", "")).first()
            if "talent" in row and talent is None:
                continue
            add_speaker(
                session,
                person=_person(*row["person"]) if "person" in row else None,
                talent=talent,
                role=row.get("role", "speaker"),
                function=row.get("function", ""),
                structure=Structure.objects.get(slug=row["structure"]) if "structure" in row else None,
                position=position,
                **self.who,
            )

    def _report(self, event: Event, data: dict[str, Any]) -> None:
        for slug in data.get("attendances", []):
            attend(event, who=self._territory(slug), **self.who)
        if "report" in data:
            report = data["report"]
            write_report(event, body=report["body"], decisions=report.get("decisions", ""), **self.who)
            publish_report(event, **self.who)
        elif data.get("figures"):
            recount_event(event, **self.who)

    def _practical(self, event: Event, data: dict[str, Any]) -> None:
        for position, (question, answer) in enumerate(data.get("questions", {}).items()):
            Question.objects.create(event=event, question=question, answer=answer, position=position)
        for position, row in enumerate(data.get("documents", [])):
            text = ContentFile(row["text"].encode(), name=f"{event.slug}.txt")
            Document.objects.create(event=event, title=row["title"], file=text, position=position)

    def _host_call(self, data: dict[str, Any]) -> None:
        vote = ImpreciseDate.parse(data["vote"])
        call, created = HostCall.objects.get_or_create(
            series=EventSeries.objects.get(slug=data["series"]),
            title=data["title"],
            defaults={
                "announced_at_event": Event.objects.get(slug=data["announced"]),
                "hosted_event": Event.objects.get(slug=data["hosted"]),
                "text": data["text"],
                "vote_on": vote.day,
                "vote_on_precision": vote.precision,
            },
        )
        if created:
            for position, bid in enumerate(data["bids"]):
                HostBid.objects.create(
                    call=call,
                    label=bid["label"],
                    pitch=bid["pitch"],
                    is_demo=bid["demo"],
                    position=position,
                )

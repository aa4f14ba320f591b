"""Meetings for tests: planned in Paris, published since long."""

import datetime as dt

import factory

from events import models
from events.enums import EventPrecision, SessionKind, SpeakerRole
from tests.factories.networks import PersonFactory, PublishedEntryFactory, StructureFactory, TerritoryFactory


class SeriesFactory(PublishedEntryFactory):
    class Meta:
        model = models.EventSeries

    title = factory.Sequence(lambda n: f"Série {n}")


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Venue

    name = factory.Sequence(lambda n: f"Lieu {n}")


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Room

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Salle {n}")


class EventFactory(PublishedEntryFactory):
    """A meeting on 10 December 2026, from 9 h to 17 h in Paris; `undated` and `on_day` know less."""

    class Meta:
        model = models.Event

    title = factory.Sequence(lambda n: f"Rencontre {n}")
    precision = EventPrecision.HOUR
    day = dt.date(2026, 12, 10)
    starts_at = dt.datetime(2026, 12, 10, 8, tzinfo=dt.UTC)
    ends_at = dt.datetime(2026, 12, 10, 16, tzinfo=dt.UTC)

    class Params:
        undated = factory.Trait(precision=EventPrecision.UNKNOWN, day=None, starts_at=None, ends_at=None)
        on_day = factory.Trait(precision=EventPrecision.DAY, starts_at=None, ends_at=None)


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Session

    event = factory.SubFactory(EventFactory)
    kind = SessionKind.WORKSHOP
    title = factory.Sequence(lambda n: f"Atelier {n}")


class SpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Speaker

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)
    role = SpeakerRole.SPEAKER


class StandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Stand

    event = factory.SubFactory(EventFactory)
    structure = factory.SubFactory(StructureFactory)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Attendance

    event = factory.SubFactory(EventFactory)
    territory = factory.SubFactory(TerritoryFactory)

"""Territories, structures, networks: published unless said otherwise."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from networks.models import (
    Figure,
    Initiative,
    Mandate,
    Membership,
    Network,
    Partnership,
    Person,
    Structure,
    Territory,
    TerritoryStage,
    Theme,
)
from portal.core.enums import PublicationState

PUBLISHED_AT = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class PublishedEntryFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    state = PublicationState.PUBLISHED
    published_at = PUBLISHED_AT
    summary = "Une phrase."


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda n: f"Thème {n}")
    slug = factory.Sequence(lambda n: f"theme-{n}")


class TerritoryFactory(PublishedEntryFactory):
    class Meta:
        model = Territory

    title = factory.Sequence(lambda n: f"Territoire {n}")


class StructureFactory(PublishedEntryFactory):
    class Meta:
        model = Structure

    title = factory.Sequence(lambda n: f"Structure {n}")


class NetworkFactory(PublishedEntryFactory):
    class Meta:
        model = Network

    title = factory.Sequence(lambda n: f"Réseau {n}")


class InitiativeFactory(PublishedEntryFactory):
    class Meta:
        model = Initiative

    title = factory.Sequence(lambda n: f"Initiative {n}")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Personne {n}")
    is_public_figure = True


class TerritoryStageFactory(DjangoModelFactory):
    class Meta:
        model = TerritoryStage

    territory = factory.SubFactory(TerritoryFactory)
    network = factory.SubFactory(NetworkFactory)
    stage = "interested"
    since = dt.date(2019, 10, 17)
    since_precision = "day"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    network = factory.SubFactory(NetworkFactory)
    structure = factory.SubFactory(StructureFactory)


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    body_network = factory.SubFactory(NetworkFactory)
    holder_structure = factory.SubFactory(StructureFactory)
    title = "Membre du conseil"


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    entry = factory.SubFactory(NetworkFactory)
    structure = factory.SubFactory(StructureFactory)


class FigureFactory(DjangoModelFactory):
    class Meta:
        model = Figure

    entry = factory.SubFactory(NetworkFactory)
    key = factory.Sequence(lambda n: f"chiffre-{n}")
    label = "personnes"
    value = 80
    source = "Un article"

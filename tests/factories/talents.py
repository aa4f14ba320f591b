"""Talents, editions and what goes with them, for tests."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from portal.core.enums import DatePrecision, PublicationState
from portal.core.models import Picture
from talents.enums import ConsentScope
from talents.models import Edition, Field, Laureate, PathStep, Scheme, Talent, TalentFact

FIELDS = {
    "eco": ("Économique", "economique", "coins", 1),
    "soc": ("Social", "social", "heart-handshake", 2),
    "cul": ("Culturel", "culturel", "palette", 3),
    "num": ("Numérique", "numerique", "monitor", 4),
    "spo": ("Sportif", "sportif", "medal", 5),
}


def field(hue: str) -> Field:
    """One of the five; a test that flushes the database has lost the rows of the migration."""
    name, slug, icon, position = FIELDS[hue]
    return Field.objects.get_or_create(
        hue=hue, defaults={"name": name, "slug": slug, "icon": icon, "position": position}
    )[0]


class TalentFactory(DjangoModelFactory):
    """A draft, consented to, with no image: `published=True` shows it."""

    class Meta:
        model = Talent

    class Params:
        hue_of_field = "eco"
        published = factory.Trait(
            state=PublicationState.PUBLISHED, published_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        )
        without_consent = factory.Trait(consent_scope="", consent_given_on=None, consent_proof="")
        collective = factory.Trait(first_name="", is_collective=True)
        drawn = factory.Trait(drawing="aissatou-balde", drawing_alt="Portrait gravé")

    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = factory.Sequence(lambda n: f"Nom{n}")
    field = factory.LazyAttribute(lambda talent: field(talent.hue_of_field))
    summary = "Elle répare ce que l’on jette."
    consent_scope = ConsentScope.IMAGE
    consent_given_on = dt.date(2019, 3, 1)
    consent_proof = "Registre, n° 1"


class PictureFactory(DjangoModelFactory):
    """A tiny photograph, with no permission yet."""

    class Meta:
        model = Picture

    file = factory.django.ImageField(width=4, height=5)
    alt = "Une couturière à sa table"


class SchemeFactory(DjangoModelFactory):
    class Meta:
        model = Scheme

    name = factory.Sequence(lambda n: f"Prix {n}")
    slug = factory.Sequence(lambda n: f"prix-{n}")


class EditionFactory(DjangoModelFactory):
    """Published."""

    class Meta:
        model = Edition

    title = factory.LazyAttribute(lambda edition: f"{edition.scheme.name} {edition.year}")
    scheme = factory.SubFactory(SchemeFactory)
    number = factory.Sequence(lambda n: n + 1)
    year = 2019
    state = PublicationState.PUBLISHED
    published_at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class LaureateFactory(DjangoModelFactory):
    class Meta:
        model = Laureate

    talent = factory.SubFactory(TalentFactory, published=True)
    edition = factory.SubFactory(EditionFactory)
    field = factory.SelfAttribute("talent.field")


class PathStepFactory(DjangoModelFactory):
    class Meta:
        model = PathStep

    talent = factory.SubFactory(TalentFactory)
    when = dt.date(2016, 1, 1)
    when_precision = DatePrecision.YEAR
    title = "Fonder"


class TalentFactFactory(DjangoModelFactory):
    class Meta:
        model = TalentFact

    talent = factory.SubFactory(TalentFactory)
    value = "26"
    label = factory.Sequence(lambda n: f"choses {n}")

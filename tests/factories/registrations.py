"""Registrations, invitations and rules, as the services leave them."""

import datetime as dt

import factory

from events.enums import RegistrationState
from events.models import Audience, FormQuestion, Invitation, Quota, Registration, ReminderRule
from networks.models import Network
from tests.factories.events import EventFactory, PublishedEntryFactory

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


class OpenEventFactory(EventFactory):
    """A meeting of 10 December 2026 that takes registrations."""

    capacity = 3
    registration_opens_at = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
    registration_closes_at = dt.datetime(2026, 12, 9, 17, tzinfo=dt.UTC)


class NetworkFactory(PublishedEntryFactory):
    class Meta:
        model = Network

    title = factory.Sequence(lambda n: f"Réseau {n}")


class AudienceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Audience

    name = factory.Sequence(lambda n: f"Public {n}")
    slug = factory.Sequence(lambda n: f"public-{n}")


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    event = factory.SubFactory(OpenEventFactory)
    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = "Essai"
    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    state = RegistrationState.CONFIRMED
    created_at = NOW
    confirmed_at = NOW
    consent_text = "J’accepte."


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    event = factory.SubFactory(OpenEventFactory)
    email = factory.Sequence(lambda n: f"invite{n}@exemple.fr")
    created_at = NOW


class ReminderRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReminderRule

    event = factory.SubFactory(OpenEventFactory)
    days_before = 1
    local_time = dt.time(18)
    created_at = NOW


class QuotaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Quota

    event = factory.SubFactory(OpenEventFactory)
    audience = factory.SubFactory(AudienceFactory)
    places = 2


class FormQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FormQuestion

    event = factory.SubFactory(OpenEventFactory)
    label = factory.Sequence(lambda n: f"FormQuestion {n}")

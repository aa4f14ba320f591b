import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from networks.models import Representative
from portal.accounts.models import User
from portal.core import invariants
from tests.factories.networks import StructureFactory
from tests.factories.registrations import OpenEventFactory, QuotaFactory


@pytest.fixture
def open_event(db):
    """A meeting in a month, two places, registration open now: for pages, which have the machine's clock."""
    now = timezone.now()
    yield OpenEventFactory(
        title="Forum",
        slug="forum",
        on_day=True,
        day=(now + dt.timedelta(days=30)).date(),
        capacity=2,
        registration_opens_at=now - dt.timedelta(days=1),
        registration_closes_at=now + dt.timedelta(days=20),
    )
    assert invariants.violations(at=timezone.now()) == []


# A correspondent at her desk: /espace/delegations/.


@pytest.fixture
def body(db):
    return StructureFactory(title="Régie des Rives", slug="regie-des-rives")


@pytest.fixture
def meeting(open_event, body):
    """Three places, two of them kept."""
    open_event.capacity = 3
    open_event.save()
    QuotaFactory(event=open_event, audience=None, structure=body, places=2)
    return open_event


@pytest.fixture
def her(db, body):
    user = User.objects.create_user("pauline@exemple.fr", full_name="Pauline Alliance")
    Representative.objects.create(user=user, structure=body)
    return user


@pytest.fixture
def desk(her):
    client = Client()
    client.force_login(her)
    return client

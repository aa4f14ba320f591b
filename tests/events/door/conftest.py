"""A meeting of today, and who keeps its door."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from events.services.checking_in import Act
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.pages.roles import sync_roles
from tests.factories.registrations import OpenEventFactory, RegistrationFactory


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def event(now):
    start = now - dt.timedelta(hours=1)
    return OpenEventFactory(
        slug="la-rencontre",
        title="La rencontre",
        day=start.date(),
        starts_at=start,
        ends_at=now + dt.timedelta(hours=5),
        capacity=5,
        registration_opens_at=now - dt.timedelta(days=9),
        registration_closes_at=now - dt.timedelta(hours=2),
    )


@pytest.fixture
def ana(event):
    return RegistrationFactory(
        event=event, first_name="Éloïse", last_name="Cœur", email="eloise@exemple.fr", affiliation="Régie"
    )


def someone_of(role: Role, address: str) -> User:
    sync_roles()
    user = User.objects.create_user(address, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def agent(db) -> User:
    return someone_of(Role.RECEPTION, "accueil@exemple.fr")


@pytest.fixture
def phone(agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


@pytest.fixture
def act(now, ana):
    """An act on somebody, as a device makes it; `ago` in minutes."""

    def made(who=None, *, ago: float = 0, **more) -> Act:
        of = who or ana
        more.setdefault("key", uuid.uuid4())
        return Act(registration=of.pk, at=now - dt.timedelta(minutes=ago), **more)

    return made

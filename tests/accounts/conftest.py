"""People who sign in, each from an address of their own: limits are counted by IP."""

import itertools

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.accounts.models import User
from portal.accounts.services import set_roles
from portal.pages.roles import sync_roles

PASSWORD = "un-mot-de-passe-correct"
_ips = (f"10.{a}.{b}.{c}" for a, b, c in itertools.product(range(256), range(256), range(1, 255)))


@pytest.fixture(autouse=True)
def forgotten_tries():
    """allauth's counters live in the shared cache and outlast a test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def client() -> Client:
    return Client(REMOTE_ADDR=next(_ips))


@pytest.fixture
def make_user(db, at):
    def make(email: str, *roles, verified: bool = True, **fields) -> User:
        user = User.objects.create_user(email, PASSWORD, **fields)
        EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=verified)
        set_roles(user, roles=roles, by=None, at=at)
        return user

    return make


@pytest.fixture
def synced_roles(db):
    sync_roles()

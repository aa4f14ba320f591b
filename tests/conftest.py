"""What every test may use."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils import translation


def _ship_fields(**_received) -> None:
    if not apps.get_model("talents", "Field").objects.exists():
        import_module("talents.migrations.0002_fields_and_ceremony").add_fields(apps, None)


@pytest.fixture(scope="session", autouse=True)
def _shipped_rows_outlive_a_flush(django_db_setup):
    """A test that commits ends with every table emptied, what migrations shipped included: Django then sends
    `post_migrate`, so that they can be put back for the tests that follow."""
    post_migrate.connect(_ship_fields, sender=apps.get_app_config("talents"))
    yield
    post_migrate.disconnect(_ship_fields, sender=apps.get_app_config("talents"))


@pytest.fixture
def at() -> dt.datetime:
    """A fixed instant, passed to services as their clock."""
    return dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _media_of_its_own(settings, tmp_path):
    """Files that a test stores go with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def in_french():
    """A page asked for in English leaves its language in the thread: each test starts in French."""
    with translation.override("fr"):
        yield

"""What every test may use."""

import datetime as dt

import pytest
from django.utils import translation


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

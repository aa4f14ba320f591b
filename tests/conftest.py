"""What every test may use."""

import datetime as dt

import pytest


@pytest.fixture
def at() -> dt.datetime:
    """A fixed instant, passed to services as their clock."""
    return dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)

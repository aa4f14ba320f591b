import datetime as dt

import pytest
from django.utils import timezone

from portal.core import invariants
from tests.factories.registrations import OpenEventFactory


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

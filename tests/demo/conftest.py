"""The demonstration's data, loaded once for each module and taken back after it.

One transaction lies around the whole module: its tests read the same rows, and whatever one of them writes is
undone with its own savepoint, as in any test.
"""

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def demo_rows(django_db_setup, django_db_blocker):
    """Load the demonstration into an open transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(demo_rows, db):
    """What a test of the demonstration asks for."""

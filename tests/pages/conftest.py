import datetime as dt

import pytest
import time_machine as clock


@pytest.fixture
def now(at):
    """Pages ask the clock themselves: it stands at `at`."""
    with clock.travel(at, tick=False):
        yield at


@pytest.fixture
def yesterday(at) -> dt.datetime:
    return at - dt.timedelta(days=1)

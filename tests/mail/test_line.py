"""A dead mail server is left alone for a while, a live one is not rushed."""

import datetime as dt

import pytest

from portal.mail import line, services
from portal.mail.line import Pace
from portal.mail.models import Message
from portal.mail.services import sending

pytestmark = pytest.mark.django_db


def test_after_twenty_failed_connections_nobody_tries_for_a_minute(kind, at, sink, monkeypatch):
    tried = []
    sink.stop()
    opening = sending.get_connection

    def counted(*args):
        tried.append(1)
        return opening(*args)

    monkeypatch.setattr("portal.mail.services.sending.get_connection", counted)
    services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at)
    for _wake in range(30):
        assert services.drain(clock=lambda: at).unreachable
    assert len(tried) == 20
    services.drain(clock=lambda: at + dt.timedelta(seconds=59))
    assert len(tried) == 20
    later = at + dt.timedelta(seconds=61)
    services.drain(clock=lambda: later)
    assert len(tried) == 21
    # One failure is enough to rest again.
    services.drain(clock=lambda: later)
    assert len(tried) == 21
    assert (Message.objects.get().state, Message.objects.get().attempts) == ("queued", 0)


def test_one_that_works_forgets_the_failures(kind, at, sink):
    for _failure in range(19):
        line.failed(at=at)
    services.queue(kind=kind.name, to="ana@exemple.fr", slot="1", at=at)
    assert services.drain(clock=lambda: at).sent == 1
    line.failed(at=at)
    assert not line.is_resting(at=at)


def test_the_pace_is_held_and_a_pause_is_not_caught_up():
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(10, clock=lambda: now[0], sleep=sleep)
    for _message in range(3):
        pace.wait()
    now[0] += 5
    pace.wait()
    pace.wait()
    assert slept == [0.1, 0.1, 0.1]


def test_no_bound_waits_for_nothing():
    pace = Pace(0, clock=lambda: 1.0, sleep=pytest.fail)
    pace.wait()
    pace.wait()


def test_a_drain_keeps_the_pace(kind, at, sink, settings, monkeypatch):
    slept = []
    settings.MAIL_PER_SECOND = 0.001
    monkeypatch.setattr(Pace.__init__, "__kwdefaults__", {"clock": lambda: 5.0, "sleep": slept.append})
    for number in range(3):
        services.queue(kind=kind.name, to=f"p{number}@exemple.fr", slot="1", at=at)
    assert services.drain(clock=lambda: at).sent == 3
    assert slept == [1000.0, 2000.0]

"""Counters that hold without the cache."""

import datetime as dt
import threading

import pytest
from django.db import connection

from portal.core.limits import Limit, forgive, hit, hit_all
from portal.core.models import LimitWindow

WINDOW = dt.timedelta(minutes=10)


@pytest.mark.django_db
def test_the_window_lets_its_number_of_tries_through_then_refuses(at):
    answers = [hit("login:a@exemple.fr", 3, WINDOW, at) for _ in range(5)]
    assert answers == [True, True, True, False, False]


@pytest.mark.django_db
def test_keys_do_not_share_their_count(at):
    assert hit("login:a@exemple.fr", 1, WINDOW, at)
    assert hit("login:b@exemple.fr", 1, WINDOW, at)
    assert not hit("login:a@exemple.fr", 1, WINDOW, at)


@pytest.mark.django_db
def test_a_window_that_has_ended_starts_anew_and_does_not_slide(at):
    assert hit("k", 1, WINDOW, at)
    assert not hit("k", 1, WINDOW, at + dt.timedelta(minutes=9))
    assert hit("k", 1, WINDOW, at + WINDOW)
    assert not hit("k", 1, WINDOW, at + WINDOW)


@pytest.mark.django_db
def test_who_showed_who_they_are_is_forgiven(at):
    hit("k", 1, WINDOW, at)
    forgive("k")
    assert hit("k", 1, WINDOW, at)


@pytest.mark.django_db
def test_neither_address_nor_ip_is_kept_and_ended_windows_are_swept(at):
    hit("login:jeanne@exemple.fr", 3, WINDOW, at)
    (row,) = LimitWindow.objects.all()
    assert "exemple" not in row.key and len(row.key) == 64
    assert row.ends_at == at + WINDOW
    later = at + dt.timedelta(hours=1)
    # Some windows sweep as they open, told by their key.
    for number in range(40):
        hit(f"login:{number}@exemple.fr", 3, WINDOW, later)
    assert not LimitWindow.objects.filter(ends_at__lt=later).exists()
    assert LimitWindow.objects.count() == 40


@pytest.mark.django_db
def test_several_limits_are_counted_in_one_statement(at, django_assert_max_num_queries):
    limits = [Limit("ip", 3, WINDOW), Limit("address", 1, WINDOW)]
    with django_assert_max_num_queries(2):
        assert hit_all(limits, at)
    assert not hit_all(limits, at)
    assert hit("ip", 3, WINDOW, at)
    assert not hit("ip", 3, WINDOW, at)


@pytest.mark.django_db
def test_the_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'core_limitwindow'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_ten_tries_at_once_are_counted_ten_times(at):
    answers: list[bool] = []

    def attempt() -> None:
        answers.append(hit("race", 4, WINDOW, at))
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 6 + [True] * 4

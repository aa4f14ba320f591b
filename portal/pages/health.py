"""Whether this process may receive requests: what it depends on, said without secrets."""

from functools import cache

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

OK, MISSING, UNREACHABLE, DEGRADED = "ok", "manquantes", "injoignable", "degrade"


def database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return UNREACHABLE
    return OK


@cache
def _migrated() -> bool:
    """True is for good: the code of a process does not change. False is asked again (see below)."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationSchemaMissing
    return True


def migrations_state() -> str:
    try:
        _migrated()
    except MigrationSchemaMissing:
        return MISSING
    except DatabaseError:
        return UNREACHABLE
    return OK


def broker_state() -> str:
    """A broker that is away slows mail by a tick and loses nothing: degraded, not ill."""
    try:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except (OperationalError, RedisError, OSError):
        return DEGRADED
    return OK

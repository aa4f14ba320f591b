"""Rows that lead to others of their kind: none may lead back to itself.

The database refuses a cycle by a deferred trigger (`vivier_refuse_cycle`, named like a constraint); a form
says so before.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations.operations import RunSQL
from django.utils.functional import Promise


def refuse_cycle(row: models.Model, field: str, message: str | Promise) -> None:
    """For `clean()`: follow `field` upwards, one query a step."""
    column, rows = f"{field}_id", type(row)._base_manager
    seen: set[int] = set()
    above = getattr(row, column)
    # A row that is not written yet is above none.
    while row.pk is not None and above is not None and above not in seen:
        if above == row.pk:
            raise ValidationError({field: message}, code="cycle")
        seen.add(above)
        above = rows.filter(pk=above).values_list(column, flat=True).first()


def no_cycle(name: str, *, table: str, column: str) -> RunSQL:
    """The operation of a migration: a deferred trigger of this name on a table of entries."""
    return RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OF {column} ON {table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.{column} IS NOT NULL) "
        f"EXECUTE FUNCTION vivier_refuse_cycle('{column}')",
        f"DROP TRIGGER {name} ON {table}",
    )

"""The audit trail: each service writes one line in its own transaction."""

import datetime as dt
from typing import Any, Protocol

from django.db import models

from portal.core.models import AuditEntry


class Actor(Protocol):
    """Who acts: an account, seen from the floor."""

    pk: Any


def record(
    *, verb: str, target: models.Model, by: Actor | None, at: dt.datetime, **details: Any
) -> AuditEntry:
    """Write who did what. `by=None` is the system or an anonymous person. Details hold no personal datum."""
    return AuditEntry.objects.create(
        at=at,
        actor_id=by.pk if by is not None else None,
        actor_label=str(by)[:200] if by is not None else "",
        verb=verb,
        target_model=target._meta.label_lower,
        target_id=str(target.pk),
        target_label="" if getattr(target, "is_personal", False) else str(target)[:250],
        details=details,
    )


KEPT = dt.timedelta(days=365)


def forget(*, at: dt.datetime) -> int:
    """Lines older than a year, which security no longer needs (CNIL on journals: a year at most)."""
    deleted, _models = AuditEntry.objects.filter(at__lt=at - KEPT).delete()
    return deleted

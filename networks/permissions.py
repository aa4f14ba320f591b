"""Whose network it is. Somebody whose only work here is to facilitate touches the networks of their structure alone."""

from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

from networks.models import Network
from portal.accounts.enums import Role
from portal.accounts.models import User

Rows = TypeVar("Rows", bound=models.Model)
# Roles whose work is on every network; whoever holds one of them is not limited.
EVERYWHERE = frozenset({Role.EDITOR, Role.PUBLISHER, Role.RECEPTION, Role.DPO, Role.ADMINISTRATOR})


def is_limited(user: User) -> bool:
    """A facilitator and nothing more. Asked once for each account loaded."""
    known: bool | None = getattr(user, "_is_limited", None)
    if known is None:
        held = set() if user.is_superuser else set(user.groups.values_list("name", flat=True))
        known = Role.FACILITATOR in held and not held & EVERYWHERE
        user._is_limited = known  # type: ignore[attr-defined]
    return known


def facilitated_by(user: User) -> QuerySet[Network]:
    """The networks facilitated by a structure that this account represents."""
    return Network.objects.filter(facilitators__representatives__user=user)


def within(user: User, rows: QuerySet[Rows], path: str) -> QuerySet[Rows]:
    """These rows, less those of other people's networks. `path` leads from a row to its network (`pk` for networks)."""
    if not is_limited(user):
        return rows
    return rows.filter(**{f"{path}__in": facilitated_by(user).values("pk")})


def may_touch(user: User, network: Network | None) -> bool:
    """The same question for one loaded network."""
    if not is_limited(user):
        return True
    return network is not None and facilitated_by(user).filter(pk=network.pk).exists()

"""The kinds of messages. An app declares its own in `AppConfig.ready()`, with who writes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.mail.models import Message


class UnknownKindError(LookupError):
    """No app declared this kind."""


class ObsoleteError(Exception):
    """Raised by who writes: since it was queued, the message has become pointless. It is not sent."""


@dataclass(frozen=True)
class Attachment:
    filename: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Letter:
    """What goes into a letter: its template and the words that the template knows.

    `template` is `events/reminder`, a file `templates/emails/events/reminder.<language>.txt`. Values are texts,
    numbers, booleans or lists of texts; what a person typed has passed through `text.typed`.
    """

    template: str
    values: dict[str, object] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    reply_to: str = ""


@dataclass(frozen=True)
class Kind:
    name: str
    label: object
    write: Callable[["Message"], Letter]
    # Asked for by the person (a ticket), as opposed to solicitation (an invitation).
    essential: bool = True


_registry: dict[str, Kind] = {}


def register(
    name: str, write: Callable[["Message"], Letter], *, label: object = "", essential: bool = True
) -> None:
    if name in _registry and _registry[name].write is not write:
        raise ValueError(f"two writers for the kind {name!r}")
    _registry[name] = Kind(name, label or name, write, essential)


def get(name: str) -> Kind:
    try:
        return _registry[name]
    except KeyError:
        raise UnknownKindError(f"unknown kind {name!r}") from None


def registered() -> list[Kind]:
    return sorted(_registry.values(), key=lambda kind: kind.name)


# Written by Django or a library before it reached us: no writer.
ACCOUNT = "account"


def is_essential(name: str) -> bool:
    """An unknown kind is none that somebody may oppose; sending it says what is wrong."""
    return name not in _registry or _registry[name].essential

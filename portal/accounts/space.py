"""The panels of /espace/: what somebody signed in finds there.

Accounts lie on the floor and know nothing of structures or registrations: the roof registers one function a panel.
A panel answers for the person who asks, at one instant; None when it has nothing for them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A section of the page: its heading and the template that shows `context`."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


PanelMaker = Callable[[HttpRequest, dt.datetime], Panel | None]

_makers: dict[str, tuple[int, PanelMaker]] = {}


def register(name: str, maker: PanelMaker, *, position: int) -> None:
    """Declare a panel, once, from an AppConfig.ready()."""
    _makers[name] = (position, maker)


def panels_for(request: HttpRequest, *, at: dt.datetime) -> list[Panel]:
    """The panels of the person signed in, in their order."""
    makers = [maker for _position, maker in sorted(_makers.values(), key=lambda pair: pair[0])]
    return [panel for maker in makers if (panel := maker(request, at)) is not None]

"""What the page of a meeting says of registration: open until when, from when, or why not (`events.windows`)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events import windows
from events.models import Event


@dataclass(frozen=True, slots=True)
class Window:
    """`is_open` while one may register; `text` says until when, from when, or why not."""

    is_open: bool
    text: str


def window_of(event: Event, *, at: dt.datetime) -> Window | None:
    """None when the meeting takes no registration at all, or is over."""
    if event.registration_opens_at is None and event.registration_closes_at is None:
        return None
    window = windows.window_of(event, at=at)
    if window == windows.Window.PAST:
        return None
    if window != windows.Window.OPEN:
        return Window(False, windows.window_text(window, event))
    closes = event.registration_closes_at
    if closes is None:
        return Window(True, _("Gratuit, sans compte."))
    return Window(
        True, _("Inscriptions ouvertes jusqu’%(when)s.") % {"when": windows.until_text(closes, event)}
    )

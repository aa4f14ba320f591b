"""Whether one may register now, in words; places are counted elsewhere."""

import datetime as dt
from dataclasses import dataclass

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.enums import Visibility
from events.models import Event
from events.wording import hour_text


@dataclass(frozen=True, slots=True)
class Window:
    """`is_open` while one may register; `text` says until when, from when, or why not."""

    is_open: bool
    text: str


def moment_text(event: Event, instant: dt.datetime) -> str:
    """« vendredi 4 décembre à 18 h », on the clock of the place."""
    local = instant.astimezone(event.zone)
    return _("%(day)s à %(hour)s") % {
        "day": formats.date_format(local, "l j F"),
        "hour": hour_text(local.time()),
    }


def window_of(event: Event, *, at: dt.datetime) -> Window | None:
    """None when the meeting takes no registration at all, or is over."""
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if event.is_past(at=at) or (opens is None and closes is None):
        return None
    if event.is_cancelled:
        return Window(False, _("L’événement est annulé : les inscriptions sont closes."))
    if event.is_postponed:
        return Window(
            False, _("L’événement est reporté : les inscriptions reprendront avec sa nouvelle date.")
        )
    if opens is not None and at < opens:
        return Window(
            False, _("Les inscriptions ouvrent %(moment)s.") % {"moment": moment_text(event, opens)}
        )
    if closes is not None and at >= closes:
        return Window(False, _("Les inscriptions sont closes."))
    if event.visibility == Visibility.INVITED:
        return Window(False, _("Sur invitation : le lien d’inscription est dans votre courriel."))
    if closes is None:
        return Window(True, _("Gratuit, sans compte."))
    until = _("Inscriptions ouvertes jusqu’au %(moment)s.") % {"moment": moment_text(event, closes)}
    return Window(True, capfirst(until))

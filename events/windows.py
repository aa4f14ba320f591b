"""Whether somebody can register for a meeting now, and the words that say why not."""

import datetime as dt

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.clock import LocalTimeError, local_instant
from events.enums import EventStatus, Visibility
from events.models import Event
from events.wording import hour_text


class Window(models.TextChoices):
    """What the registration page of a meeting has to say."""

    OPEN = "open", gettext_lazy("inscriptions ouvertes")
    NONE = "none", gettext_lazy("sans inscription ici")
    UNDATED = "undated", gettext_lazy("date à fixer")
    NOT_YET = "not_yet", gettext_lazy("bientôt")
    CLOSED = "closed", gettext_lazy("closes")
    PAST = "past", gettext_lazy("passé")
    CANCELLED = "cancelled", gettext_lazy("annulé")
    POSTPONED = "postponed", gettext_lazy("reporté")
    INVITED = "invited", gettext_lazy("sur invitation")


def start_of(event: Event) -> dt.datetime | None:
    """The instant when it begins, or the first of its first day; None when the day is not known."""
    if event.starts_at is not None:
        return event.starts_at
    if not event.is_to_the_day or event.day is None:
        return None
    return first_instant(event.day, zone=event.time_zone)


def end_of(event: Event) -> dt.datetime | None:
    """The instant when it is over for sure."""
    if event.ends_at is not None:
        return event.ends_at
    if not event.is_to_the_day or event.day is None:
        return None
    return first_instant((event.last_day or event.day) + dt.timedelta(days=1), zone=event.time_zone)


def first_instant(day: dt.date, *, zone: str) -> dt.datetime:
    """Midnight there, or one o'clock where the clocks jump over midnight."""
    try:
        return local_instant(day, dt.time(0), zone=zone)
    except LocalTimeError:
        return local_instant(day, dt.time(1), zone=zone)


def closing_of(event: Event) -> dt.datetime | None:
    """When registration ends: the date set, at the latest the start."""
    start, closes = start_of(event), event.registration_closes_at
    return min(filter(None, (start, closes)), default=None)


def window_of(event: Event, *, at: dt.datetime, invited: bool = False, at_door: bool = False) -> Window:
    """`invited`: the person holds an invitation, or staff acts for them. `at_door`: they are there, until the end."""
    if event.status == EventStatus.CANCELLED:
        return Window.CANCELLED
    if event.status == EventStatus.POSTPONED:
        return Window.POSTPONED
    start = start_of(event)
    if start is None:
        return Window.PAST if event.is_past(at=at) else Window.UNDATED
    if start <= at:
        end = end_of(event)
        return Window.OPEN if at_door and (end is None or at < end) else Window.PAST
    if invited:
        return Window.OPEN
    return _for_everybody(event, at)


def _for_everybody(event: Event, at: dt.datetime) -> Window:
    if event.visibility == Visibility.INVITED:
        return Window.INVITED
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens is None and closes is None:
        return Window.NONE
    if opens is not None and at < opens:
        return Window.NOT_YET
    return Window.CLOSED if closes is not None and closes <= at else Window.OPEN


def window_text(window: Window, event: Event) -> str:
    """One sentence for the person who would like to come. Empty when registration is open."""
    texts = {
        Window.NONE: _("Il n’y a pas d’inscription à faire ici pour cet événement."),
        Window.UNDATED: _("La date n’est pas encore fixée : les inscriptions ouvriront ensuite."),
        Window.CLOSED: _("Les inscriptions sont closes."),
        Window.PAST: _("Cet événement a commencé ou a déjà eu lieu."),
        Window.CANCELLED: _("Cet événement est annulé."),
        Window.POSTPONED: _(
            "Cet événement est reporté : les inscriptions reprendront avec sa nouvelle date."
        ),
        Window.INVITED: _("Cet événement se tient sur invitation : répondez par le lien que vous avez reçu."),
    }
    if window == Window.NOT_YET and event.registration_opens_at is not None:
        return _("Les inscriptions ouvrent %(when)s.") % {
            "when": instant_text(event.registration_opens_at, event)
        }
    return texts.get(window, "")


def instant_text(instant: dt.datetime, event: Event) -> str:
    """« le mardi 8 décembre à 18 h », on the clock of the meeting's place."""
    return _("le %(day)s à %(hour)s") % _clock(instant, event)


def until_text(instant: dt.datetime, event: Event) -> str:
    """« au mardi 8 décembre à 18 h », after « jusqu’ »."""
    return _("au %(day)s à %(hour)s") % _clock(instant, event)


def _clock(instant: dt.datetime, event: Event) -> dict[str, str]:
    local = instant.astimezone(event.zone)
    return {
        "day": formats.date_format(local, _("l j F")),
        "hour": hour_text(local.time().replace(second=0, microsecond=0)),
    }

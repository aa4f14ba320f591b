"""Hours on the clock of the place where a meeting is held, and the instants they stand for."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LocalTimeError(ValueError):
    """That hour does not exist that day: clocks jump over it."""


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            _("Fuseau horaire inconnu : écrivez par exemple Europe/Paris."), code="time_zone"
        )


def local_instant(day: dt.date, time: dt.time, *, zone: str) -> dt.datetime:
    """The instant at which the clocks of this place show this hour.

    An hour that clocks jump over in spring is refused: `make_aware` would silently take another one.
    An hour that comes twice in autumn is the first one.
    """
    local = dt.datetime.combine(day, time, tzinfo=ZoneInfo(zone))
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise LocalTimeError(
            _("Le %(day)s, les horloges passent par-dessus %(time)s : choisissez une autre heure.")
            % {"day": day.strftime("%d/%m/%Y"), "time": time.strftime("%H:%M")}
        )
    return instant

"""When those who are expected are written to again."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import ReminderAudience


class ReminderRuleQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(is_active=True)


class ReminderRule(models.Model):
    """« La veille à 18 h » or « 2 heures avant », for one meeting or for all those of a series.

    Days go by the calendar of the meeting's place: the evening before is the evening before, whatever the clocks do
    that night.
    """

    event = models.ForeignKey(
        "events.Event",
        verbose_name=_("pour l’événement"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reminder_rules",
    )
    series = models.ForeignKey(
        "events.EventSeries",
        verbose_name=_("pour la série"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reminder_rules",
    )
    audience = models.CharField(
        _("à qui"), max_length=10, choices=ReminderAudience.choices, default=ReminderAudience.REGISTERED
    )
    days_before = models.PositiveSmallIntegerField(_("jours avant"), null=True, blank=True)
    local_time = models.TimeField(
        _("à l’heure"), null=True, blank=True, help_text=_("À l’horloge du lieu de la rencontre.")
    )
    hours_before = models.PositiveSmallIntegerField(
        _("ou heures avant"), null=True, blank=True, help_text=_("Avant l’heure de début.")
    )
    is_active = models.BooleanField(_("en vigueur"), default=True)
    created_at = models.DateTimeField(_("créée le"))

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("règle de rappel")
        verbose_name_plural = _("règles de rappel")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, series__isnull=True)
                | Q(event__isnull=True, series__isnull=False),
                name="reminder_for_event_or_series",
                violation_error_message=_("Une règle est pour un événement ou pour une série."),
            ),
            models.CheckConstraint(
                condition=Q(days_before__isnull=False, local_time__isnull=False, hours_before__isnull=True)
                | Q(days_before__isnull=True, local_time__isnull=True, hours_before__gt=0),
                name="reminder_moment_is_one",
                violation_error_message=_(
                    "Donnez un nombre de jours et une heure, ou un nombre d’heures, pas les deux."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(days_before__isnull=True) | Q(days_before__lte=90))
                & (Q(hours_before__isnull=True) | Q(hours_before__lte=72)),
                name="reminder_moment_is_near",
                violation_error_message=_("Au plus 90 jours, ou 72 heures."),
            ),
            models.CheckConstraint(
                condition=Q(audience__in=ReminderAudience.values),
                name="reminder_audience_known",
                violation_error_message=_("Destinataires inconnus."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[owner, "audience", "days_before", "local_time", "hours_before"],
                    condition=Q(**{f"{owner}__isnull": False}),
                    nulls_distinct=False,
                    name=f"reminder_once_by_{owner}",
                    violation_error_message=_("Cette règle existe déjà."),
                )
                for owner in ("event", "series")
            ),
        ]

    def __str__(self) -> str:
        if self.hours_before is not None:
            return _("%(hours)s h avant") % {"hours": self.hours_before}
        clock = self.local_time if isinstance(self.local_time, dt.time) else None
        told = clock.strftime("%H:%M") if clock else ""
        if self.days_before == 0:
            return _("le jour même à %(time)s") % {"time": told}
        return _("%(days)s j avant, à %(time)s") % {"days": self.days_before, "time": told}

"""The sessions that somebody registered chose."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import HOLDING_STATES, ChoiceState
from events.models.registration import Registration, exactly_when

C = ChoiceState
# What takes a place of a session, told from the session: `filter(choices__…)`.
TAKES_PLACE = Q(choices__state__in=(C.HELD, C.OFFERED), choices__registration__state__in=HOLDING_STATES)


class ChoiceQuerySet(models.QuerySet):
    def taking_places(self) -> Self:
        return self.filter(state__in=(C.HELD, C.OFFERED), registration__state__in=HOLDING_STATES)

    def waiting(self) -> Self:
        """The waiting list of each session, first come first."""
        return self.filter(state=C.WAITING).order_by("session_id", "rank")

    def lapsed(self, *, at: dt.datetime) -> Self:
        """Offered and not accepted in time."""
        return self.filter(state=C.OFFERED, offer_until__lte=at)


class RegistrationSession(models.Model):
    """A place in a session with limited places, or a rank on its waiting list, for somebody registered.

    The meeting is repeated here so that two composite foreign keys, `registration_session_own_event` and
    `registration_session_same_event`, hold the person and the session to the same one (decision 0002).
    """

    registration = models.ForeignKey(
        Registration, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="choices"
    )
    session = models.ForeignKey(
        "events.Session", verbose_name=_("séance"), on_delete=models.CASCADE, related_name="choices"
    )
    event = models.ForeignKey(
        "events.Event",
        verbose_name=_("événement"),
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
    )
    chosen_at = models.DateTimeField(_("choisie le"))
    state = models.CharField(
        _("état"), max_length=8, choices=C.choices, default=C.HELD, db_default=C.HELD, editable=False
    )
    rank = models.PositiveIntegerField(_("rang en liste d’attente"), null=True, blank=True, editable=False)
    offered_at = models.DateTimeField(_("place proposée le"), null=True, blank=True, editable=False)
    offer_until = models.DateTimeField(_("place proposée jusqu’au"), null=True, blank=True, editable=False)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choix de séance")
        verbose_name_plural = _("choix de séances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="registration_session_once",
                violation_error_message=_("Cette séance est déjà choisie."),
            ),
            models.UniqueConstraint(
                fields=["session", "rank"],
                name="choice_rank_unique",
                violation_error_message=_("Deux personnes ne peuvent avoir le même rang."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=C.values),
                name="choice_state_known",
                violation_error_message=_("État inconnu."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state=C.WAITING), rank=True),
                name="choice_waiting_has_rank",
                violation_error_message=_("Qui attend a un rang, et personne d’autre."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state=C.OFFERED), offer_until=True)
                & (~Q(state=C.OFFERED) | Q(offered_at__isnull=False)),
                name="choice_offer_has_deadline",
                violation_error_message=_("Une place proposée porte son échéance, et elle seule."),
            ),
        ]
        indexes = [
            models.Index(fields=["offer_until"], name="choice_offered", condition=Q(state=C.OFFERED)),
        ]

    def __str__(self) -> str:
        return str(self.session)

    def save(self, *args, **kwargs) -> None:
        self.event_id = self.registration.event_id
        super().save(*args, **kwargs)

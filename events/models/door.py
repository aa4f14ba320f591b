"""What was done at the door: each act once, whichever device it came from, whenever it arrived."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.enums import DoorVerb


class DoorActQuerySet(models.QuerySet):
    def presences(self) -> Self:
        return self.filter(verb=DoorVerb.PRESENT)

    def standing(self) -> Self:
        """Presences that nothing has undone, the first first."""
        undone = DoorAct.objects.filter(
            registration=models.OuterRef("registration"), undoes__contains=[models.OuterRef("key")]
        )
        return self.presences().exclude(models.Exists(undone)).order_by("done_at", "pk")


class DoorAct(models.Model):
    """A presence, or the undoing of presences that the device had seen (decision 0011).

    Rows are added and never changed, so that acts may arrive late, twice, or in any order: what stands is the same. The
    composite foreign keys `door_act_own_event` and `door_act_same_event` hold person and session to one meeting.
    """

    is_personal = True

    key = models.UUIDField(_("clé"), help_text=_("Faite sur l’appareil, avant tout envoi."))
    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="door_acts"
    )
    registration = models.ForeignKey(
        "events.Registration",
        verbose_name=_("inscription"),
        on_delete=models.CASCADE,
        related_name="door_acts",
    )
    session = models.ForeignKey(
        "events.Session",
        verbose_name=_("séance"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="door_acts",
        help_text=_("Vide : l’entrée de l’événement."),
    )
    verb = models.CharField(_("acte"), max_length=8, choices=DoorVerb.choices)
    undoes = ArrayField(models.UUIDField(), verbose_name=_("présences défaites"), default=list, blank=True)
    done_at = models.DateTimeField(
        _("fait le"), help_text=_("À l’heure de l’appareil, corrigée de son écart avec le serveur.")
    )
    received_at = models.DateTimeField(_("reçu le"))
    by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = DoorActQuerySet.as_manager()

    class Meta:
        verbose_name = _("pointage")
        verbose_name_plural = _("pointages")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="door_act_once",
                violation_error_message=_("Ce pointage est déjà enregistré."),
            ),
            models.CheckConstraint(
                condition=Q(verb__in=DoorVerb.values),
                name="door_act_verb_known",
                violation_error_message=_("Acte inconnu."),
            ),
            models.CheckConstraint(
                condition=~Q(verb=DoorVerb.PRESENT) | Q(undoes=[]),
                name="door_presence_undoes_nothing",
                violation_error_message=_("Une présence n’en défait pas d’autres."),
            ),
            models.CheckConstraint(
                condition=Q(done_at__lte=F("received_at")),
                name="door_act_not_ahead",
                violation_error_message=_("Un pointage n’est pas fait après son arrivée."),
            ),
        ]
        indexes = [models.Index(fields=["event", "id"], name="door_act_of_event")]

    def __str__(self) -> str:
        return str(self.get_verb_display())

"""What changed the state of a registration."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import RegistrationState as S
from events.models.registration import Registration


class RegistrationTransition(models.Model):
    """One line for each change of state, or of the order of a waiting list: when, who, from what to what, and why."""

    registration = models.ForeignKey(
        Registration, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="transitions"
    )
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Vide : la personne elle-même, ou l’horloge."),
    )
    from_state = models.CharField(_("de"), max_length=10, choices=S.choices, blank=True)
    to_state = models.CharField(_("à"), max_length=10, choices=S.choices)
    reason = models.CharField(_("raison"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("changement d’état")
        verbose_name_plural = _("changements d’état")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_state=models.F("to_state")) | Q(to_state=S.WAITLISTED) & ~Q(reason=""),
                name="transition_changes_state",
                violation_error_message=_(
                    "Un changement change d’état, ou l’ordre de la liste d’attente avec sa raison."
                ),
            ),
            models.CheckConstraint(
                condition=Q(from_state__in=["", *S.values], to_state__in=S.values),
                name="transition_states_known",
                violation_error_message=_("État inconnu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"

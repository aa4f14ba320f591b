"""The sessions that somebody registered chose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.registration import Registration


class RegistrationSession(models.Model):
    """A place in a session with limited places, chosen by somebody registered.

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

    class Meta:
        verbose_name = _("choix de séance")
        verbose_name_plural = _("choix de séances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="registration_session_once",
                violation_error_message=_("Cette séance est déjà choisie."),
            )
        ]

    def __str__(self) -> str:
        return str(self.session)

    def save(self, *args, **kwargs) -> None:
        self.event_id = self.registration.event_id
        super().save(*args, **kwargs)

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One line for each change of state made by a service: who, when, what.

    The actor is kept as plain values, not as a foreign key: the floor knows no account,
    and the line stays after the account is erased (its label is then blanked).
    """

    at = models.DateTimeField(_("le"), db_index=True)
    actor_id = models.BigIntegerField(_("compte"), null=True, blank=True)
    actor_label = models.CharField(_("par"), max_length=200, blank=True)
    verb = models.CharField(_("action"), max_length=60)
    target_model = models.CharField(_("nature"), max_length=60)
    target_id = models.CharField(_("identifiant"), max_length=40)
    target_label = models.CharField(_("objet"), max_length=250, blank=True)
    details = models.JSONField(_("détails"), default=dict, blank=True)

    class Meta:
        verbose_name = _("ligne de journal")
        verbose_name_plural = _("journal")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_model", "target_id", "-at"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.verb} · {self.target_label}"

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.links import PrivateLinkModel, PrivateLinkQuerySet


class AccountInvitationQuerySet(PrivateLinkQuerySet):
    def waiting(self) -> Self:
        return self.filter(accepted_at__isnull=True)


class AccountInvitation(PrivateLinkModel):
    """The letter that lets somebody choose the password of the account opened for them. Used once."""

    link_purpose = "account-invitation"

    user = models.ForeignKey(
        "accounts.User", verbose_name=_("compte"), on_delete=models.CASCADE, related_name="invitations"
    )
    sent_at = models.DateTimeField(_("envoyée le"))
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)

    objects = AccountInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation à ouvrir un compte")
        verbose_name_plural = _("invitations à ouvrir un compte")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(accepted_at__isnull=True),
                name="account_invitation_one_waiting",
                violation_error_message=_("Une invitation attend déjà cette personne."),
            ),
            models.CheckConstraint(
                condition=Q(link_expires_at__gt=models.F("sent_at")),
                name="account_invitation_expires_after_sending",
                violation_error_message=_("Une invitation expire après son envoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.sent_at:%d/%m/%Y}"

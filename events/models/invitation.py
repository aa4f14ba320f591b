"""Somebody asked to come, and what they answered."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import InvitationAnswer
from portal.core.links import PrivateLinkModel, PrivateLinkQuerySet
from portal.mail.addresses import KEY_LENGTH, address_key


class InvitationQuerySet(PrivateLinkQuerySet):
    def unanswered(self) -> Self:
        """No answer yet, or « later »."""
        return self.filter(answer__in=(InvitationAnswer.PENDING, InvitationAnswer.LATER))


class Invitation(PrivateLinkModel):
    """An invitation by mail. Its link answers for the person, with no account."""

    link_purpose = "invitation"
    is_personal = True

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("courriel"), max_length=254)
    email_key = models.CharField(_("courriel normalisé"), max_length=KEY_LENGTH, editable=False)
    name = models.CharField(_("nom"), max_length=150, blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", _("français")), ("en", _("anglais"))], default="fr"
    )
    # Where the address comes from: the law wants it said to the person.
    membership = models.ForeignKey(
        "networks.Membership",
        verbose_name=_("au titre de l’adhésion"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
    )
    member = models.ForeignKey(
        "core.Entry",
        verbose_name=_("membre"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_received",
        help_text=_("La structure ou le territoire invité."),
    )
    sent_on_by = models.ForeignKey(
        "self",
        verbose_name=_("transmise par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sent_on",
    )
    answer = models.CharField(
        _("réponse"), max_length=12, choices=InvitationAnswer.choices, default=InvitationAnswer.PENDING
    )
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    registration = models.OneToOneField(
        "events.Registration",
        verbose_name=_("inscription"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitation",
    )
    created_at = models.DateTimeField(_("invitée le"))
    created_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("invitée par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    is_demo = models.BooleanField(_("démonstration"), default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email_key"],
                name="invitation_once_by_address",
                violation_error_message=_("Cette adresse est déjà invitée à cet événement."),
            ),
            models.CheckConstraint(
                condition=~Q(email_key=""),
                name="invitation_is_addressed",
                violation_error_message=_("L’adresse manque."),
            ),
            models.CheckConstraint(
                condition=Q(answer__in=InvitationAnswer.values),
                name="invitation_answer_known",
                violation_error_message=_("Réponse inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(answer=InvitationAnswer.PENDING, answered_at__isnull=True)
                | (~Q(answer=InvitationAnswer.PENDING) & Q(answered_at__isnull=False)),
                name="invitation_answer_is_dated",
                violation_error_message=_("Une réponse porte sa date."),
            ),
            models.CheckConstraint(
                condition=Q(registration__isnull=True) | Q(answer=InvitationAnswer.YES),
                name="invitation_registers_who_says_yes",
                violation_error_message=_("Seul un oui inscrit."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args, **kwargs) -> None:
        self.email_key = address_key(self.email)
        super().save(*args, **kwargs)

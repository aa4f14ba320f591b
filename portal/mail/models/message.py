"""The outbox. A row is written in the transaction that causes it; a worker sends it."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.mail.addresses import KEY_LENGTH, address_key
from portal.mail.enums import FINAL_STATES, GONE_STATES, MessageState


class MessageQuerySet(models.QuerySet):
    def due(self, *, at: dt.datetime) -> Self:
        """To be sent now, longest overdue first."""
        return self.filter(state=MessageState.QUEUED, next_attempt_at__lte=at).order_by(
            "next_attempt_at", "pk"
        )

    def lease_over(self, *, at: dt.datetime) -> Self:
        """Taken by a worker that did not come back."""
        return self.filter(state=MessageState.SENDING, leased_until__lte=at)

    def too_late(self, *, at: dt.datetime) -> Self:
        """Waiting, and no longer of use."""
        return self.filter(state__in=(MessageState.QUEUED, MessageState.HELD), not_after__lte=at)


def _none_or_all(*fields: str) -> Q:
    return Q(**{f"{name}__isnull": True for name in fields}) | Q(
        **{f"{name}__isnull": False for name in fields}
    )


class Message(models.Model):
    """One mail to one person.

    It keeps a kind and identifiers and is written when it leaves, so that no private link and no name waits here in
    clear. Only what a library has already written (`kind="account"`) carries its text, blanked when it is over.
    """

    is_personal = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("sorte"), max_length=60)
    recipient = models.EmailField(_("destinataire"), max_length=254)
    recipient_key = models.CharField(_("adresse normalisée"), max_length=KEY_LENGTH, editable=False)
    name = models.CharField(_("nom du destinataire"), max_length=200, blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", _("français")), ("en", _("anglais"))], default="fr"
    )
    slot = models.CharField(
        _("case"), max_length=120, help_text=_("Ce qui empêche d’écrire deux fois la même chose.")
    )
    context = models.JSONField(_("identifiants"), default=dict, blank=True)
    body = models.JSONField(_("texte déjà écrit"), null=True, blank=True)
    state = models.CharField(
        _("état"), max_length=10, choices=MessageState.choices, default=MessageState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    faults = models.PositiveSmallIntegerField(
        _("fautes de suite"),
        default=0,
        help_text=_("Essais qui n’ont pas atteint le serveur par notre faute."),
    )
    queued_at = models.DateTimeField(_("écrit le"))
    next_attempt_at = models.DateTimeField(_("prochain essai"))
    not_after = models.DateTimeField(_("sans objet après"))
    leased_until = models.DateTimeField(_("pris jusqu’à"), null=True, blank=True)
    lease_token = models.UUIDField(_("prise"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=320, editable=False)
    subject = models.CharField(_("objet"), max_length=250, blank=True)
    last_code = models.PositiveSmallIntegerField(_("dernière réponse"), null=True, blank=True)
    last_error = models.CharField(_("dernière erreur"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_key", "kind", "slot"],
                name="message_once",
                violation_error_message=_("Ce message a déjà été écrit à cette personne."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values),
                name="message_state_known",
                violation_error_message=_("État inconnu."),
            ),
            models.CheckConstraint(
                condition=~Q(recipient_key="") & ~Q(kind="") & ~Q(slot=""),
                name="message_is_addressed",
                violation_error_message=_("Un message a un destinataire, une sorte et une case."),
            ),
            models.CheckConstraint(
                condition=_none_or_all("leased_until", "lease_token"),
                name="message_lease_whole",
                violation_error_message=_("Une prise a une fin et un jeton, ou n’existe pas."),
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENDING, lease_token__isnull=False)
                | (~Q(state=MessageState.SENDING) & Q(lease_token__isnull=True)),
                name="message_leased_while_sending",
                violation_error_message=_("Seul un message en cours d’envoi est pris."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=GONE_STATES, sent_at__isnull=False)
                | (~Q(state__in=GONE_STATES) & Q(sent_at__isnull=True)),
                name="message_sent_is_dated",
                violation_error_message=_("Un message envoyé porte sa date d’envoi, et lui seul."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FINAL_STATES) | Q(body__isnull=True),
                name="message_body_blanked",
                violation_error_message=_("Le texte s’efface dès que tout est fini."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="message_due", condition=Q(state=MessageState.QUEUED)
            ),
            models.Index(
                fields=["leased_until"], name="message_leased", condition=Q(state=MessageState.SENDING)
            ),
            models.Index(fields=["kind", "slot"], name="message_kind_slot"),
            models.Index(fields=["-queued_at"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.slot}"

    def save(self, *args, **kwargs) -> None:
        self.recipient_key = address_key(self.recipient)
        super().save(*args, **kwargs)

    @property
    def is_over(self) -> bool:
        return self.state in FINAL_STATES

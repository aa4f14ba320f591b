"""The life of a message, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    QUEUED = "queued", _("à envoyer")
    SENDING = "sending", _("en cours d’envoi")
    SENT = "sent", _("envoyé")
    BOUNCED = "bounced", _("revenu : l’adresse ou la boîte n’en veut pas")
    REFUSED = "refused", _("refusé par le serveur du destinataire")
    EXPIRED = "expired", _("périmé avant l’envoi")
    HELD = "held", _("retenu")
    DEAD = "dead", _("abandonné après plusieurs fautes")


# Nothing more happens to these by itself.
FINAL_STATES = frozenset(
    {
        MessageState.SENT,
        MessageState.BOUNCED,
        MessageState.REFUSED,
        MessageState.EXPIRED,
        MessageState.DEAD,
    }
)
# It left us, whatever became of it.
GONE_STATES = frozenset({MessageState.SENT, MessageState.BOUNCED})


class SuppressionReason(models.TextChoices):
    BOUNCE = "bounce", _("adresse inexistante")
    OPPOSITION = "opposition", _("ne veut plus être sollicité")

from portal.mail.models.message import Message, MessageQuerySet
from portal.mail.models.suppression import Suppression, SuppressionQuerySet

__all__ = ["Message", "MessageQuerySet", "Suppression", "SuppressionQuerySet"]

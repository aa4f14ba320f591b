"""Words of labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.enums import EntryKind


class Direction(models.TextChoices):
    """Where a label stands for us."""

    GIVEN = "given", _("donné ici")
    RECEIVED = "received", _("reçu d’ailleurs")
    AIMED = "aimed", _("en préparation")


class AwardState(models.TextChoices):
    """announced → held → expired or withdrawn. Announced is not yet given."""

    ANNOUNCED = "announced", _("annoncé")
    HELD = "held", _("en vigueur")
    EXPIRED = "expired", _("échu")
    WITHDRAWN = "withdrawn", _("retiré")


# What may hold a label or carry an action plan.
HOLDER_KINDS = (
    EntryKind.TALENT,
    EntryKind.STRUCTURE,
    EntryKind.TERRITORY,
    EntryKind.NETWORK,
    EntryKind.INITIATIVE,
)

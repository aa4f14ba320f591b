"""Words that every app shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What an entry is. The value is the concrete model's name in lower case."""

    TALENT = "talent", _("talent")
    EDITION = "edition", _("édition")
    EVENT = "event", _("événement")
    SERIES = "eventseries", _("série")
    NETWORK = "network", _("réseau")
    TERRITORY = "territory", _("territoire")
    STRUCTURE = "structure", _("structure")
    INITIATIVE = "initiative", _("initiative")
    LABEL = "label", _("label")
    ARTICLE = "article", _("actualité")
    PAGE = "page", _("page")


class PublicationState(models.TextChoices):
    """draft → to review → published → archived, the same for every entry."""

    DRAFT = "draft", _("brouillon")
    REVIEW = "review", _("à relire")
    PUBLISHED = "published", _("publiée")
    ARCHIVED = "archived", _("archivée")


class Hue(models.TextChoices):
    """The five colours of the site; each field (domaine) owns one, other entries choose one."""

    ECO = "eco", _("ocre")
    SOC = "soc", _("corail")
    CUL = "cul", _("violet")
    NUM = "num", _("bleu")
    SPO = "spo", _("vert")


class DatePrecision(models.TextChoices):
    """How much of a date is known. The stored date is the first day of the period."""

    DAY = "day", _("jour")
    MONTH = "month", _("mois")
    SEASON = "season", _("saison")
    YEAR = "year", _("année")
    UNKNOWN = "unknown", _("inconnue")


class AccessibilityState(models.TextChoices):
    """What the law lets a site say of itself; without an audit, it is the first."""

    NONE = "none", _("non conforme")
    PARTIAL = "partial", _("partiellement conforme")
    FULL = "full", _("totalement conforme")

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision, EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link


class Initiative(Entry):
    """A practice or a project that a territory or a structure shares: urban farm, contest, third place…"""

    entry_kind = EntryKind.INITIATIVE
    url_name = "networks:initiative"

    entry_ptr = entry_link()
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
    )
    carriers = models.ManyToManyField(
        "networks.Structure",
        verbose_name=_("portée par"),
        blank=True,
        related_name="initiatives",
        db_table="networks_initiative_carrier",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("partagée dans le réseau"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="initiatives",
    )
    started = models.DateField(_("commencée le"), null=True, blank=True)
    started_precision = precision_field(verbose_name=_("précision du début"), default=DatePrecision.UNKNOWN)

    objects: ClassVar = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            models.CheckConstraint(
                condition=date_matches_precision("started"),
                name="initiative_started_precision",
                violation_error_message=_(
                    "La date de début et sa précision ne vont pas ensemble\u00a0: un mois commence le 1er, "
                    "une année le 1er janvier, une date inconnue reste vide."
                ),
            ),
        ]

    @property
    def started_on(self) -> ImpreciseDate:
        return ImpreciseDate(self.started, self.started_precision)

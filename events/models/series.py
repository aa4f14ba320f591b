from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.enums import EntryKind
from portal.core.models import Entry
from portal.core.models.entry import EntryQuerySet, entry_link


class EventSeries(Entry):
    """What comes back: Printemps des Talents, the meetings of a cluster…"""

    entry_kind = EntryKind.SERIES
    url_name = "events:series"

    entry_ptr = entry_link()
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("réseau"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="event_series",
        help_text=_("Le réseau dont ce sont les rencontres, s’il y en a un."),
    )
    rhythm = models.CharField(
        _("rythme"), max_length=120, blank=True, help_text=_("Par exemple : une soirée par an, au printemps.")
    )

    objects: ClassVar = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("série")
        verbose_name_plural = _("séries")
        ordering = ["title", "pk"]


class Audience(models.Model):
    """For whom a meeting is first meant."""

    name = models.CharField(_("nom"), max_length=80)
    slug = models.SlugField(_("clé"), max_length=80)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("public")
        verbose_name_plural = _("publics")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="audience_slug_unique",
                violation_error_message=_("Ce public existe déjà."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(slug=""),
                name="audience_has_name",
                violation_error_message=_("Nommez ce public."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.enums import EntryKind
from portal.core.models import Entry
from portal.core.models.entry import entry_link


class Page(Entry):
    """A page that the team writes: legal notice, help, contact. It is served at the root of the site."""

    entry_kind = EntryKind.PAGE
    url_name = "pages:page"

    entry_ptr = entry_link()
    reviewed_on = models.DateField(
        _("relue le"),
        null=True,
        blank=True,
        help_text=_("La date que la page affiche comme sa dernière relecture."),
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

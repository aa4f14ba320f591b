from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import Entry


class Theme(models.Model):
    """A subject that ties entries of any kind: mobility, food, work…"""

    name = models.CharField(_("nom"), max_length=80)
    slug = models.SlugField(_("adresse"), max_length=80)
    summary = models.CharField(_("en une phrase"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    entries = models.ManyToManyField(
        Entry, verbose_name=_("fiches"), related_name="themes", blank=True, db_table="networks_theme_entry"
    )

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="theme_slug_unique",
                violation_error_message=_("Un thème a déjà cette adresse."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="theme_name_unique",
                violation_error_message=_("Ce thème existe déjà."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="theme_has_name",
                violation_error_message=_("Donnez un nom à ce thème."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from talents.models.edition import Edition


class LaureateQuerySet(models.QuerySet):
    def of_published_editions(self, *, at: dt.datetime) -> Self:
        return self.filter(edition__in=Edition.objects.published(at=at))


class Laureate(models.Model):
    """A talent distinguished in one edition, in one field, by way of a partner scheme when there is one."""

    talent = models.ForeignKey(
        "talents.Talent", verbose_name=_("talent"), on_delete=models.CASCADE, related_name="laureates"
    )
    edition = models.ForeignKey(
        "talents.Edition", verbose_name=_("édition"), on_delete=models.PROTECT, related_name="laureates"
    )
    field = models.ForeignKey(
        "talents.Field", verbose_name=_("domaine"), on_delete=models.PROTECT, related_name="laureates"
    )
    scheme = models.ForeignKey(
        "talents.Scheme",
        verbose_name=_("dispositif d’origine"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="laureates",
        help_text=_("Le dispositif partenaire qui l’a fait connaître."),
    )
    citation = models.CharField(_("citation du jury"), max_length=300, blank=True)

    objects = LaureateQuerySet.as_manager()

    class Meta:
        verbose_name = _("distinction")
        verbose_name_plural = _("distinctions")
        ordering = ["-edition__year", "field__position", "talent__title"]
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "edition", "field"],
                name="laureate_unique",
                violation_error_message=_("Ce talent est déjà distingué dans ce domaine, à cette édition."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.talent}, {self.edition}"

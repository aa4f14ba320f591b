from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.news.models.article import Article


class Quotation(models.Model):
    """Somebody's own words in an article: short, attributed, with the function held that day."""

    article = models.ForeignKey(
        Article, verbose_name=_("actualité"), on_delete=models.CASCADE, related_name="quotations"
    )
    text = models.CharField(
        _("citation"),
        max_length=280,
        help_text=_("Les mots mêmes, sans guillemets ; quelques lignes au plus."),
    )
    person = models.ForeignKey(
        "networks.Person",
        verbose_name=_("personne"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotations",
    )
    author = models.CharField(
        _("signature"),
        max_length=120,
        blank=True,
        help_text=_("Si ce n’est pas une personne connue du site : un ministère, une lectrice…"),
    )
    function = models.CharField(_("fonction ce jour-là"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="quotation_has_text",
                violation_error_message=_("La citation est vide."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ ~Q(author=""),
                name="quotation_one_author",
                violation_error_message=_(
                    "Une citation est signée d’une personne ou d’une signature, pas des deux."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def signature(self) -> str:
        """Who said it. Load `person` beforehand."""
        return str(self.person) if self.person is not None else self.author

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.news.models.article import Article


class ArticlePicture(models.Model):
    """A photograph of an article, after its text; its words and its credit are those of the picture."""

    article = models.ForeignKey(
        Article, verbose_name=_("actualité"), on_delete=models.CASCADE, related_name="pictures"
    )
    picture = models.ForeignKey(
        "core.Picture", verbose_name=_("image"), on_delete=models.PROTECT, related_name="article_pictures"
    )
    caption = models.CharField(
        _("légende"), max_length=200, blank=True, help_text=_("Ce que la photographie raconte de plus.")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("photographie")
        verbose_name_plural = _("photographies")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "picture"],
                name="article_picture_unique",
                violation_error_message=_("Cette photographie est déjà dans l’article."),
            )
        ]

    def __str__(self) -> str:
        return self.caption or str(self.picture)

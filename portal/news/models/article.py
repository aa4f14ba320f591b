"""News: what is told of the life of the territory, tied to the pages of those it speaks of."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision, EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link


class Tag(models.Model):
    """A heading under which articles are filed: « Clubs & réseaux »."""

    name = models.CharField(_("nom"), max_length=60, unique=True)
    slug = models.SlugField(_("adresse"), max_length=60, unique=True, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("rubrique")
        verbose_name_plural = _("rubriques")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="news_tag_has_name",
                violation_error_message=_("Donnez un nom à cette rubrique."),
            ),
            models.CheckConstraint(
                condition=~Q(slug=""),
                name="news_tag_has_slug",
                violation_error_message=_("L’adresse de la rubrique manque."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = slugify(self.name)[:60]
        super().save(*args, **kwargs)


class ArticleQuerySet(EntryQuerySet):
    def tagged(self, slug: str) -> Self:
        """Filed under this heading."""
        return self.filter(tags__slug=slug)

    def about(self, entry_id: int) -> Self:
        """Tied to this entry, whatever its kind."""
        return self.filter(subjects__entry_id=entry_id)

    def latest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")


class Article(Entry):
    """A piece of news or a retrospective. `about` are the entries it speaks of, the first one first."""

    entry_kind = EntryKind.ARTICLE
    url_name = "news:detail"

    entry_ptr = entry_link()
    tags = models.ManyToManyField(Tag, verbose_name=_("rubriques"), blank=True, related_name="articles")
    about = models.ManyToManyField(
        Entry,
        verbose_name=_("parle de"),
        through="news.ArticleSubject",
        through_fields=("article", "entry"),
        related_name="articles",
    )
    source_name = models.CharField(
        _("source"), max_length=150, blank=True, help_text=_("Qui l’a raconté d’abord, si ce n’est pas nous.")
    )
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)
    source_date = models.DateField(_("date de la source"), null=True, blank=True)
    source_date_precision = precision_field(default=DatePrecision.UNKNOWN)
    correction = models.TextField(
        _("rectificatif"),
        max_length=800,
        blank=True,
        help_text=_("Ce qui a été corrigé depuis la publication ; montré en tête de l’article."),
    )
    corrected_on = models.DateField(_("rectifié le"), null=True, blank=True)

    objects: ClassVar = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")
        constraints = [
            models.CheckConstraint(
                condition=date_matches_precision("source_date"),
                name="article_source_date_precision",
                violation_error_message=_("La date de la source et sa précision ne s’accordent pas."),
            ),
            models.CheckConstraint(
                condition=Q(correction="", corrected_on__isnull=True)
                | (~Q(correction="") & Q(corrected_on__isnull=False)),
                name="article_correction_is_dated",
                violation_error_message=_(
                    "Un rectificatif porte sa date, et une date de rectificatif son texte."
                ),
            ),
            models.CheckConstraint(
                condition=Q(source_url="") | ~Q(source_name=""),
                name="article_source_is_named",
                violation_error_message=_("Nommez la source dont vous donnez l’adresse."),
            ),
        ]

    @property
    def source_when(self) -> ImpreciseDate:
        return ImpreciseDate(self.source_date, self.source_date_precision)


class ArticleSubject(models.Model):
    """An entry that an article speaks of; the lowest position is its main subject."""

    article = models.ForeignKey(
        Article, verbose_name=_("actualité"), on_delete=models.CASCADE, related_name="subjects"
    )
    entry = models.ForeignKey(
        Entry, verbose_name=_("fiche"), on_delete=models.CASCADE, related_name="told_in"
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("sujet")
        verbose_name_plural = _("sujets")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "entry"],
                name="article_subject_unique",
                violation_error_message=_("Cette fiche est déjà parmi les sujets de l’article."),
            ),
            models.CheckConstraint(
                condition=~Q(article=models.F("entry")),
                name="article_not_about_itself",
                violation_error_message=_("Un article ne parle pas de lui-même."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.entry_id}"

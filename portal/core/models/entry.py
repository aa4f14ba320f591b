"""The entry: what everything with a public page has in common.

Each concrete kind (talent, event, network…) is a child of `Entry` by Django's multi-table inheritance: its
primary key *is* the entry's. So an article, a figure, a label or a membership points at any kind with a true
foreign key that goes down to the floor, and one table answers search, sitemap and redirects.
"""

import datetime as dt
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Func, GeneratedField, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.enums import EntryKind, Hue, PublicationState
from portal.core.models.search import (
    NAME_LIKENESS,
    SEARCH_CONFIG,
    closeness_to,
    near_text,
    plain,
    words_query,
)
from portal.core.slugs import unique_slug


class EntryQuerySet(models.QuerySet):
    """Entries of one kind or of all. Chainable, adjectives only."""

    def published(self, *, at: dt.datetime) -> Self:
        """Shown to everybody at this instant."""
        return self.filter(state=PublicationState.PUBLISHED, published_at__lte=at, withdrawn_at__isnull=True)

    def withdrawn(self) -> Self:
        """Once public, taken back for good: their address answers 410."""
        return self.filter(Q(withdrawn_at__isnull=False) | Q(state=PublicationState.ARCHIVED))

    def visible_to(self, user, *, at: dt.datetime | None = None) -> Self:
        """What this user may read: what is published, and everything not withdrawn for staff."""
        if user is not None and getattr(user, "is_staff", False) and user.is_active:
            return self.filter(withdrawn_at__isnull=True)
        return self.published(at=at or timezone.now())

    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def matching(self, words: str) -> Self:
        """Found by any word of the page, or by a name that is close enough. Annotates `closeness`, to sort by."""
        query = words_query(words)
        if query is None:
            return self.annotate(closeness=Value(0.0)).none()
        found = self.annotate(closeness=closeness_to(words) + SearchRank("search", query))
        return found.filter(Q(search=query) | Q(closeness__gte=NAME_LIKENESS))

    def alphabetical(self) -> Self:
        """By title, capitals and accents left aside."""
        return self.order_by(plain("title"), "pk")


class Entry(models.Model):
    """A thing with a page of its own. Subclasses set `entry_kind` and `url_name`."""

    entry_kind: str = ""
    # The URL name of the page, reversed with the slug.
    url_name: str = ""

    kind = models.CharField(_("nature"), max_length=20, choices=EntryKind.choices, editable=False)
    slug = models.SlugField(
        _("adresse"),
        max_length=120,
        blank=True,
        help_text=_("La fin de l’adresse de la page. Laissée vide, elle est tirée du nom."),
    )
    title = models.CharField(_("nom"), max_length=200)
    summary = models.CharField(
        _("en une phrase"),
        max_length=320,
        blank=True,
        help_text=_("Montrée dans les listes et les recherches."),
    )
    body = models.TextField(_("texte"), blank=True, help_text=_("En Markdown."))
    hue = models.CharField(_("couleur"), max_length=3, choices=Hue.choices, default=Hue.NUM)
    aliases = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("autres noms"),
        default=list,
        blank=True,
        help_text=_("Séparés par des virgules ; ils servent à la recherche."),
    )
    cover = models.ForeignKey(
        "core.Picture",
        verbose_name=_("image"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="covered_entries",
    )
    owner = models.ForeignKey(
        "self",
        verbose_name=_("territoire responsable"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_entries",
        limit_choices_to=Q(kind=EntryKind.TERRITORY),
        help_text=_("Le territoire dont l’équipe tient cette fiche."),
    )
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=PublicationState.choices,
        default=PublicationState.DRAFT,
        editable=False,
    )
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(
        _("démonstration"),
        default=False,
        help_text=_("Personne, lieu ou date imaginaire, annoncé comme tel."),
    )
    search_text = models.TextField(_("mots de recherche"), blank=True, editable=False)
    created_at = models.DateTimeField(_("créée le"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modifiée le"), auto_now=True)
    search: GeneratedField = GeneratedField(
        expression=SearchVector("title", weight="A", config=SEARCH_CONFIG)
        + SearchVector("summary", weight="B", config=SEARCH_CONFIG)
        + SearchVector("search_text", weight="C", config=SEARCH_CONFIG)
        + SearchVector("body", weight="D", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche")
        verbose_name_plural = _("fiches")
        ordering = ["title", "pk"]
        # Asked for whatever the kind; writing one kind or another is Django's own permission of that model.
        permissions = [
            ("publish_entry", _("Peut publier une fiche ou la remettre en brouillon")),
            ("withdraw_entry", _("Peut archiver une fiche ou la retirer pour de bon")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="entry_slug_unique_by_kind",
                violation_error_message=_("Cette adresse est déjà prise : changez-en la fin."),
            ),
            # Lets another table point at (id, kind), so that the database itself knows that a member is a talent.
            models.UniqueConstraint(fields=["id", "kind"], name="entry_id_and_kind"),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="entry_has_title",
                violation_error_message=_("Donnez un nom à cette fiche."),
            ),
            models.CheckConstraint(
                condition=~Q(slug=""),
                name="entry_has_slug",
                violation_error_message=_("L’adresse manque."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values),
                name="entry_kind_known",
                violation_error_message=_("Nature inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.values),
                name="entry_state_known",
                violation_error_message=_("État inconnu."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicationState.PUBLISHED) | Q(published_at__isnull=False),
                name="entry_published_is_dated",
                violation_error_message=_("Une fiche publiée porte sa date de publication."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="entry_search"),
            # Titles with a wrong letter or without their accents are found by their trigrams.
            GinIndex(
                OpClass(Func(Lower("title"), function="vivier_unaccent"), name="gin_trgm_ops"),
                name="entry_title_trigrams",
            ),
            # The same for a trade or a place, which the sentence and the search words hold.
            GinIndex(OpClass(near_text(), name="gin_trgm_ops"), name="entry_words_trigrams"),
            models.Index(fields=["kind", "state", "published_at"], name="entry_public"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        if self.entry_kind:
            self.kind = self.entry_kind
        if not self.slug:
            self.slug = unique_slug(self.title, kind=self.kind, taken=Entry.objects.all())
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public page, in the language of the request. Works from a bare `Entry` too."""
        return reverse(ENTRY_URL_NAMES[self.kind], args=[self.slug])

    @property
    def is_listed(self) -> bool:
        """May be named to everybody once published. A kind that keeps some of its own aside says so here."""
        return True

    @property
    def is_published(self) -> bool:
        """State only; an embargo may still hide it (see `EntryQuerySet.published`)."""
        return self.state == PublicationState.PUBLISHED and self.withdrawn_at is None


def entry_link() -> models.OneToOneField:
    """The link of a kind to its entry: `entry_ptr = entry_link()` in each child.

    Django would name the way back `entry.territory`, which every other child inherits: none of them could
    then have a field `territory`. The way back is `entry.as_territory`.
    """
    return models.OneToOneField(
        Entry, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="as_%(class)s"
    )


# The page of each kind: one place, so that a bare entry (search, sitemap) knows its address without its child.
ENTRY_URL_NAMES: dict[str, str] = {
    EntryKind.TALENT: "talents:detail",
    EntryKind.EDITION: "talents:edition",
    EntryKind.EVENT: "events:detail",
    EntryKind.SERIES: "events:series",
    EntryKind.NETWORK: "networks:network",
    EntryKind.TERRITORY: "networks:territory",
    EntryKind.STRUCTURE: "networks:structure",
    EntryKind.INITIATIVE: "networks:initiative",
    EntryKind.LABEL: "labels:detail",
    EntryKind.ARTICLE: "news:detail",
    EntryKind.PAGE: "pages:page",
}


class EntryLink(models.Model):
    """An address outside the portal: website, social network, document."""

    entry = models.ForeignKey(Entry, verbose_name=_("fiche"), on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("libellé"), max_length=80)
    url = models.URLField(_("adresse"), max_length=500)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("lien")
        verbose_name_plural = _("liens")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "url"],
                name="entry_link_unique",
                violation_error_message=_("Ce lien est déjà présent."),
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="entry_link_is_web",
                violation_error_message=_("Une adresse commence par https://."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SlugRedirect(models.Model):
    """An address that an entry had before: it leads to the new one for ever."""

    kind = models.CharField(_("nature"), max_length=20, choices=EntryKind.choices)
    old_slug = models.SlugField(_("ancienne adresse"), max_length=120)
    entry = models.ForeignKey(
        Entry, verbose_name=_("fiche"), on_delete=models.CASCADE, related_name="old_addresses"
    )

    class Meta:
        verbose_name = _("ancienne adresse")
        verbose_name_plural = _("anciennes adresses")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "old_slug"],
                name="slug_redirect_unique",
                violation_error_message=_("Cette ancienne adresse mène déjà à une fiche."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.old_slug}"

"""News, their headings, their subjects and the words they quote."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.core.admin import EntryAdmin, EntryLinkInline
from portal.news.models import Article, ArticlePicture, ArticleSubject, Quotation, Tag


class SubjectInline(admin.TabularInline):
    model = ArticleSubject
    # An article is an entry too: this is its side of the tie.
    fk_name = "article"
    autocomplete_fields = ["entry"]
    extra = 0


class QuotationInline(admin.TabularInline):
    model = Quotation
    autocomplete_fields = ["person"]
    extra = 0


class PictureInline(admin.TabularInline):
    model = ArticlePicture
    autocomplete_fields = ["picture"]
    extra = 0


@admin.register(Article)
class ArticleAdmin(EntryAdmin):
    list_display = ["title", "state", "published_at", "source_name", "is_demo"]
    list_filter = ["state", "tags", "is_demo"]
    list_select_related = ()
    ordering = ["-published_at", "-pk"]
    date_hierarchy = "published_at"
    filter_horizontal = ["tags"]
    inlines = [SubjectInline, QuotationInline, PictureInline, EntryLinkInline]
    own_fieldsets = (
        (_("Rubriques"), {"fields": ["tags"]}),
        (_("Source"), {"fields": ["source_name", "source_url", ("source_date", "source_date_precision")]}),
        (_("Rectificatif"), {"fields": ["correction", "corrected_on"]}),
    )


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]

"""The admin of entries, shared by every kind, and of what the floor keeps."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core import services
from portal.core.metadata import NotAPictureError, without_metadata
from portal.core.models import (
    AuditEntry,
    Entry,
    EntryLink,
    FeaturedEntry,
    Picture,
    SiteSettings,
    SlugRedirect,
)
from portal.core.slugs import RESERVED
from portal.core.versions import delete_picture, delete_versions

PUBLISH = "core.publish_entry"
WITHDRAW = "core.withdraw_entry"


class EntryAdminForm(forms.ModelForm):
    """The fields of an entry; a free address, kept when the field is emptied."""

    def _get_validation_exclusions(self) -> set[str]:
        """An address left empty is made from the name when the entry is saved: it is not missing yet."""
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own, not in its stubs
        return excluded if self.cleaned_data.get("slug") else excluded | {"slug"}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower() or self.instance.slug
        if not slug:
            return slug
        if slug in RESERVED:
            raise ValidationError(_("Ce mot est réservé par le site\u00a0: choisissez une autre adresse."))
        kind = self._meta.model.entry_kind
        if Entry.objects.filter(kind=kind, slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Cette adresse est déjà prise\u00a0: changez-en la fin."))
        return slug


# An address typed without its scheme is a safe one.
SAFE_ADDRESSES: dict = {models.URLField: {"assume_scheme": "https"}}


class EntryLinkInline(admin.TabularInline):
    model = EntryLink
    fk_name = "entry"
    extra = 0
    formfield_overrides = SAFE_ADDRESSES


class EntryAdmin(admin.ModelAdmin):
    """What each kind of entry inherits: its state is read here and changed by actions, through the services.

    A kind with rules of its own (the consent of a talent) overrides `publish_entry`; one that keeps derived words
    overrides `after_save`.
    """

    form: type[forms.ModelForm] = EntryAdminForm
    formfield_overrides = SAFE_ADDRESSES
    list_display: Any = ["title", "state", "owner", "is_demo", "updated_at"]
    list_filter: ClassVar[Any] = ["state", "is_demo", ("owner", admin.RelatedOnlyFieldListFilter)]
    list_select_related: ClassVar[Any] = ["owner"]
    list_per_page = 50
    search_fields: ClassVar[Any] = ["title", "summary", "search_text"]
    search_help_text = _("Nom, phrase, autre nom ou personne")
    readonly_fields: ClassVar[Any] = ["state", "published_at", "withdrawn_at", "created_at", "updated_at"]
    autocomplete_fields: ClassVar[Any] = ["owner", "cover"]
    date_hierarchy: ClassVar[str | None] = None
    save_on_top = True
    actions: Any = ["action_publish", "action_submit", "action_draft", "action_archive", "action_withdraw"]
    inlines: ClassVar[Any] = [EntryLinkInline]

    entry_fieldsets: ClassVar[tuple] = (
        (None, {"fields": ["title", "summary", "body"]}),
        (_("Présentation"), {"fields": ["hue", "cover", "aliases", "is_demo"]}),
        (
            _("Publication"),
            {
                "fields": [
                    "slug",
                    "owner",
                    "state",
                    "published_at",
                    "withdrawn_at",
                    "created_at",
                    "updated_at",
                ]
            },
        ),
    )
    # The kind's own groups of fields, shown after the first.
    own_fieldsets: ClassVar[tuple] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, *others = self.entry_fieldsets
        return [first, *self.own_fieldsets, *others]

    def view_on_site(self, obj: Entry) -> str | None:
        """A link to the page, as staff see it. What was withdrawn has none."""
        return obj.get_absolute_url() if obj.withdrawn_at is None else None

    # Rights

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WITHDRAW)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was once public is withdrawn, not deleted: its address must answer."""
        if obj is not None and obj.published_at is not None:
            return False
        return super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A kind and its entry are one thing: what the floor only shows goes with it, without a right of its own."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        floor = {Entry._meta.verbose_name, SlugRedirect._meta.verbose_name}
        return deleted, counts, missing - floor, protected

    def get_actions(self, request: HttpRequest) -> Any:
        """No deletion by the lot: it would pass by the rule above."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new address is a service's work, so that the old one still leads here."""
        old = form.initial.get("slug") if change else None
        new = obj.slug
        if old and new != old:
            obj.slug = old
            super().save_model(request, obj, form, change)
            services.change_slug(obj, slug=new, by=request.user, at=timezone.now())
        else:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.after_save(request, form.instance, at=timezone.now())

    def after_save(self, request: HttpRequest, entry: Any, *, at: dt.datetime) -> None:
        """Once the entry and its rows are written. Nothing by default."""

    # Moving from one state to another

    def publish_entry(self, request: HttpRequest, entry: Any, *, at: dt.datetime) -> None:
        services.publish(entry, by=request.user, at=at)

    def _each(self, request: HttpRequest, queryset: QuerySet, move: Any, done: Any) -> None:
        """Apply one service to each entry; say how many passed, and why others did not."""
        at, passed = timezone.now(), 0
        for entry in queryset:
            try:
                move(entry, at)
            except services.TransitionRefusedError as refusal:
                self.message_user(request, f"{entry}\u00a0: {refusal}", messages.WARNING)
            else:
                passed += 1
        if passed:
            self.message_user(request, done(passed), messages.SUCCESS)

    @admin.action(description=_("Publier"), permissions=["publish"])
    def action_publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(
            request,
            queryset,
            lambda entry, at: self.publish_entry(request, entry, at=at),
            lambda n: ngettext("%(n)d fiche publiée.", "%(n)d fiches publiées.", n) % {"n": n},
        )

    @admin.action(description=_("Mettre à relire"), permissions=["change"])
    def action_submit(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(
            request,
            queryset,
            lambda entry, at: services.submit_for_review(entry, by=request.user, at=at),
            lambda n: ngettext("%(n)d fiche à relire.", "%(n)d fiches à relire.", n) % {"n": n},
        )

    @admin.action(description=_("Remettre en brouillon"), permissions=["publish"])
    def action_draft(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(
            request,
            queryset,
            lambda entry, at: services.back_to_draft(entry, by=request.user, at=at),
            lambda n: (
                ngettext("%(n)d fiche remise en brouillon.", "%(n)d fiches remises en brouillon.", n)
                % {"n": n}
            ),
        )

    @admin.action(description=_("Archiver"), permissions=["withdraw"])
    def action_archive(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(
            request,
            queryset,
            lambda entry, at: services.archive(entry, by=request.user, at=at),
            lambda n: ngettext("%(n)d fiche archivée.", "%(n)d fiches archivées.", n) % {"n": n},
        )

    @admin.action(description=_("Retirer pour de bon"), permissions=["withdraw"])
    def action_withdraw(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks first: there is no way back."""
        if "confirm" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Retirer pour de bon"),
                "opts": self.model._meta,
                "entries": queryset,
                "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/core/withdraw.html", context)
        self._each(
            request,
            queryset,
            lambda entry, at: services.withdraw(entry, by=request.user, at=at),
            lambda n: ngettext("%(n)d fiche retirée.", "%(n)d fiches retirées.", n) % {"n": n},
        )
        return None


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at, whatever one's rights."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Entry)
class AnyEntryAdmin(ReadOnlyAdmin):
    """Every kind together, to find an entry and to choose one in other forms."""

    list_display = ["title", "kind", "state", "owner", "updated_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["owner"]
    search_fields = ["title", "search_text"]
    exclude = ["search_text"]


# Beyond, a small file can fill the memory of whoever opens it.
MOST_PIXELS = 40_000_000


class PictureForm(forms.ModelForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        image = getattr(file, "image", None)  # Only what has just been sent was opened.
        if image is not None and image.width * image.height > MOST_PIXELS:
            raise ValidationError(
                _("Cette image dépasse 40\u00a0millions de pixels\u00a0: réduisez-la, puis renvoyez-la.")
            )
        if image is None:
            return file
        try:
            return without_metadata(file)
        except NotAPictureError as error:
            raise ValidationError(_("Envoyez une image JPEG, PNG ou WebP.")) from error


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    form = PictureForm
    list_display = ["alt", "credit", "width", "height", "permission_until", "created_at"]
    list_filter = ["permission_until"]
    search_fields = ["alt", "credit"]
    readonly_fields = ["width", "height", "versions_at", "created_at"]

    def save_model(self, request: HttpRequest, obj: Picture, form: forms.ModelForm, change: bool) -> None:
        """Another file or another ink is drawn again, by a worker within a minute."""
        if change and {"file", "ink"} & set(form.changed_data):
            delete_versions(Picture.objects.get(pk=obj.pk))
            obj.versions, obj.versions_at = {}, None
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        delete_picture(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        for picture in queryset:
            delete_picture(picture)


@admin.register(SlugRedirect)
class SlugRedirectAdmin(ReadOnlyAdmin):
    list_display = ["old_slug", "kind", "entry"]
    list_filter = ["kind"]
    list_select_related = ["entry"]
    search_fields = ["old_slug", "entry__title"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "verb", "target_label", "target_model", "actor_label"]
    list_filter = ["verb", "target_model"]
    search_fields = ["target_label", "actor_label"]
    date_hierarchy = "at"


@admin.register(FeaturedEntry)
class FeaturedEntryAdmin(admin.ModelAdmin):
    """What the home page puts forward, in order."""

    list_display = ["entry", "position", "until", "is_shown"]
    list_editable = ["position"]
    list_select_related = ["entry"]
    autocomplete_fields = ["entry"]

    @admin.display(boolean=True, description=_("publiée"))
    def is_shown(self, row: FeaturedEntry) -> bool:
        return row.entry.is_published


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    autocomplete_fields = ["featured", "portrait"]
    # Follows the audits of accessibility: nobody declares it by hand.
    readonly_fields = ["accessibility"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row; it may be missing on the first day."""
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)

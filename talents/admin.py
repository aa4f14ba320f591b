"""Where staff keep talents, editions and schemes. Publication and consent go through the services."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.admin import EntryAdmin, EntryLinkInline
from talents.forms import CONSENT, LaureateForm, TalentAdminForm
from talents.models import Edition, Field, Laureate, PathStep, Scheme, Talent, TalentFact
from talents.services import (
    ConsentRefusedError,
    distinguish,
    grant_consent,
    publish_talent,
    withdraw_consent,
)


class PathStepInline(admin.TabularInline):
    model = PathStep
    fields = ["position", "when", "when_precision", "title", "text"]
    extra = 0


class TalentFactInline(admin.TabularInline):
    model = TalentFact
    fields = ["position", "value", "label"]
    extra = 0


class LaureateInline(admin.TabularInline):
    """From a talent's page: the editions that distinguished it."""

    model = Laureate
    form = LaureateForm
    fields = ["edition", "field", "scheme", "citation"]
    autocomplete_fields = ["edition", "scheme"]
    extra = 0


class PalmaresInline(admin.TabularInline):
    """From an edition's page: ten laureates in a few minutes."""

    model = Laureate
    form = LaureateForm
    fields = ["talent", "field", "scheme", "citation"]
    autocomplete_fields = ["talent", "scheme"]
    verbose_name = _("lauréate ou lauréat")
    verbose_name_plural = _("palmarès")

    def get_extra(self, request: HttpRequest, obj: Edition | None = None, **kwargs: Any) -> int:
        return 3 if obj is not None and obj.laureates.exists() else 10


class DistinguishingAdmin(EntryAdmin):
    """Saves the lines of a palmarès through the service, so that each leaves its line in the journal."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Laureate:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        for gone in formset.deleted_objects:
            gone.delete()
        for changed, _fields in formset.changed_objects:
            changed.save()
        for new in formset.new_objects:
            distinguish(
                new.talent,
                edition=new.edition,
                field=new.field,
                scheme=new.scheme,
                citation=new.citation,
                by=request.user,
                at=timezone.now(),
            )


@admin.register(Talent)
class TalentAdmin(DistinguishingAdmin):
    form = TalentAdminForm
    list_display = ["title", "field", "territory", "state", "consent", "is_demo", "updated_at"]
    list_filter = ["state", "field", "is_collective", "is_minor", "consent_scope", "is_demo"]
    list_select_related = ["field", "territory"]
    search_fields = ["title", "last_name", "summary", "search_text"]
    autocomplete_fields = ["owner", "cover", "person", "territory", "portrait"]
    readonly_fields = [*EntryAdmin.readonly_fields, "consent_withdrawn_at"]
    inlines = [PathStepInline, TalentFactInline, LaureateInline, EntryLinkInline]
    actions = [*EntryAdmin.actions, "action_withdraw_consent"]

    entry_fieldsets = (
        (
            None,
            {
                "fields": [
                    ("first_name", "last_name"),
                    ("is_collective", "is_minor", "agreement"),
                    ("field", "territory"),
                    "summary",
                    "lead",
                    "body",
                    "quote",
                    "meeting",
                ]
            },
        ),
        (_("Visage"), {"fields": ["portrait", "drawing", "drawing_alt"]}),
        (_("Présentation"), {"fields": ["person", "aliases", "is_demo"], "classes": ["collapse"]}),
        EntryAdmin.entry_fieldsets[2],
    )
    consent_fieldset = (
        _("Accord de la personne"),
        {
            "fields": [*CONSENT, "consent_withdrawn_at"],
            "description": _(
                "Sans accord enregistré, la page ne peut pas être publiée. L’accord dit ce qu’il couvre, "
                "le jour où il a été donné et où l’on en trouve la preuve."
            ),
        },
    )

    def get_fieldsets(self, request: HttpRequest, obj: Talent | None = None) -> Any:
        """Who only reads talents does not read where a signed agreement is kept."""
        groups = list(super().get_fieldsets(request, obj))
        if self.has_change_permission(request, obj):
            groups.insert(2, self.consent_fieldset)
        return groups

    def get_readonly_fields(self, request: HttpRequest, obj: Talent | None = None) -> Any:
        """A consent that was withdrawn is a fact: a new one is a new page."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, *CONSENT] if obj is not None and obj.consent_withdrawn_at is not None else fields

    @admin.display(description=_("accord"))
    def consent(self, talent: Talent) -> str:
        if talent.consent_withdrawn_at is not None:
            return str(_("retiré"))
        if talent.consent_until is not None and talent.consent_until < timezone.localdate():
            return str(_("terminé"))
        return talent.get_consent_scope_display() or str(_("manque"))

    def save_model(self, request: HttpRequest, obj: Talent, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.changes_consent and obj.consent_scope and obj.consent_given_on is not None:
            grant_consent(
                obj,
                scope=obj.consent_scope,
                given_on=obj.consent_given_on,
                proof=obj.consent_proof,
                until=obj.consent_until,
                by_guardian=obj.consent_by_guardian,
                by=request.user,
                at=timezone.now(),
            )

    def publish_entry(self, request: HttpRequest, entry: Talent, *, at: dt.datetime) -> None:
        publish_talent(entry, by=request.user, at=at)

    @admin.action(description=_("Enregistrer le retrait d’un accord"), permissions=["withdraw"])
    def action_withdraw_consent(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks first: the page is withdrawn with the consent."""
        if "confirm" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Retrait de l’accord"),
                "opts": self.model._meta,
                "talents": queryset,
                "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/talents/withdraw_consent.html", context)
        for talent in queryset:
            try:
                withdraw_consent(talent, by=request.user, at=timezone.now())
            except ConsentRefusedError as refusal:
                self.message_user(request, f"{talent} : {refusal}", messages.WARNING)
            else:
                self.message_user(
                    request, _("%(talent)s : accord retiré, page retirée.") % {"talent": talent}
                )
        return None


@admin.register(Edition)
class EditionAdmin(DistinguishingAdmin):
    list_display = ["title", "scheme", "number", "year", "laureates_count", "state"]
    list_filter = ["scheme", "state"]
    list_select_related = ["scheme"]
    search_fields = ["title", "scheme__name", "year"]
    autocomplete_fields = ["owner", "cover", "scheme", "ceremony"]
    inlines = [PalmaresInline, EntryLinkInline]
    own_fieldsets = ((_("Édition"), {"fields": ["scheme", ("number", "year", "year_derived"), "ceremony"]}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(named=Count("laureates__talent", distinct=True))

    @admin.display(description=_("lauréates et lauréats"), ordering="named")
    def laureates_count(self, edition: Any) -> int:
        return edition.named


@admin.register(Scheme)
class SchemeAdmin(admin.ModelAdmin):
    list_display = ["name", "parent", "organiser", "launch", "is_demo"]
    list_filter = ["parent", "is_demo"]
    list_select_related = ["parent", "organiser"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["organiser", "initiator", "parent"]
    prepopulated_fields = {"slug": ["name"]}

    @admin.display(description=_("lancé"), ordering="launched")
    def launch(self, scheme: Scheme) -> str:
        return str(scheme.launch)


@admin.register(Field)
class FieldAdmin(admin.ModelAdmin):
    """The five: their words and icons may change, their number does not."""

    list_display = ["name", "hue", "icon", "position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Field | None = None) -> bool:
        return False


@admin.register(Laureate)
class LaureateAdmin(admin.ModelAdmin):
    """To look through all palmarès at once; lines are added from an edition or a talent."""

    form = LaureateForm
    list_display = ["talent", "edition", "field", "scheme"]
    list_filter = ["edition", "field", "scheme"]
    list_select_related = ["talent", "edition", "field", "scheme"]
    search_fields = ["talent__title", "edition__title", "citation"]
    autocomplete_fields = ["talent", "edition", "scheme"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

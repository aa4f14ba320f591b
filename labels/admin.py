"""Labels, who holds them, and their plans. States change by actions, through the services."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labels import services
from labels.models import Action, ActionPlan, Axis, Indicator, Label, LabelAward, Measurement
from portal.core.admin import SAFE_ADDRESSES, EntryAdmin, EntryLinkInline
from portal.core.dates import ImpreciseDate


class AwardInline(admin.TabularInline):
    """To see who holds a label; awards are written on their own page."""

    model = LabelAward
    fk_name = "label"
    fields = ("holder", "state", "announced_on", "held_from", "held_until")
    readonly_fields = ("holder", "state", "announced_on", "held_from", "held_until")
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Label)
class LabelAdmin(EntryAdmin):
    list_display = ["title", "state", "direction", "issuer", "issuer_name", "is_demo"]
    list_filter = ["state", "direction", "is_demo"]
    list_select_related = ["issuer"]
    autocomplete_fields = [*EntryAdmin.autocomplete_fields, "issuer"]
    inlines = [AwardInline, EntryLinkInline]
    own_fieldsets = ((_("Le label"), {"fields": ["direction", "issuer", "issuer_name", "term_months"]}),)


@admin.register(LabelAward)
class LabelAwardAdmin(admin.ModelAdmin):
    formfield_overrides = SAFE_ADDRESSES
    list_display = ["label", "holder", "state", "announced_on", "held_from", "held_until"]
    list_filter = ["state", "label"]
    list_select_related = ["label", "holder"]
    search_fields = ["label__title", "holder__title"]
    autocomplete_fields = ["label", "holder", "carried_by"]
    readonly_fields = ["state"]
    actions = ["action_award", "action_renew", "action_withdraw"]
    fieldsets = (
        (None, {"fields": ["label", "holder", "state", "carried_by", "note"]}),
        (
            _("Dates"),
            {
                "fields": [
                    ("announced_on", "announced_on_precision"),
                    ("held_from", "held_from_precision"),
                    "held_until",
                ]
            },
        ),
        (_("Source"), {"fields": ["source_name", "source_url"]}),
    )

    def _each(self, request: HttpRequest, queryset: QuerySet, move: Any, done: object) -> None:
        passed = 0
        for award in queryset.select_related("label", "holder"):
            try:
                move(award)
            except services.AwardRefusedError as refusal:
                self.message_user(
                    request, f"{award.label}, {award.holder}\u00a0: {refusal}", messages.WARNING
                )
            else:
                passed += 1
        if passed:
            self.message_user(request, f"{done}\u00a0: {passed}.", messages.SUCCESS)

    @admin.action(description=_("Marquer comme reçu aujourd’hui"), permissions=["change"])
    def action_award(self, request: HttpRequest, queryset: QuerySet) -> None:
        at = timezone.now()
        today = ImpreciseDate.parse(timezone.localdate(at))
        self._each(
            request,
            queryset,
            lambda award: services.award(award.label, holder=award.holder, on=today, by=request.user, at=at),
            _("Labels reçus"),
        )

    @admin.action(description=_("Renouveler"), permissions=["change"])
    def action_renew(self, request: HttpRequest, queryset: QuerySet) -> None:
        at = timezone.now()
        self._each(
            request,
            queryset,
            lambda award: services.renew(award, by=request.user, at=at),
            _("Labels renouvelés"),
        )

    @admin.action(description=_("Retirer à compter d’aujourd’hui"), permissions=["change"])
    def action_withdraw(self, request: HttpRequest, queryset: QuerySet) -> None:
        at = timezone.now()
        self._each(
            request,
            queryset,
            lambda award: services.withdraw_award(award, by=request.user, at=at),
            _("Labels retirés"),
        )


class AxisInline(admin.TabularInline):
    model = Axis
    autocomplete_fields = ["theme"]
    extra = 0
    show_change_link = True


@admin.register(ActionPlan)
class ActionPlanAdmin(admin.ModelAdmin):
    formfield_overrides = SAFE_ADDRESSES
    list_display = ["title", "holder", "award", "aimed_label"]
    list_select_related = ["holder", "award", "aimed_label"]
    search_fields = ["title", "holder__title"]
    autocomplete_fields = ["holder", "award", "aimed_label"]
    inlines = [AxisInline]


class ActionInline(admin.TabularInline):
    model = Action
    autocomplete_fields = ["initiative"]
    extra = 0


class AxisIndicatorInline(admin.TabularInline):
    model = Indicator
    fk_name = "axis"
    fields = ["name", "unit", "target", "is_demo", "position"]
    extra = 0
    show_change_link = True


@admin.register(Axis)
class AxisAdmin(admin.ModelAdmin):
    list_display = ["__str__", "plan", "number", "theme"]
    list_select_related = ["plan", "theme"]
    search_fields = ["title", "plan__title"]
    autocomplete_fields = ["plan", "theme"]
    inlines = [ActionInline, AxisIndicatorInline]


@admin.register(Action)
class ActionAdmin(admin.ModelAdmin):
    list_display = ["title", "axis", "initiative"]
    list_select_related = ["axis", "initiative"]
    search_fields = ["title"]
    autocomplete_fields = ["axis", "initiative"]


class MeasurementInline(admin.TabularInline):
    model = Measurement
    extra = 1


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    list_display = ["name", "axis", "action", "unit", "target", "is_demo"]
    list_select_related = ["axis", "action"]
    search_fields = ["name"]
    autocomplete_fields = ["axis", "action"]
    inlines = [MeasurementInline]


@admin.register(Measurement)
class MeasurementAdmin(admin.ModelAdmin):
    list_display = ["indicator", "on", "value"]
    list_filter = ["on"]
    list_select_related = ["indicator"]
    search_fields = ["indicator__name"]
    autocomplete_fields = ["indicator"]

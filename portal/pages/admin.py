"""Pages that the team writes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.admin import EntryAdmin
from portal.pages.models import AccessibilityAudit, Page
from portal.pages.services import declare_accessibility


@admin.register(Page)
class PageAdmin(EntryAdmin):
    list_display = ["title", "slug", "state", "reviewed_on", "updated_at"]
    ordering = ["position", "title"]
    own_fieldsets = ((_("Relecture"), {"fields": ["reviewed_on", "position"]}),)


@admin.register(AccessibilityAudit)
class AccessibilityAuditAdmin(admin.ModelAdmin):
    list_display = ["made_on", "auditor", "rate_shown", "state_shown"]
    fieldsets = (
        (None, {"fields": ["made_on", "auditor"]}),
        (
            _("Résultats"),
            {"fields": [("met", "failed", "not_applicable"), "failures", "derogations", "exempt"]},
        ),
        (_("Comment"), {"fields": ["technologies", "environments", "tools", "sample"]}),
    )

    @admin.display(description=_("taux de conformité"))
    def rate_shown(self, audit: AccessibilityAudit) -> str:
        return f"{audit.rate}\u202f%"

    @admin.display(description=_("état"))
    def state_shown(self, audit: AccessibilityAudit) -> str:
        return str(audit.state.label)

    def save_model(self, request: HttpRequest, obj: AccessibilityAudit, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        declare_accessibility(by=request.user, at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: AccessibilityAudit) -> None:
        super().delete_model(request, obj)
        declare_accessibility(by=request.user, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        declare_accessibility(by=request.user, at=timezone.now())

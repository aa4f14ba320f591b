"""What was done at the door, to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.models import DoorAct
from networks.admin import NetworkScope


@admin.register(DoorAct)
class DoorActAdmin(NetworkScope, admin.ModelAdmin):
    """Acts come from the door; a mistake is undone there, by another act."""

    network_path = "event__network"
    list_display = ("registration", "event", "session", "verb", "done_at", "received_at", "by")
    list_filter = ("verb", ("event", admin.RelatedOnlyFieldListFilter), "done_at")
    list_select_related = ("registration", "event", "session", "by")
    search_fields = ("registration__last_name", "registration__first_name", "event__title")
    search_help_text = _("Nom ou événement")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

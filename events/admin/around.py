"""What stands around the meetings: series, places, audiences, reports, host calls."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import (
    Attendance,
    Audience,
    EventSeries,
    HostBid,
    HostCall,
    Report,
    Room,
    Speaker,
    Stand,
    Venue,
)
from events.services.reporting import recount_event
from networks.admin import FigureInline, NetworkScope, PartnershipInline, ThemeInline
from portal.core.admin import EntryAdmin, EntryLinkInline


@admin.register(EventSeries)
class EventSeriesAdmin(EntryAdmin):
    autocomplete_fields = [*EntryAdmin.autocomplete_fields, "network"]
    own_fieldsets = ((_("Série"), {"fields": ["network", "rhythm"]}),)
    inlines = [PartnershipInline, FigureInline, ThemeInline, EntryLinkInline]


@admin.register(Audience)
class AudienceAdmin(admin.ModelAdmin):
    list_display = ["name", "position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class RoomInline(admin.TabularInline):
    model = Room
    extra = 0


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin):
    list_display = ["name", "territory", "address", "is_demo"]
    list_filter = ["step_free", "hearing_loop", "is_demo"]
    list_select_related = ["territory"]
    search_fields = ["name", "address", "territory__title"]
    autocomplete_fields = ["territory"]
    inlines = [RoomInline]


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    list_display = ["name", "venue", "level", "capacity"]
    list_select_related = ["venue"]
    search_fields = ["name", "venue__name"]
    autocomplete_fields = ["venue"]


@admin.register(Stand)
class StandAdmin(NetworkScope, admin.ModelAdmin):
    network_path = "event__network"
    list_display = ["structure", "event", "level", "code", "activities"]
    list_select_related = ["structure", "event"]
    search_fields = ["structure__title", "event__title", "code"]
    autocomplete_fields = ["event", "structure", "room"]


@admin.register(Attendance)
class AttendanceAdmin(NetworkScope, admin.ModelAdmin):
    network_path = "event__network"
    list_display = ["event", "territory", "structure", "headcount"]
    list_select_related = ["event", "territory", "structure"]
    search_fields = ["event__title", "territory__title", "structure__title"]
    autocomplete_fields = ["event", "territory", "structure"]


@admin.register(Speaker)
class SpeakerAdmin(admin.ModelAdmin):
    list_display = ["__str__", "role", "function", "structure", "session"]
    list_filter = ["role"]
    list_select_related = ["person", "talent", "structure", "session"]
    search_fields = ["person__last_name", "talent__title", "session__title"]
    autocomplete_fields = ["session", "person", "talent", "structure"]


@admin.register(Report)
class ReportAdmin(NetworkScope, admin.ModelAdmin):
    """Written here; published from the list of meetings. Its counted figures follow each save once public."""

    network_path = "event__network"
    list_display = ["event", "published_at", "updated_at"]
    list_select_related = ["event"]
    search_fields = ["event__title"]
    autocomplete_fields = ["event"]
    readonly_fields = ["published_at", "created_at", "updated_at"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.published_at is not None:
            recount_event(obj.event, by=request.user, at=timezone.now())
            self.message_user(request, _("Les chiffres comptés sont à jour."), messages.SUCCESS)


class HostBidInline(admin.TabularInline):
    model = HostBid
    extra = 0
    autocomplete_fields = ["territory"]


@admin.register(HostCall)
class HostCallAdmin(admin.ModelAdmin):
    list_display = ["title", "series", "hosted_event", "vote_date", "is_demo"]
    list_select_related = ["series", "hosted_event"]
    search_fields = ["title", "series__title"]
    autocomplete_fields = ["series", "announced_at_event", "hosted_event"]
    inlines = [HostBidInline]

    @admin.display(description=_("vote"), ordering="vote_on")
    def vote_date(self, call: HostCall) -> str:
        return str(call.vote_date)


@admin.register(HostBid)
class HostBidAdmin(admin.ModelAdmin):
    list_display = ["__str__", "call", "is_demo"]
    list_select_related = ["call", "territory"]
    search_fields = ["label", "territory__title", "call__title"]
    autocomplete_fields = ["call", "territory"]

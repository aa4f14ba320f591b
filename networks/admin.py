"""Where staff keep territories, structures, people, networks and initiatives."""

import datetime as dt
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from networks.models import (
    Figure,
    Initiative,
    Mandate,
    MemberContact,
    Membership,
    Network,
    Partnership,
    Person,
    Representative,
    Structure,
    Territory,
    TerritoryStage,
    Theme,
)
from networks.permissions import within
from networks.services import recount_network, refresh_search_text
from portal.accounts.models import User
from portal.core.admin import SAFE_ADDRESSES, EntryAdmin
from portal.core.models import Entry


class ThemeInline(admin.TabularInline):
    """The themes of an entry, seen from the entry."""

    model = Theme.entries.through
    fk_name = "entry"
    extra = 0
    autocomplete_fields = ["theme"]
    verbose_name = _("thème")
    verbose_name_plural = _("thèmes")


class FigureInline(admin.TabularInline):
    model = Figure
    fk_name = "entry"
    extra = 0
    formfield_overrides = SAFE_ADDRESSES
    fields = [
        "key",
        "label",
        "nature",
        "qualifier",
        "value",
        "unit",
        "is_feminine",
        "source",
        "source_url",
        "as_of",
        "position",
    ]


class PartnershipInline(admin.TabularInline):
    """Who stands beside this entry."""

    model = Partnership
    fk_name = "entry"
    extra = 0
    autocomplete_fields = ["structure", "territory"]


class StageInline(admin.TabularInline):
    model = TerritoryStage
    extra = 0
    autocomplete_fields = ["territory", "network"]


class MembershipInline(admin.TabularInline):
    """Members of a network, or the networks of a member (set `fk_name`)."""

    model = Membership
    extra = 0
    autocomplete_fields = ["network", "talent", "structure", "territory", "person"]
    exclude = ["source"]


class NetworkScope:
    """Mixed into an admin whose rows belong to a network: lists, forms, actions and completions show a facilitator
    their own networks' rows only."""

    network_path = "network"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)  # type: ignore[misc]
        return within(cast(User, request.user), rows, self.network_path)


class MemberContactInline(admin.TabularInline):
    """Who is invited for this member; seen by those who may read personal data."""

    model = MemberContact
    extra = 1


class NetworkMembersInline(MembershipInline):
    fk_name = "network"
    show_change_link = True


class StructureMembershipInline(MembershipInline):
    fk_name = "structure"
    exclude = ["source", "talent", "territory", "person"]
    autocomplete_fields = ["network"]


class TerritoryMembershipInline(MembershipInline):
    fk_name = "territory"
    exclude = ["source", "talent", "structure", "person"]
    autocomplete_fields = ["network"]


class MandateInline(admin.TabularInline):
    model = Mandate
    extra = 0
    autocomplete_fields = ["body_structure", "body_network", "holder_structure", "holder_person"]


class StructureSeatsInline(MandateInline):
    fk_name = "body_structure"
    exclude = ["body_network"]
    autocomplete_fields = ["holder_structure", "holder_person"]
    verbose_name_plural = _("mandats exercés dans cette structure")


class NetworkSeatsInline(MandateInline):
    fk_name = "body_network"
    exclude = ["body_structure"]
    autocomplete_fields = ["holder_structure", "holder_person"]
    verbose_name_plural = _("mandats exercés dans ce réseau")


class PersonMandatesInline(MandateInline):
    fk_name = "holder_person"
    exclude = ["holder_structure"]
    autocomplete_fields = ["body_structure", "body_network"]


class RepresentativeInline(admin.TabularInline):
    model = Representative
    extra = 0
    autocomplete_fields = ["user"]


class StructureRepresentativesInline(RepresentativeInline):
    exclude = ["territory"]


class TerritoryRepresentativesInline(RepresentativeInline):
    exclude = ["structure"]


class SearchedEntryAdmin(EntryAdmin):
    """An entry whose words to be found by are gathered each time it is saved."""

    def after_save(self, request: HttpRequest, entry: Entry, *, at: dt.datetime) -> None:
        refresh_search_text(entry=entry)


@admin.register(Territory)
class TerritoryAdmin(SearchedEntryAdmin):
    list_display = ["title", "territory_kind", "parent", "insee_code", "state", "owner"]
    list_filter = ["state", "territory_kind", ("parent", admin.RelatedOnlyFieldListFilter), "is_demo"]
    list_select_related = ["parent", "owner"]
    search_fields = [*EntryAdmin.search_fields, "insee_code"]
    autocomplete_fields = [*EntryAdmin.autocomplete_fields, "parent"]
    own_fieldsets = (
        (
            _("Le territoire"),
            {"fields": ["territory_kind", "parent", "country", "insee_code", ("latitude", "longitude")]},
        ),
    )
    inlines = [
        StageInline,
        TerritoryMembershipInline,
        FigureInline,
        ThemeInline,
        TerritoryRepresentativesInline,
        *EntryAdmin.inlines,
    ]


@admin.register(Structure)
class StructureAdmin(SearchedEntryAdmin):
    list_display = ["title", "structure_kind", "territory", "siret", "state", "owner"]
    list_filter = ["state", "structure_kind", ("territory", admin.RelatedOnlyFieldListFilter), "is_demo"]
    list_select_related = ["territory", "owner"]
    search_fields = [*EntryAdmin.search_fields, "siret"]
    autocomplete_fields = [*EntryAdmin.autocomplete_fields, "territory", "parent", "logo"]
    own_fieldsets = (
        (_("La structure"), {"fields": ["structure_kind", "siret", "territory", "parent", "logo"]}),
        (_("La joindre"), {"fields": ["address", "email", "phone", ("latitude", "longitude")]}),
    )
    inlines = [
        StructureMembershipInline,
        StructureSeatsInline,
        FigureInline,
        ThemeInline,
        StructureRepresentativesInline,
        *EntryAdmin.inlines,
    ]


@admin.register(Network)
class NetworkAdmin(NetworkScope, SearchedEntryAdmin):
    network_path = "pk"
    list_display = ["title", "network_kind", "territory", "rows_of_members", "state", "owner"]
    list_filter = ["state", "network_kind", ("territory", admin.RelatedOnlyFieldListFilter), "is_demo"]
    list_select_related = ["territory", "owner"]
    autocomplete_fields = [*EntryAdmin.autocomplete_fields, "territory", "facilitators"]
    own_fieldsets = (
        (
            _("Le réseau"),
            {"fields": ["network_kind", ("founded", "founded_precision"), "territory", "facilitators"]},
        ),
    )
    inlines = [
        NetworkMembersInline,
        StageInline,
        NetworkSeatsInline,
        PartnershipInline,
        FigureInline,
        ThemeInline,
        *EntryAdmin.inlines,
    ]
    actions = [*EntryAdmin.actions, "action_recount"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(member_rows=Count("members"))

    @admin.display(description=_("adhésions"), ordering="member_rows")
    def rows_of_members(self, network: Any) -> int:
        return network.member_rows

    @admin.action(description=_("Recompter aujourd’hui"), permissions=["change"])
    def action_recount(self, request: HttpRequest, queryset: QuerySet) -> None:
        at = timezone.now()
        for network in queryset:
            recount_network(network=network, on=timezone.localdate(at), by=request.user, at=at)
        count = len(queryset)
        done = ngettext("%(n)d réseau recompté.", "%(n)d réseaux recomptés.", count) % {"n": count}
        self.message_user(request, done, messages.SUCCESS)


@admin.register(Initiative)
class InitiativeAdmin(SearchedEntryAdmin):
    list_display = ["title", "territory", "network", "state", "owner"]
    list_filter = ["state", ("territory", admin.RelatedOnlyFieldListFilter), "is_demo"]
    list_select_related = ["territory", "network", "owner"]
    autocomplete_fields = [*EntryAdmin.autocomplete_fields, "territory", "network", "carriers"]
    own_fieldsets = (
        (
            _("L’initiative"),
            {"fields": ["territory", "network", "carriers", ("started", "started_precision")]},
        ),
    )
    inlines = [PartnershipInline, FigureInline, ThemeInline, *EntryAdmin.inlines]


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position", "entry_count"]
    search_fields = ["name", "summary"]
    fields = ["name", "slug", "summary", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(tied=Count("entries"))

    @admin.display(description=_("fiches"), ordering="tied")
    def entry_count(self, theme: Any) -> int:
        return theme.tied


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["last_name", "first_name", "disambiguation", "is_public_figure", "is_demo"]
    list_display_links = ["last_name", "first_name"]
    list_filter = ["is_public_figure", "is_demo"]
    search_fields = ["last_name", "first_name", "name_key"]
    fields = [("first_name", "last_name"), "disambiguation", "is_public_figure", "is_demo"]
    inlines = [PersonMandatesInline]


@admin.register(TerritoryStage)
class TerritoryStageAdmin(admin.ModelAdmin):
    list_display = ["territory", "network", "stage", "since", "since_precision", "until", "is_observed"]
    list_filter = ["stage", ("network", admin.RelatedOnlyFieldListFilter), "is_observed"]
    list_select_related = ["territory", "network"]
    search_fields = ["territory__title", "network__title"]
    autocomplete_fields = ["territory", "network"]


@admin.register(Membership)
class MembershipAdmin(NetworkScope, admin.ModelAdmin):
    list_display = ["network", "talent", "structure", "territory", "person", "role", "since", "until"]
    list_display_links = ["network", "talent", "structure", "territory", "person"]
    list_filter = [("network", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["network", "talent", "structure", "territory", "person"]
    search_fields = [
        "network__title",
        "talent__title",
        "structure__title",
        "territory__title",
        "person__last_name",
    ]
    autocomplete_fields = ["network", "talent", "structure", "territory", "person"]
    inlines = [MemberContactInline]


@admin.register(Mandate)
class MandateAdmin(admin.ModelAdmin):
    list_display = [
        "title",
        "holder_person",
        "holder_structure",
        "body_structure",
        "body_network",
        "is_board",
        "since",
        "until",
    ]
    list_filter = ["is_board", ("body_network", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["holder_person", "holder_structure", "body_structure", "body_network"]
    search_fields = [
        "title",
        "holder_person__last_name",
        "holder_structure__title",
        "body_structure__title",
        "body_network__title",
    ]
    autocomplete_fields = ["holder_person", "holder_structure", "body_structure", "body_network"]


@admin.register(Partnership)
class PartnershipAdmin(admin.ModelAdmin):
    list_display = ["entry", "structure", "territory", "role", "note"]
    list_filter = ["role", "entry__kind"]
    list_select_related = ["entry", "structure", "territory"]
    search_fields = ["entry__title", "structure__title", "territory__title"]
    autocomplete_fields = ["entry", "structure", "territory"]


@admin.register(Figure)
class FigureAdmin(admin.ModelAdmin):
    list_display = ["entry", "label", "nature", "qualifier", "value", "unit", "as_of", "source"]
    list_display_links = ["entry", "label"]
    list_filter = ["nature", "entry__kind"]
    list_select_related = ["entry"]
    search_fields = ["label", "entry__title", "source"]
    formfield_overrides = SAFE_ADDRESSES
    autocomplete_fields = ["entry"]


@admin.register(Representative)
class RepresentativeAdmin(admin.ModelAdmin):
    list_display = ["user", "structure", "territory", "role"]
    list_filter = ["role"]
    list_select_related = ["user", "structure", "territory"]
    search_fields = ["user__email", "structure__title", "territory__title"]
    autocomplete_fields = ["user", "structure", "territory"]

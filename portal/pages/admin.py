"""Pages that the team writes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.core.admin import EntryAdmin
from portal.pages.models import Page


@admin.register(Page)
class PageAdmin(EntryAdmin):
    list_display = ["title", "slug", "state", "reviewed_on", "updated_at"]
    ordering = ["position", "title"]
    own_fieldsets = ((_("Relecture"), {"fields": ["reviewed_on", "position"]}),)

"""The admin site of the house."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class VivierAdminSite(admin.AdminSite):
    site_title = _("Vivier, administration")
    site_header = _("Vivier")
    index_title = _("Ce qui se tient ici")
    # Staff sign in where everybody does, with its limits and second factor.
    enable_nav_sidebar = True


class VivierAdminConfig(AdminConfig):
    default_site = "portal.core.admin_site.VivierAdminSite"

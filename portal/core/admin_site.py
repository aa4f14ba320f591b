"""The admin site of the house: sign-in with everybody, work by subject, what waits first."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# The subjects of the first page and of the side menu, in this order. A pattern is `app.*` or one model; in a
# subject, models come in the order of the patterns that name them, then by name. The key is an app of the subject.
SUBJECTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "talents": (
        _("Talents"),
        (
            "talents.talent",
            "talents.edition",
            "talents.laureate",
            "talents.scheme",
            "talents.field",
            "talents.*",
        ),
    ),
    "events": (
        _("Événements"),
        (
            "events.event",
            "events.eventseries",
            "events.registration",
            "events.invitation",
            "events.session",
            "events.stand",
            "events.report",
            "events.venue",
            "events.*",
        ),
    ),
    "networks": (
        _("Réseaux et territoires"),
        (
            "networks.network",
            "networks.membership",
            "networks.territory",
            "networks.structure",
            "networks.initiative",
            "networks.person",
            "networks.*",
        ),
    ),
    "labels": (_("Labels"), ("labels.label", "labels.labelaward", "labels.actionplan", "labels.*")),
    "news": (
        _("Actualités et pages"),
        (
            "news.article",
            "pages.page",
            "core.picture",
            "core.featuredentry",
            "core.sitesettings",
            "news.*",
            "pages.*",
            "core.slugredirect",
        ),
    ),
    "mail": (_("Courrier"), ("mail.message", "mail.*")),
    "accounts": (
        _("Comptes"),
        ("accounts.user", "accounts.*", "networks.representative", "core.auditentry"),
    ),
}
# Named in a subject, so not caught by another's `app.*`.
_NAMED = {
    pattern for _name, patterns in SUBJECTS.values() for pattern in patterns if not pattern.endswith("*")
}
# Libraries' own pages for what the house does otherwise: roles are a table, the rest is done on the account.
LEFT_OUT = frozenset({"auth.group", "account.emailaddress", "account.emailconfirmation", "mfa.authenticator"})
# Registered so that fields may search it; each kind has its own list.
UNLISTED = frozenset({"core.entry"})


class VivierAdminSite(admin.AdminSite):
    site_title = _("Vivier, administration")
    site_header = _("Vivier")
    index_title = _("Administration")
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        kept = [model for model in models if model._meta.label_lower not in LEFT_OUT]
        if kept:
            super().register(kept, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Staff sign in where everybody does, with its limits and second factor."""
        from allauth.account.decorators import (
            secure_admin_login,
        )  # asks for models, not ready when this is loaded

        return secure_admin_login(super().login)(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from portal.core.desk import waiting_for  # same reason

        return super().index(request, {"waiting": waiting_for(request, self)} | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Django's list, sorted by subject; what no subject claims comes last, under its own app."""
        apps = self._build_app_dict(request)
        models = {
            model["model"]._meta.label_lower: (label, model)
            for label, app in apps.items()
            for model in app["models"]
            if model["model"]._meta.label_lower not in UNLISTED
        }
        subjects = []
        for key, (name, patterns) in SUBJECTS.items():
            labels = list(dict.fromkeys(label for pattern in patterns for label in _claimed(pattern, models)))
            if labels:
                entries = [models.pop(label)[1] for label in labels]
                subjects.append(
                    {
                        "name": name,
                        "app_label": key,
                        "app_url": f"{self._index_url()}{key}/",
                        "has_module_perms": True,
                        "models": entries,
                    }
                )
        rest = {label for label, _model in models.values()}
        for label in sorted(rest):
            left = [model for of_app, model in models.values() if of_app == label]
            subjects.append(apps[label] | {"models": left})
        return [subject for subject in subjects if app_label in (None, subject["app_label"])]

    def _index_url(self) -> str:
        return reverse("admin:index", current_app=self.name)


def _claimed(pattern: str, models: dict[str, Any]) -> list[str]:
    """The labels that a pattern takes, by the name that is read."""
    if not pattern.endswith(".*"):
        return [pattern] if pattern in models else []
    app = pattern.removesuffix("*")
    labels = [label for label in models if label.startswith(app) and label not in _NAMED]
    return sorted(labels, key=lambda label: str(models[label][1]["name"]).lower())


class VivierAdminConfig(AdminConfig):
    default_site = "portal.core.admin_site.VivierAdminSite"

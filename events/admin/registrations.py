"""Who comes, who is invited, when they are reminded. States move by actions, through the services."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.admin.papers import PAPER_ACTIONS, ParticipantPapers
from events.admin.questions import AccessNeedInline, AnswerInline, answer_file
from events.admin.registering import link_page, register_page
from events.enums import HOLDING_STATES
from events.models import (
    Invitation,
    Quota,
    Registration,
    RegistrationSession,
    RegistrationTransition,
    ReminderRule,
)
from events.services import approving, checking_in, ordering, registering, waiting
from events.services.errors import EventRefusedError
from networks.admin import NetworkScope
from portal.accounts.models import User


class RegistrationActionForm(ActionForm):
    """Why a request is refused: written to the person."""

    reason = forms.CharField(
        label=_("Raison (d’un refus : écrite à la personne)"),
        required=False,
        max_length=approving.LONGEST_REASON,
    )
    position = forms.IntegerField(label=_("Nouveau rang"), required=False, min_value=1)


class TransitionInline(admin.TabularInline):
    model = RegistrationTransition
    extra = 0
    can_delete = False
    readonly_fields = ("at", "by", "from_state", "to_state", "reason")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ChoiceInline(admin.TabularInline):
    """To read: a choice is made by the person, or by registering them again."""

    model = RegistrationSession
    extra = 0
    readonly_fields = ("session", "state", "rank", "offer_until", "chosen_at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Registration)
class RegistrationAdmin(ParticipantPapers, NetworkScope, admin.ModelAdmin):
    """The list of participants. One corrects a name or a structure here; a state moves by an action."""

    network_path = "event__network"
    action_form = RegistrationActionForm
    list_display = (
        "full_name",
        "event",
        "state",
        "rank",
        "comes_for",
        "reached",
        "created_by",
        "code",
        "created_at",
    )
    list_filter = (
        "state",
        "origin",
        ("email_key", admin.EmptyFieldListFilter),
        ("event", admin.RelatedOnlyFieldListFilter),
        ("audience", admin.RelatedOnlyFieldListFilter),
        "is_demo",
        "created_at",
    )
    list_select_related = ("event", "structure", "territory", "created_by")
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("last_name", "first_name", "email_key", "affiliation", "event__title")
    search_help_text = _("Nom, courriel, structure ou événement")
    ordering = ("-created_at",)
    autocomplete_fields = ("structure", "territory")
    readonly_fields = (
        "event",
        "email",
        "origin",
        "network",
        "registered_elsewhere",
        "printed_link",
        "state",
        "code",
        "rank",
        "quota",
        "audience",
        "consent_text",
        "created_at",
        "created_by",
        "confirm_before",
        "offer_until",
        "waitlisted_at",
        "offered_at",
        "confirmed_at",
        "cancelled_at",
        "approved_at",
        "refused_at",
        "refusal_reason",
        "checked_at",
        "is_demo",
    )
    fieldsets = (
        (
            None,
            {"fields": (("first_name", "last_name"), "email", "phone", "language", "origin", "printed_link")},
        ),
        (
            _("Pour qui"),
            {
                "fields": (
                    "structure",
                    "territory",
                    "network",
                    "affiliation",
                    "audience",
                    "registered_elsewhere",
                )
            },
        ),
        (_("Place"), {"fields": ("event", ("state", "code"), ("rank", "quota"))}),
        (
            _("Dates"),
            {
                "fields": (
                    ("created_at", "created_by"),
                    ("confirm_before", "confirmed_at"),
                    ("waitlisted_at", "offered_at", "offer_until"),
                    ("approved_at", "refused_at", "refusal_reason"),
                    ("cancelled_at", "checked_at"),
                    "consent_text",
                    "is_demo",
                )
            },
        ),
    )
    inlines = (ChoiceInline, AnswerInline, AccessNeedInline, TransitionInline)
    actions = (
        "action_approve",
        "action_refuse",
        "action_reorder",
        "action_confirm",
        "action_cancel",
        "action_present",
        "action_absent",
        *PAPER_ACTIONS,
    )

    def participants(self, queryset: QuerySet) -> QuerySet[Registration]:
        return queryset.select_related(None)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(lambda request, object_id: answer_file(self, request, object_id))
        link = self.admin_site.admin_view(lambda request, object_id: link_page(self, request, object_id))
        return [
            path("reponses/<int:object_id>/fichier/", view, name="events_answer_file"),
            path("<int:object_id>/lien/", link, name="events_registration_link"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A form of its own, whose service counts places."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return register_page(self, request)

    @admin.display(description=_("joindre"), ordering="email_key")
    def reached(self, registration: Registration) -> str:
        return registration.email or registration.phone or "—"

    @admin.display(description=_("lien sur papier"))
    def printed_link(self, registration: Registration) -> str:
        if registration.email:
            return "—"
        url = reverse("admin:events_registration_link", args=[registration.pk])
        return format_html('<a href="{}">{}</a>', url, _("Imprimer son lien"))

    @admin.display(description=_("nom"), ordering="last_name")
    def full_name(self, registration: Registration) -> str:
        return registration.full_name

    @admin.display(description=_("vient pour"))
    def comes_for(self, registration: Registration) -> str:
        return registration.comes_for

    @admin.display(description=_("code"))
    def code(self, registration: Registration) -> str:
        return registration.code

    def _each(self, request: HttpRequest, queryset: QuerySet, act: Any) -> None:
        done = 0
        for registration in queryset.select_related(None):
            try:
                act(registration)
            except EventRefusedError as refusal:
                self.message_user(request, f"{registration} : {refusal}", messages.WARNING)
            else:
                done += 1
        if done:
            said = ngettext("%(n)d inscription changée.", "%(n)d inscriptions changées.", done)
            self.message_user(request, said % {"n": done}, messages.SUCCESS)

    @admin.action(description=_("Accepter la demande"), permissions=["change"])
    def action_approve(self, request: HttpRequest, queryset: QuerySet) -> None:
        """In the order of requests: the first who asked has the first place."""
        at, by = timezone.now(), cast(User, request.user)
        self._each(
            request,
            queryset.order_by("created_at", "pk"),
            lambda row: approving.approve(row, by=by, at=at),
        )

    @admin.action(description=_("Refuser la demande (raison ci-contre)"), permissions=["change"])
    def action_refuse(self, request: HttpRequest, queryset: QuerySet) -> None:
        at, by, reason = timezone.now(), cast(User, request.user), request.POST.get("reason", "")
        self._each(request, queryset, lambda row: approving.refuse(row, reason=reason, by=by, at=at))

    @admin.action(
        description=_("Changer le rang d’attente (rang et raison ci-contre)"), permissions=["change"]
    )
    def action_reorder(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = list(queryset[:2])
        told = request.POST.get("position", "").strip()
        if len(rows) != 1:
            self.message_user(request, _("Choisissez une seule personne."), messages.WARNING)
            return
        position = int(told) if told.isascii() and told.isdecimal() and len(told) < 7 else 0
        at, by, reason = timezone.now(), cast(User, request.user), request.POST.get("reason", "")
        self._each(
            request,
            queryset,
            lambda row: ordering.reorder(row, position=position, reason=reason, by=by, at=at),
        )

    @admin.action(description=_("Confirmer"), permissions=["change"])
    def action_confirm(self, request: HttpRequest, queryset: QuerySet) -> None:
        at, by = timezone.now(), cast(User, request.user)
        self._each(request, queryset, lambda row: registering.confirm(row, by=by, at=at))

    @admin.action(description=_("Annuler, et proposer la place à la suite"), permissions=["change"])
    def action_cancel(self, request: HttpRequest, queryset: QuerySet) -> None:
        at, by = timezone.now(), cast(User, request.user)
        self._each(request, queryset, lambda row: registering.cancel(row, by=by, at=at))

    @admin.action(description=_("Pointer : présente"), permissions=["change"])
    def action_present(self, request: HttpRequest, queryset: QuerySet) -> None:
        at, by = timezone.now(), cast(User, request.user)
        self._each(request, queryset, lambda row: checking_in.check_in(row, present=True, by=by, at=at))

    @admin.action(description=_("Pointer : absente"), permissions=["change"])
    def action_absent(self, request: HttpRequest, queryset: QuerySet) -> None:
        at, by = timezone.now(), cast(User, request.user)
        self._each(request, queryset, lambda row: checking_in.check_in(row, present=False, by=by, at=at))


@admin.register(Invitation)
class InvitationAdmin(NetworkScope, admin.ModelAdmin):
    """Who was invited and what they answered. Inviting is an action of the list of events."""

    network_path = "event__network"
    list_display = ("email", "name", "event", "member", "answer", "answered_at", "created_at")
    list_filter = ("answer", ("event", admin.RelatedOnlyFieldListFilter), "is_demo")
    list_select_related = ("event", "member")
    search_fields = ("email_key", "name", "event__title", "member__title")
    search_help_text = _("Courriel, nom, membre ou événement")
    exclude = ("link_expires_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReminderRule)
class ReminderRuleAdmin(admin.ModelAdmin):
    list_display = ("told", "event", "series", "audience", "is_active")
    list_filter = ("audience", "is_active")
    list_select_related = ("event", "series")
    search_fields = ("event__title", "series__title")
    autocomplete_fields = ("event", "series")
    fields = (
        ("event", "series"),
        "audience",
        ("days_before", "local_time"),
        "hours_before",
        "is_active",
    )

    @admin.display(description=_("quand"))
    def told(self, rule: ReminderRule) -> str:
        return str(rule)

    def save_model(self, request: HttpRequest, obj: ReminderRule, form: Any, change: bool) -> None:
        """A rule that changes speaks for moments to come only."""
        if not change or form.has_changed():
            obj.created_at = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(Quota)
class QuotaAdmin(NetworkScope, admin.ModelAdmin):
    network_path = "event__network"
    list_display = ("owner", "event", "places", "left", "falls_back_at")
    list_select_related = ("event", "structure", "territory", "network", "audience")
    list_filter = (("event", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("event__title",)
    autocomplete_fields = ("event", "structure", "territory", "network", "audience")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        taken = Count("registrations", filter=Q(registrations__state__in=HOLDING_STATES))
        return super().get_queryset(request).annotate(taken=taken)

    @admin.display(description=_("pour"))
    def owner(self, quota: Quota) -> str:
        return str(quota)

    @admin.display(description=_("ce qu’il en reste"))
    def left(self, quota: Any) -> str:
        """In words; once fallen back, what is left is everybody's."""
        if quota.falls_back_at is not None and quota.falls_back_at <= timezone.now():
            return str(_("rendu à tous"))
        left = max(0, quota.places - quota.taken)
        if not left:
            return str(_("complet"))
        return ngettext("%(n)d place restante", "%(n)d places restantes", left) % {"n": left}

    def save_model(self, request: HttpRequest, obj: Quota, form: Any, change: bool) -> None:
        try:
            waiting.save_quota(obj, by=cast(User, request.user), at=timezone.now())
        except EventRefusedError as refusal:
            # Said instead of « modifié avec succès » (`response_change`).
            request.refused = str(refusal)  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Quota) -> HttpResponse:
        response = super().response_change(request, obj)
        if refused := getattr(request, "refused", ""):
            list(messages.get_messages(request))
            self.message_user(request, refused, messages.ERROR)
        return response

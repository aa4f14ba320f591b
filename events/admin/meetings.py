"""Meetings: one page for the date, the programme, the stands, who came; their state moves by actions."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.admin.forms import WHEN_FIELDS, EventAdminForm, SessionFormSet
from events.admin.inviting import invite_page
from events.admin.papers import PAPER_ACTIONS, ParticipantPapers
from events.admin.questions import FormQuestionInline
from events.door import may_stand_at_door
from events.models import Attendance, Document, Event, Question, Registration, Session, Speaker, Stand
from events.services.errors import EventRefusedError
from events.services.finding import refresh_search_text
from events.services.programme import place_sessions
from events.services.reporting import publish_report
from events.services.scheduling import (
    announce_new_place,
    cancel_event,
    postpone_event,
    reinstate_event,
    schedule_event,
)
from events.services.waiting import offer_sessions, set_capacity
from events.wording import when_text
from networks.admin import FigureInline, NetworkScope, PartnershipInline, ThemeInline
from portal.accounts.models import User
from portal.core.admin import SAFE_ADDRESSES, EntryAdmin, EntryLinkInline
from portal.core.audit import record


class EventActionForm(ActionForm):
    """Why a meeting is put off or cancelled: shown on its page."""

    reason = forms.CharField(label=_("Raison, montrée au public"), required=False, max_length=250)


class SessionInline(admin.TabularInline):
    model = Session
    formset = SessionFormSet
    extra = 0
    show_change_link = True
    autocomplete_fields = ["room"]
    fields = [
        "day_number",
        "start_time",
        "end_time",
        "day_part",
        "kind",
        "title",
        "room",
        "capacity",
        "is_cancelled",
        "position",
    ]


class StandInline(admin.TabularInline):
    model = Stand
    extra = 0
    autocomplete_fields = ["structure", "room"]


class AttendanceInline(admin.TabularInline):
    model = Attendance
    extra = 0
    autocomplete_fields = ["territory", "structure"]


class DocumentInline(admin.TabularInline):
    model = Document
    extra = 0
    formfield_overrides = SAFE_ADDRESSES


class QuestionInline(admin.TabularInline):
    model = Question
    extra = 0


@admin.register(Event)
class EventAdmin(ParticipantPapers, NetworkScope, EntryAdmin):
    form = EventAdminForm
    action_form = EventActionForm
    list_display = ["title", "told_when", "series", "status", "state", "visibility", "is_demo"]
    list_filter = ["status", "state", "visibility", "precision", "series", "network", "is_demo"]
    list_select_related = ["series"]
    date_hierarchy = "day"
    readonly_fields = [*EntryAdmin.readonly_fields, "status", "status_note", "status_changed_at", "door"]
    autocomplete_fields = [
        *EntryAdmin.autocomplete_fields,
        "series",
        "network",
        "venue",
        "territory",
        "audiences",
        "previous",
    ]
    inlines = [
        SessionInline,
        FormQuestionInline,
        StandInline,
        DocumentInline,
        QuestionInline,
        PartnershipInline,
        AttendanceInline,
        FigureInline,
        ThemeInline,
        EntryLinkInline,
    ]
    actions = [
        *EntryAdmin.actions,
        "action_cancel",
        "action_postpone",
        "action_reinstate",
        "action_publish_report",
        "action_invite",
        "action_door",
        *PAPER_ACTIONS,
    ]
    own_fieldsets = (
        (
            _("Quand"),
            {
                "fields": [
                    "precision",
                    ("day", "last_day"),
                    ("start", "end"),
                    "time_zone",
                    ("date_note", "year_derived", "is_over"),
                    ("status", "status_note", "status_changed_at"),
                ]
            },
        ),
        (_("Où"), {"fields": ["venue", "territory", "place_note"]}),
        (
            _("Pour qui"),
            {
                "fields": [
                    "audiences",
                    "visibility",
                    "capacity",
                    ("registration_opens_at", "registration_closes_at"),
                    "requires_approval",
                    ("confirm_hours", "offer_hours"),
                    "asks_access_needs",
                    "consent_text",
                    "door",
                ]
            },
        ),
        (_("Autour"), {"fields": ["series", "network", "previous", "followed_by", "drawing"]}),
    )

    @admin.display(description=_("quand"), ordering="day")
    def told_when(self, event: Event) -> str:
        return when_text(event)

    # Saving: the date and the rooms follow their services

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new date waits for the sessions to be written: `save_related` then moves the meeting whole."""
        if change and form.moves:
            stored = Event.objects.get(pk=obj.pk)
            for name in (*WHEN_FIELDS, "starts_at", "ends_at", "time_zone"):
                setattr(obj, name, getattr(stored, name))
        if change and "capacity" in form.changed_data:
            obj.capacity = Event.objects.values_list("capacity", flat=True).get(pk=obj.pk)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        event, at = form.instance, timezone.now()
        try:
            if change and form.moves:
                zone = form.cleaned_data["time_zone"]
                schedule_event(event, when=form.when, time_zone=zone, by=request.user, at=at)
            elif change and {"venue", "territory"} & set(form.changed_data):
                announce_new_place(event, by=request.user, at=at)
            else:
                place_sessions(event)
            if change:
                # A larger room makes offers to those who wait for its session.
                offer_sessions(event, at=at)
            if change and "capacity" in form.changed_data:
                # Counted under the lock; a larger room makes offers to those who wait.
                set_capacity(
                    event, capacity=form.cleaned_data["capacity"], by=cast(User, request.user), at=at
                )
        except EventRefusedError as refusal:
            # Said instead of « modifié avec succès », which would hide it (see `response_change`).
            request.refused = str(refusal)  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = super().response_change(request, obj)
        if refused := getattr(request, "refused", ""):
            list(messages.get_messages(request))
            self.message_user(request, refused, messages.ERROR)
        return response

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        if refused := getattr(request, "refused", ""):
            self.message_user(request, refused, messages.ERROR)
        return response

    def after_save(self, request: HttpRequest, entry: Any, *, at: dt.datetime) -> None:
        refresh_search_text(entry)

    # Actions

    def participants(self, queryset: QuerySet) -> QuerySet[Registration]:
        return Registration.objects.filter(event__in=queryset)

    def _move(self, request: HttpRequest, queryset: QuerySet, move: Any, done: Any) -> None:
        """Apply one service to each meeting; say how many passed, and why others did not."""
        at, passed = timezone.now(), 0
        for event in queryset:
            try:
                move(event, at)
            except EventRefusedError as refusal:
                self.message_user(request, f"{event} : {refusal}", messages.WARNING)
            else:
                passed += 1
        if passed:
            self.message_user(request, done(passed), messages.SUCCESS)

    @admin.action(description=_("Annuler l’événement (raison ci-contre)"), permissions=["change"])
    def action_cancel(self, request: HttpRequest, queryset: QuerySet) -> None:
        reason = request.POST.get("reason", "")[:250]
        self._move(
            request,
            queryset,
            lambda event, at: cancel_event(event, reason=reason, by=request.user, at=at),
            lambda n: ngettext("%(n)d événement annulé.", "%(n)d événements annulés.", n) % {"n": n},
        )

    @admin.action(description=_("Reporter l’événement (raison ci-contre)"), permissions=["change"])
    def action_postpone(self, request: HttpRequest, queryset: QuerySet) -> None:
        reason = request.POST.get("reason", "")[:250]
        self._move(
            request,
            queryset,
            lambda event, at: postpone_event(event, reason=reason, by=request.user, at=at),
            lambda n: ngettext("%(n)d événement reporté.", "%(n)d événements reportés.", n) % {"n": n},
        )

    @admin.action(description=_("Rétablir l’événement à sa date"), permissions=["change"])
    def action_reinstate(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._move(
            request,
            queryset,
            lambda event, at: reinstate_event(event, by=request.user, at=at),
            lambda n: ngettext("%(n)d événement rétabli.", "%(n)d événements rétablis.", n) % {"n": n},
        )

    @admin.action(description=_("Inviter les membres d’un réseau"), permissions=["change"])
    def action_invite(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Shows who would be written to, and how many, before anything leaves."""
        events = list(queryset[:2])
        if len(events) != 1:
            self.message_user(request, _("Choisissez un seul événement."), messages.WARNING)
            return None
        return invite_page(self, request, events[0])

    @admin.action(description=_("Accueil : pointer à l’entrée"), permissions=["door"])
    def action_door(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        events = list(queryset[:2])
        if len(events) == 1:
            return redirect("door:page", events[0].slug)
        self.message_user(request, _("Choisissez un seul événement."), messages.WARNING)
        return None

    def has_door_permission(self, request: HttpRequest) -> bool:
        return may_stand_at_door(request.user)

    @admin.display(description=_("accueil"))
    def door(self, event: Event) -> str:
        if event.pk is None:
            return "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("door:page", args=[event.slug]), _("Pointer à l’entrée")
        )

    @admin.action(description=_("Publier le compte rendu"), permissions=["publish"])
    def action_publish_report(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._move(
            request,
            queryset,
            lambda event, at: publish_report(event, by=request.user, at=at),
            lambda n: ngettext("%(n)d compte rendu publié.", "%(n)d comptes rendus publiés.", n) % {"n": n},
        )


class SpeakerInline(admin.TabularInline):
    model = Speaker
    extra = 0
    autocomplete_fields = ["person", "talent", "structure"]


@admin.register(Session)
class SessionAdmin(NetworkScope, admin.ModelAdmin):
    """To say who speaks; hours and rooms are kept on the page of the meeting, where they are checked together."""

    network_path = "event__network"
    list_display = ["title", "event", "kind", "day_number", "start_time", "room", "speaker_count"]
    list_filter = ["kind", "is_cancelled"]
    list_select_related = ["event", "room"]
    search_fields = ["title", "event__title"]
    readonly_fields = ["event", "day_number", "start_time", "end_time", "day_part", "room"]
    fields = [
        "event",
        ("day_number", "start_time", "end_time", "day_part", "room"),
        "kind",
        "title",
        "summary",
        "audiences",
        "themes",
    ]
    autocomplete_fields = ["audiences", "themes"]
    inlines = [SpeakerInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(speaker_total=Count("speakers"))

    @admin.display(description=_("intervenants"))
    def speaker_count(self, session: Any) -> int:
        return session.speaker_total

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record(verb="change_session", target=form.instance, by=request.user, at=timezone.now())

"""The list of participants, to take away or to print: from a meeting, or from registrations chosen in the list."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.listings import participants_table
from events.models import Event, Registration
from events.papers import MOST_PEOPLE, badges_pdf, sign_in_pdf
from portal.accounts.models import User
from portal.core.audit import record
from portal.core.papers import pdf_response
from portal.core.spreadsheets import csv_response, xlsx_response

PAPER_ACTIONS = ("action_csv", "action_xlsx", "action_badges", "action_sign_in")


class ParticipantPapers:
    """Mixed into an admin. `participants` finds the registrations of what is ticked, and the meeting they share."""

    def participants(self, queryset: QuerySet) -> QuerySet[Registration]:
        raise NotImplementedError

    def has_participants_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.view_registration")

    def _told(self, request: HttpRequest, event: Event, *, verb: str, number: int | None = None) -> None:
        """Who took a list of people, and when: kept in the audit trail."""
        by = cast(User, request.user)
        record(verb=verb, target=event, by=by, at=timezone.now(), number=number)

    def _table(
        self, request: HttpRequest, queryset: QuerySet, make: Callable[..., HttpResponseBase], verb: str
    ) -> HttpResponseBase | None:
        rows = self.participants(queryset).order_by("event_id", "last_name", "first_name", "pk")
        events = list(Event.objects.filter(pk__in=rows.order_by().values("event")).order_by("pk")[:2])
        if not events:
            self._nobody(request)
            return None
        for event in Event.objects.filter(pk__in=rows.order_by().values("event")):
            self._told(request, event, verb=verb)
        head, lines = participants_table(rows)
        stem = f"participants-{events[0].slug}" if len(events) == 1 else "participants"
        return make(head, lines, stem=stem)

    def _paper(
        self, request: HttpRequest, queryset: QuerySet, make: Callable[..., bytes], *, verb: str, stem: str
    ) -> HttpResponse | None:
        """Who comes or may come: not those who wait, were refused or gave their place back."""
        rows = self.participants(queryset).coming().order_by("last_name", "first_name", "pk")  # type: ignore[attr-defined]
        people = list(rows.select_related("event", "structure", "territory")[: MOST_PEOPLE + 1])
        if not people:
            self._nobody(request)
        elif len({row.event_id for row in people}) > 1:
            self._say(request, _("Choisissez un seul événement."))
        elif len(people) > MOST_PEOPLE:
            text = _("Plus de %(n)d personnes : choisissez-en une partie dans la liste des inscriptions.")
            self._say(request, text % {"n": MOST_PEOPLE})
        else:
            event = people[0].event
            self._told(request, event, verb=verb, number=len(people))
            return pdf_response(make(event, people), stem=f"{stem}-{event.slug}")
        return None

    def _nobody(self, request: HttpRequest) -> None:
        self._say(request, _("Personne n’est inscrit dans ce que vous avez choisi."))

    def _say(self, request: HttpRequest, text: Any) -> None:
        self.message_user(request, text, messages.WARNING)  # type: ignore[attr-defined]

    @admin.action(description=_("Participants : tableau CSV"), permissions=["participants"])
    def action_csv(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
        return self._table(request, queryset, csv_response, "export_participants_csv")

    @admin.action(description=_("Participants : tableau XLSX"), permissions=["participants"])
    def action_xlsx(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
        return self._table(request, queryset, xlsx_response, "export_participants_xlsx")

    @admin.action(description=_("Badges à imprimer (PDF)"), permissions=["participants"])
    def action_badges(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._paper(request, queryset, badges_pdf, verb="print_badges", stem="badges")

    @admin.action(description=_("Feuille d’émargement (PDF)"), permissions=["participants"])
    def action_sign_in(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._paper(request, queryset, sign_in_pdf, verb="print_sign_in_sheet", stem="emargement")

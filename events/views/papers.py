"""One's ticket, to print or to keep on a phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.enums import RegistrationState as S
from events.models import Registration
from events.papers import ticket_pdf
from events.views.private import private, unknown_link
from portal.core.papers import pdf_response

WITH_TICKET = frozenset({S.CONFIRMED, S.PRESENT, S.ABSENT})


@private
@require_safe
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has no ticket yet is led to their page, which says what is missing."""
    rows = Registration.objects.select_related("event__venue__territory", "event__territory")
    found = rows.for_token(token, at=timezone.now()).first()
    if found is None:
        return unknown_link(request)
    if found.state not in WITH_TICKET:
        return redirect("events:registration", token=token)
    return pdf_response(ticket_pdf(found), stem=f"billet-{found.event.slug}", inline=True)

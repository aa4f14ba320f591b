"""The pages that the team writes: legal notice, help, contact."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.core.components import Crumb
from portal.core.context_processors import site_of
from portal.core.pages import get_entry_or_response
from portal.pages.facts import facts_of
from portal.pages.models import AccessibilityAudit, Page


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_entry_or_response(Page.objects.all(), slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    context = {
        "page": found,
        "crumbs": [Crumb(found.title, typed=True)],
        "audit": audit_in_force() if slug == "accessibilite" else None,
        "facts": facts_of(slug, site_of(request)),
    }
    return render(request, "pages/page.html", context)


def audit_in_force() -> AccessibilityAudit | None:
    return AccessibilityAudit.objects.in_force(on=timezone.localdate()).first()

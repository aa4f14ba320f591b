"""How a page of an entry is found: published, moved, withdrawn or unknown."""

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from portal.core.models import Entry, EntryQuerySet, SlugRedirect

Kind = TypeVar("Kind", bound=Entry)


class EntryGone(Exception):  # noqa: N818 - an outcome, not an error
    """The address was public and is no longer: answer 410."""


def get_entry_or_response(
    queryset: EntryQuerySet[Kind], *, slug: str, request: HttpRequest
) -> Kind | HttpResponse:
    """The entry that this user may see, else a redirect from an old slug, else 410, else Http404.

    Usage in a view: `found = get_entry_or_response(...)`, then return it when it is a response.
    """
    entry = queryset.visible_to(request.user, at=timezone.now()).filter(slug=slug).first()
    if entry is not None:
        # The head of the page says to machines what it is about (templatetags/machine_head.py).
        request.shown_entry = entry  # type: ignore[attr-defined]
        return entry
    kind = queryset.model.entry_kind
    moved = SlugRedirect.objects.filter(kind=kind, old_slug=slug).select_related("entry").first()
    if moved is not None and moved.entry.is_published:
        return redirect(moved.entry.get_absolute_url(), permanent=True)
    if Entry.objects.filter(kind=kind, slug=slug).withdrawn().exists():
        return render(request, "410.html", status=410)
    raise Http404

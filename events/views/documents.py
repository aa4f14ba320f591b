"""A document of a meeting, handed over as a file: never shown as a page of this site."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from events.models import Event
from portal.core.pages import get_entry_or_response


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Who may read the meeting may take its documents."""
    event = get_entry_or_response(Event.objects.all(), slug=slug, request=request)
    if isinstance(event, HttpResponse):
        return event
    found = get_object_or_404(event.documents.exclude(file=""), pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404("the file is gone") from missing
    ending = str(found.file.name).rpartition(".")[2].lower()
    return FileResponse(content, as_attachment=True, filename=f"{event.slug}-{found.pk}.{ending}")

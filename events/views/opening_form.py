"""The registration form as everybody first sees it: prepared once for some seconds, then filled with its two keys.

A crowd opens the same page at the same minute. What decides (places, window, state) is read again, under the
lock of the meeting's row, when the form comes back.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import escape
from django.utils.translation import get_language

from events.forms.asked import Asked
from events.models import Event
from portal.core.briefly import Brief
from portal.core.pages import get_entry_or_response

KEY_MARK, LEFT_MARK, TOKEN_MARK = "\ue000key\ue000", "\ue000left\ue000", "\ue000token\ue000"
_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')


class _Elsewhere(Exception):  # noqa: N818 - an outcome: moved, or withdrawn
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


_asked: Brief[Asked] = Brief()
_pages: Brief[str] = Brief(largest=256)


def is_anybody(request: HttpRequest) -> bool:
    """Without a session nor anything else that a page could depend on."""
    return not set(request.COOKIES) - {settings.CSRF_COOKIE_NAME}


def find(request: HttpRequest, slug: str) -> Asked | HttpResponse:
    """The meeting at this address, or what stands there instead."""

    def make() -> Asked:
        events = Event.objects.select_related("venue__territory", "territory", "cover")
        found = get_entry_or_response(events, slug=slug, request=request)
        if isinstance(found, HttpResponse):
            raise _Elsewhere(found)
        return Asked.of(found)

    try:
        asked = _asked.get((slug, get_language()), make) if is_anybody(request) else make()
    except _Elsewhere as elsewhere:
        return elsewhere.response
    request.shown_entry = asked.event  # type: ignore[attr-defined]
    return asked


def prepared(
    request: HttpRequest,
    asked: Asked,
    *,
    is_full: bool,
    left: str,
    key: str,
    render: Callable[[str, str], HttpResponse],
) -> HttpResponse:
    """`left` is what the page says of places, counted now; `render(key, left)` draws the page."""
    if not is_anybody(request) or request.META.get("QUERY_STRING"):
        return render(key, left)

    def make() -> str:
        page = render(KEY_MARK, LEFT_MARK).content.decode()
        return _TOKEN.sub(TOKEN_MARK, page)

    page = _pages.get((asked.event.pk, asked.event.slug, get_language(), is_full), make)
    # The sentence holds words and numbers of ours, nothing that somebody typed; it is escaped all the same.
    for mark, value in ((KEY_MARK, key), (LEFT_MARK, escape(left)), (TOKEN_MARK, get_token(request))):
        page = page.replace(mark, value)
    return HttpResponse(page)


def forget() -> None:
    _asked.clear()
    _pages.clear()

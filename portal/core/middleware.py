"""What every request passes through."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg import errors


class RejectNulBytes:
    """PostgreSQL refuses NUL in text: such a request is malformed, and is told so instead of failing late.

    Answered here, not raised: an exception would write its traceback to the log each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(render_to_string("400.html"), status=400)
        return self.get_response(request)


class PermissionsPolicy:
    """No page asks for a camera, a microphone or a position, but the one that reads tickets: it says so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class RefuseTooMuch:
    """A form beyond the limits of the settings is told so, before anything else reads it.

    Left to the check of forged requests, who sent too much would be told that the form is out of date.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            try:
                len(request.POST)
            except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
                # What was sent cannot be read again: asked for, it is empty from now on.
                request._mark_post_parse_error()  # type: ignore[attr-defined]  # as Django's own handler does
                return render(request, "413.html", status=413)
            except UnreadablePostError:
                # The connection broke: nobody is left to be told.
                pass
        return self.get_response(request)


class DatabaseBusy:
    """A lock waited for too long becomes a 503 that says to try again, not a fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        busy = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected)
        if isinstance(exception, OperationalError) and isinstance(exception.__cause__, busy):
            response = render(request, "503.html", status=503)
            response["Retry-After"] = "5"
            return response
        return None

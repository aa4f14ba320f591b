"""What every request passes through."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg import errors


class RejectNulBytes:
    """PostgreSQL refuses NUL in text: such a request is malformed, and is told so instead of failing late."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL byte in the address")
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

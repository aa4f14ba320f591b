"""What the pages behind a private link have in common."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Never kept by a cache, never told to another site, never listed.

    Under `no-referrer` browsers send `Origin: null`, which Django's protection against forged requests refuses.
    It is not needed here: the address is the secret, whoever could forge the request could open the page (0006).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(wrapped)


def unknown_link(request: HttpRequest) -> HttpResponse:
    """Wrong, expired, for something else: one page for all, which tells nothing."""
    return render(request, "events/registration/unknown.html", status=404)

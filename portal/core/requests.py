"""What a request says of who sends it, how far that is believed, and what our middleware adds to it."""

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """Every request here: the middleware of htmx tells a fragment from a page."""

    htmx: HtmxDetails


def client_ip(request: HttpRequest) -> str:
    """The address of the visitor. X-Forwarded-For is believed for as many proxies as the settings declare."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(told) >= proxies and told[-proxies]:
            return told[-proxies][:45]
    return request.META.get("REMOTE_ADDR", "")

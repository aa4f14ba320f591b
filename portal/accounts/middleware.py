"""Staff work behind a second factor where the settings ask for it."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

# What somebody needs on the way to a second factor, and nothing else.
ENROLMENT = {
    "account_logout",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_reauthenticate",
}
# Outside the portal's pages: what a browser or a watcher asks for by itself.
OPEN_PREFIXES = ("/static/", "/sante/", "/.well-known/")


class RequireSecondFactor:
    """A staff account without a second factor reaches only the pages where one is added."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # What was shown to somebody signed in is not kept by a shared computer's browser.
        if self._signed_in(request) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """allauth's pages name `site` after the Host of the request; ours is the configured one."""
        if response.context_data and isinstance(response.context_data.get("site"), RequestSite):
            del response.context_data["site"]
        return response

    @staticmethod
    def _signed_in(request: HttpRequest) -> bool:
        """Asked of who brings a session only, so that anonymous pages do not vary with cookies."""
        return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.STAFF_MFA_REQUIRED or request.path.startswith(OPEN_PREFIXES):
            return None
        if not (self._signed_in(request) and request.user.is_staff):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in ENROLMENT:
            return None
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return None
        return redirect("mfa_activate_totp")

"""What allauth asks the house."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts.secrets import open_secret, seal_secret
from portal.core.addresses import public_url
from portal.core.limits import forgive, hit
from portal.core.models import SiteSettings

# Counted in the database, so that they hold without the cache; allauth's own, shorter limits come first.
SIGN_IN_WINDOW = dt.timedelta(minutes=15)
SIGN_IN_TRIES_BY_ADDRESS = 10
SIGN_IN_TRIES_BY_IP = 60
RESET_WINDOW = dt.timedelta(hours=1)
RESET_MAILS = 5


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by invitation of staff."""
        return False

    # Limits

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        at = timezone.now()
        by_address = hit(self._address_key(credentials), SIGN_IN_TRIES_BY_ADDRESS, SIGN_IN_WINDOW, at)
        by_ip = hit(f"sign-in:ip:{ratelimit.get_ip(request)}", SIGN_IN_TRIES_BY_IP, SIGN_IN_WINDOW, at)
        if not (by_address and by_ip):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            forgive(self._address_key(credentials))
        return user

    @staticmethod
    def _address_key(credentials: dict[str, Any]) -> str:
        return f"sign-in:address:{credentials.get('email', '').lower()}"

    # Addresses

    def is_safe_url(self, url: str) -> bool:
        """Back to this very host only; allauth would also follow the other names of the site."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return public_url(path.replace("UID-KEY", quote(key)))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return public_url(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:space")

    # Mail

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In the language of the account; the site is the configured one, whatever Host was named."""
        site = SiteSettings.load()
        host = urlsplit(settings.PUBLIC_BASE_URL).netloc
        context = context | {"current_site": SimpleNamespace(name=site.site_name, domain=host), "site": site}
        user = context.get("user")
        with translation.override(getattr(user, "language", None) or translation.get_language()):
            self.render_mail(template_prefix, email, context | {"email": email}).send()

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """A few an hour for one account; beyond that nothing leaves, and the page says the same.

        The path of the link is made anew in the language of the account.
        """
        if hit(f"reset:{user.pk}", RESET_MAILS, RESET_WINDOW, timezone.now()):
            with translation.override(user.language):
                url = self.get_reset_password_from_key_url(f"{context['uid']}-{context['key']}")
                super().send_password_reset_mail(user, email, context | {"password_reset_url": url})


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed: a copy of the database gives no code."""

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

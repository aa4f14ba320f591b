"""The demonstration's accounts, for the sign-in page."""

from django import template
from django.conf import settings

from portal.demo.accounts import DEMO_ACCOUNTS, DemoAccount

register = template.Library()


@register.simple_tag
def demo_accounts() -> tuple[DemoAccount, ...]:
    return DEMO_ACCOUNTS if settings.DEMO else ()

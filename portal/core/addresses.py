"""Absolute addresses for mails, feeds and calendars."""

from django.conf import settings


def public_url(path: str) -> str:
    """The address of a path on the configured public site, whatever Host the request named."""
    return settings.PUBLIC_BASE_URL + path

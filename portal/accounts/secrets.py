"""Secrets that the database keeps sealed with a key drawn from SECRET_KEY."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def _box() -> MultiFernet:
    """Seals with today's key, opens with the former ones too: a rotation locks nobody out."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"portal.accounts.secrets|" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal_secret(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def open_secret(sealed: str) -> str:
    return _box().decrypt(sealed.encode()).decode()

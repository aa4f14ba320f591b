"""Tests: real PostgreSQL and real Valkey, started for the run unless the environment names them."""

from runtime.services import for_tests

for_tests()

from portal.settings.base import *  # noqa: E402,F403
from portal.settings.base import BASE_DIR, INSTALLED_APPS, STORAGES  # noqa: E402

SECRET_KEY = "tests-only"  # noqa: S105
DEMO = True
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = ["portal.demo", *INSTALLED_APPS]
PUBLIC_BASE_URL = "https://vivier.example"
# Hashing slowly protects stored passwords; tests have none worth protecting.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = BASE_DIR / ".vivier" / "test-media"
STORAGES["private"]["OPTIONS"]["location"] = BASE_DIR / ".vivier" / "test-private"
VIVIER_MAIL_DIR = BASE_DIR / ".vivier" / "test-mail"
# Nothing is kept between two tests.
BRIEF_SECONDS = 0

"""The portal as in production, on servers started for the measure and thrown away."""

from runtime.services import for_tests

for_tests()

from portal.settings.base import *  # noqa: E402,F403

SECRET_KEY = "measures-only"
ALLOWED_HOSTS = ["127.0.0.1"]
PUBLIC_BASE_URL = "http://127.0.0.1"
# Each client comes from an address of its own, told as a proxy would.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
WHITENOISE_USE_FINDERS = True
LOGGING = {"version": 1, "disable_existing_loggers": True}

"""`make demo`: everything real but small, on this machine alone."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import BASE_DIR, INSTALLED_APPS, STORAGES, env

DEMO = True
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
INSTALLED_APPS = ["portal.demo", *INSTALLED_APPS]
# Manifest storage is slow to collect: the demonstration serves files as they are.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Where the demonstration's SMTP server leaves what it receives.
VIVIER_MAIL_DIR = env.path("VIVIER_MAIL_DIR", default=BASE_DIR / ".vivier" / "mail")
STORAGES["private"]["OPTIONS"]["location"] = env.path(
    "PRIVATE_ROOT", default=BASE_DIR / ".vivier" / "private"
)
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / ".vivier" / "media")

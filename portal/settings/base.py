"""Settings common to all. One file a concern; an environment adds what it changes."""

from portal.settings._apps import *  # noqa: F403
from portal.settings._auth import *  # noqa: F403
from portal.settings._celery import *  # noqa: F403
from portal.settings._celery import REDIS_URL
from portal.settings._csp import *  # noqa: F403
from portal.settings._database import database_settings
from portal.settings._env import BASE_DIR, env
from portal.settings._i18n import *  # noqa: F403
from portal.settings._logging import *  # noqa: F403
from portal.settings._mail import *  # noqa: F403

DEBUG = False
# Shows what only a demonstration has: accounts on the sign-in page, the mailbox.
DEMO = False
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Links in mails, feeds and calendars are built from this address, never from the request's Host.
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

DATABASES = {"default": database_settings()}

CACHES = {
    "default": {
        "BACKEND": "portal.core.cache.FailSafeRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "vivier",
        "TIMEOUT": 300,
        # A dead cache may cost a second, never a page.
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context_processors.site",
            ],
            # The components are in every template without {% load %}.
            "builtins": [
                "portal.core.templatetags.components",
                "portal.core.templatetags.components_lists",
                "portal.core.templatetags.components_forms",
                "portal.core.templatetags.languages",
            ],
        },
    }
]
FORMAT_MODULE_PATH = ["portal.formats"]
FORM_RENDERER = "portal.core.forms.HouseFormRenderer"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.core.static_bundle.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "media")
# What people send with a registration: no address leads there, staff read it through the admin.
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=BASE_DIR / "private")
STORAGES: dict[str, dict] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": "", "file_permissions_mode": 0o600},
    },
}

# Bad and huge input is refused early.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o640

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
USE_X_FORWARDED_HOST = False

# django-allauth counts on the address it is told; nothing is trusted unless a proxy is declared.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# How old, in seconds, may be what is read everywhere and seldom changes: settings of the site, the form as first seen.
BRIEF_SECONDS = env.float("BRIEF_SECONDS", default=3)

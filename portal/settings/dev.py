"""A developer's machine."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import env

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", default="not-a-secret-for-development-only")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
INTERNAL_IPS = ["127.0.0.1"]

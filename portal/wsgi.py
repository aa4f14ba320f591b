"""WSGI entry point, for gunicorn."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

# A thread that holds the row of a meeting and has its answer from PostgreSQL waits its turn for the interpreter: five
# milliseconds at each statement by default, during which nobody else may register. Half a one doubles what passes.
sys.setswitchinterval(0.0005)

application = get_wsgi_application()

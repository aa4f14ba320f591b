"""The Celery app. PostgreSQL is the queue of what must not be lost; Redis only wakes workers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

app = Celery("vivier")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

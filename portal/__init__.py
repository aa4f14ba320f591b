"""The project package: floor (core, accounts, mail) and roof (pages, news, demo, urls, celery, schedules)."""

# Web processes must know the broker when they wake a worker, hence the app is loaded with the project.
from portal.celery import app as celery_app

__all__ = ["celery_app"]

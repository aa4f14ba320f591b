"""The clock knocks. No argument: the rows say what there is to do."""

from celery import shared_task
from django.utils import timezone

from portal.core import audit, versions


@shared_task
def forget() -> None:
    """Erase the journal's old lines."""
    audit.forget(at=timezone.now())


@shared_task
def draw_pictures() -> None:
    """Draw the lighter versions of new photographs."""
    versions.draw_missing(at=timezone.now())

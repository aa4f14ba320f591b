"""The clock knocks. No argument: the rows say what there is to do."""

from celery import shared_task
from django.utils import timezone

from portal.core import audit


@shared_task
def forget() -> None:
    """Erase the journal's old lines."""
    audit.forget(at=timezone.now())

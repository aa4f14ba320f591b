"""The clock knocks here; a service answers."""

from celery import shared_task
from django.utils import timezone

from talents.services import archive_without_consent


@shared_task(ignore_result=True)
def archive_pages_without_consent() -> None:
    """Each hour: a page whose consent has ended leaves the site."""
    archive_without_consent(at=timezone.now())

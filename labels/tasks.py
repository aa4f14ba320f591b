"""The clock knocks; the services answer."""

from celery import shared_task
from django.utils import timezone

from labels import services


@shared_task
def expire() -> None:
    services.expire_due(at=timezone.now())

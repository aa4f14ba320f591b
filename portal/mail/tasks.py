"""The clock knocks; the services answer. No argument: the rows say what there is to do."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from portal.mail import services


@shared_task
def drain() -> None:
    """Send what is due. What is left after a while is for another run, so that a stop is never long to wait for."""
    services.drain_begins()
    if services.drain(clock=timezone.now).more:
        services.wake("portal.mail.tasks.drain")


@shared_task
def sweep() -> None:
    """Give back what dead workers had taken, even when every sender is busy."""
    services.release_lost(at=timezone.now())


@shared_task
def read_returns() -> None:
    """Empty the folder where the mail server puts what came back, if there is one."""
    if settings.MAIL_RETURN_MAILDIR:
        services.empty_maildir(settings.MAIL_RETURN_MAILDIR, at=timezone.now())


@shared_task
def forget() -> None:
    """Erase the trace of old mail."""
    services.forget(at=timezone.now())

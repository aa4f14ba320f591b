"""The clock knocks. No argument: the rows say what there is to do."""

from celery import shared_task
from django.utils import timezone

from events.services import checking_in, forgetting, registering, reminding


@shared_task
def sweep_registrations() -> None:
    """Give back places not confirmed or accepted in time, offer what is free."""
    registering.lapse(at=timezone.now())


@shared_task
def plan_reminders() -> None:
    """Queue the reminders that are due."""
    reminding.plan_reminders(at=timezone.now())


@shared_task
def forget() -> None:
    """Erase what the page on personal data says is erased."""
    forgetting.forget(at=timezone.now())


@shared_task
def mark_absences() -> None:
    """The day after, say absent those who were expected and did not come."""
    checking_in.mark_absences(at=timezone.now())

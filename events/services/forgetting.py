"""Erasing what a meeting no longer needs. The times are those that the page on personal data promises."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from events.models import AccessNeed, Answer, Event, Invitation, Registration
from events.models.registration import ERASED_DOMAIN

NEEDS_KEPT = dt.timedelta(days=1)
PEOPLE_KEPT = dt.timedelta(days=30)
INVITATIONS_KEPT = dt.timedelta(days=3 * 365)
BATCH = 500


@dataclass(frozen=True)
class Forgotten:
    needs: int
    people: int
    invitations: int


def forget(*, at: dt.datetime) -> Forgotten:
    """Needs the day after, names a month after, invitations three years after. Again, it finds nothing to do."""
    after = Event.objects.past(at=at - NEEDS_KEPT)
    needs, _rows = AccessNeed.objects.filter(registration__event__in=after).delete()
    people = 0
    while batch := _erase_some(at=at):
        people += batch
    old = Invitation.objects.filter(event__in=Event.objects.past(at=at - INVITATIONS_KEPT))
    invitations = old.delete()[0]
    return Forgotten(needs=needs, people=people, invitations=invitations)


def _erase_some(*, at: dt.datetime) -> int:
    """One short transaction: rows held by somebody else wait for the next run."""
    with transaction.atomic():
        rows = list(
            Registration.objects.filter(erased_at=None, event__in=Event.objects.past(at=at - PEOPLE_KEPT))
            .order_by("pk")
            .select_for_update(of=("self",), skip_locked=True)[:BATCH]
        )
        for row in rows:
            erase(row, at=at)
    return len(rows)


def erase(registration: Registration, *, at: dt.datetime) -> None:
    """Keep what is counted (state, structure, territory, public, sessions); forget who it was."""
    answers = list(Answer.objects.filter(registration=registration).exclude(file=""))
    Answer.objects.filter(registration=registration).delete()
    AccessNeed.objects.filter(registration=registration).delete()
    # What staff wrote of a change of order may name somebody.
    registration.transitions.filter(to_state=F("from_state")).update(reason="—")
    registration.first_name, registration.last_name = "Personne", "effacée"
    registration.email = f"{registration.pk}{ERASED_DOMAIN}"
    registration.phone = registration.affiliation = registration.refusal_reason = ""
    registration.erased_at = registration.link_expires_at = at
    registration.save()
    # A file goes once its row is gone for good.
    transaction.on_commit(lambda: _delete_files(answers))


def _delete_files(answers: list[Answer]) -> None:
    for answer in answers:
        answer.file.storage.delete(str(answer.file.name))

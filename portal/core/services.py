"""What can be done to any entry: publish, withdraw, move to another address."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.audit import Actor, record
from portal.core.enums import PublicationState
from portal.core.models import Entry, SlugRedirect


class TransitionRefusedError(Exception):
    """The entry was not in a state that allows this; the message is for the person who asked."""


def _move(
    entry: Entry, *, allowed: Collection[str], verb: str, by: Actor | None, at: dt.datetime, **changes: object
) -> None:
    """Compare and set: refused when the row is no longer in an allowed state."""
    with transaction.atomic():
        moved = Entry.objects.filter(pk=entry.pk, state__in=allowed, withdrawn_at__isnull=True).update(
            **changes, updated_at=at
        )
        if not moved:
            raise TransitionRefusedError(_("Cette fiche a changé d’état entre-temps : rechargez la page."))
        for name, value in changes.items():
            setattr(entry, name, value)
        record(verb=verb, target=entry, by=by, at=at)


def submit_for_review(entry: Entry, *, by: Actor | None, at: dt.datetime) -> None:
    _move(entry, allowed={PublicationState.DRAFT}, verb="submit", by=by, at=at, state=PublicationState.REVIEW)


def publish(
    entry: Entry, *, by: Actor | None, at: dt.datetime, publish_at: dt.datetime | None = None
) -> None:
    """Show the entry from `publish_at` on (now by default). A later instant is an embargo."""
    allowed = {PublicationState.DRAFT, PublicationState.REVIEW, PublicationState.ARCHIVED}
    _move(
        entry,
        allowed=allowed,
        verb="publish",
        by=by,
        at=at,
        state=PublicationState.PUBLISHED,
        published_at=publish_at or at,
    )


def back_to_draft(entry: Entry, *, by: Actor | None, at: dt.datetime) -> None:
    allowed = {PublicationState.REVIEW, PublicationState.PUBLISHED, PublicationState.ARCHIVED}
    _move(entry, allowed=allowed, verb="unpublish", by=by, at=at, state=PublicationState.DRAFT)


def archive(entry: Entry, *, by: Actor | None, at: dt.datetime) -> None:
    _move(
        entry,
        allowed={PublicationState.PUBLISHED},
        verb="archive",
        by=by,
        at=at,
        state=PublicationState.ARCHIVED,
    )


def withdraw(entry: Entry, *, by: Actor | None, at: dt.datetime) -> None:
    """Take the entry back for good: its address answers 410 from now on."""
    _move(
        entry,
        allowed=set(PublicationState.values),
        verb="withdraw",
        by=by,
        at=at,
        state=PublicationState.ARCHIVED,
        withdrawn_at=at,
    )


def change_slug(entry: Entry, *, slug: str, by: Actor | None, at: dt.datetime) -> None:
    """Move the entry to a new address; the old one redirects for ever."""
    if slug == entry.slug:
        return
    with transaction.atomic():
        SlugRedirect.objects.filter(kind=entry.kind, old_slug=slug).delete()
        SlugRedirect.objects.update_or_create(
            kind=entry.kind, old_slug=entry.slug, defaults={"entry_id": entry.pk}
        )
        old, entry.slug = entry.slug, slug
        Entry.objects.filter(pk=entry.pk).update(slug=slug, updated_at=at)
        record(verb="move", target=entry, by=by, at=at, old_slug=old, new_slug=slug)

"""Which entries a list of every kind may name: what is true of each kind is asked of the apps that own it."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from events.enums import Visibility
from portal.core.models import Entry, EntryQuerySet


def listed_entries(*, at: dt.datetime) -> EntryQuerySet:
    """Published, not a meeting kept to those who hold its address, and not a talent whose consent is over."""
    today = timezone.localdate(at)
    return (
        Entry.objects.published(at=at)
        .exclude(as_event__visibility=Visibility.UNLISTED)
        .exclude(Q(as_talent__consent_until__lt=today) | Q(as_talent__consent_withdrawn_at__isnull=False))
    )

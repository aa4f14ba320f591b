"""What must be true of all talents at any moment, and that no constraint can hold: it spans tables or the clock."""

import datetime as dt
from collections.abc import Iterator

from portal.core.enums import PublicationState
from talents.models import Talent

# The daily sweep may be this late before anybody is told.
SWEEP = dt.timedelta(days=2)


def shown_without_consent(at: dt.datetime) -> Iterator[str]:
    """A public page without the consent of the person."""
    public = Talent.objects.filter(state=PublicationState.PUBLISHED, withdrawn_at__isnull=True)
    for talent in public.without_consent(at=at - SWEEP):
        yield f"talent {talent.pk} is published without a consent"


def minors_named(at: dt.datetime) -> Iterator[str]:
    """A minor whose page says more than the first name."""
    for talent in Talent.objects.filter(is_minor=True):
        if talent.title != talent.first_name:
            yield f"talent {talent.pk} is a minor and the page says the last name"

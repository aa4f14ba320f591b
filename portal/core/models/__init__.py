from portal.core.models.audit import AuditEntry
from portal.core.models.entry import Entry, EntryLink, EntryQuerySet, SlugRedirect
from portal.core.models.featured import FeaturedEntry
from portal.core.models.limit import LimitWindow
from portal.core.models.picture import Picture
from portal.core.models.site import SiteSettings

__all__ = [
    "AuditEntry",
    "Entry",
    "EntryLink",
    "EntryQuerySet",
    "FeaturedEntry",
    "LimitWindow",
    "Picture",
    "SiteSettings",
    "SlugRedirect",
]

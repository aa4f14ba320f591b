"""The settings of the site, and its legal pages: the very texts that any site starts with."""

import datetime as dt
from pathlib import Path

import yaml

from events.models import Event
from portal.accounts.models import User
from portal.core.models import Entry, FeaturedEntry, SiteSettings
from portal.pages.services import write_first_pages
from talents.models import Talent


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: settings that somebody has saved are left as they are."""
    if not SiteSettings.objects.exists():
        row = yaml.safe_load((data_dir / "pages" / "site.yaml").read_text(encoding="utf-8"))
        portrait = Talent.objects.filter(slug=row.pop("portrait")).first()
        featured = Event.objects.filter(slug=row.pop("featured")).first()
        put_forward = [Entry.objects.get(kind=kind, slug=slug) for kind, slug in row.pop("put_forward")]
        SiteSettings.objects.create(pk=1, portrait=portrait, featured=featured, is_demo=True, **row)
        FeaturedEntry.objects.bulk_create(
            FeaturedEntry(entry=entry, position=position) for position, entry in enumerate(put_forward)
        )
    write_first_pages(by=by, at=at)

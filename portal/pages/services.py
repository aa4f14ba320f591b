"""The first texts of the pages that the law and readers ask for."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.db import transaction
from django.utils import timezone

from portal.core import services as entries
from portal.core.audit import Actor, record
from portal.core.enums import AccessibilityState, Hue
from portal.core.models import SiteSettings
from portal.pages.models import AccessibilityAudit, Page

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class FirstText:
    slug: str
    title: str
    summary: str
    position: int
    body: str


def first_texts() -> list[FirstText]:
    """The texts shipped with the site, in the order of the plan."""
    return sorted((_read(path) for path in TEXTS.glob("*.md")), key=lambda text: text.position)


def _read(path: Path) -> FirstText:
    _empty, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return FirstText(slug=path.stem, body=body.strip(), **yaml.safe_load(head))


@transaction.atomic
def write_first_pages(*, by: Actor | None, at: dt.datetime) -> list[Page]:
    """Write and publish the pages that do not exist yet; what the team has written, moved or withdrawn stays."""
    written = []
    known = set(Page.objects.values_list("slug", flat=True))
    known |= set(
        Page.objects.filter(old_addresses__isnull=False).values_list("old_addresses__old_slug", flat=True)
    )
    for text in first_texts():
        if text.slug in known:
            continue
        page = Page.objects.create(
            slug=text.slug,
            title=text.title,
            summary=text.summary,
            body=text.body,
            position=text.position,
            hue=Hue.NUM,
            reviewed_on=timezone.localdate(at),
        )
        record(verb="write", target=page, by=by, at=at)
        entries.publish(page, by=by, at=at)
        written.append(page)
    return written


@transaction.atomic
def declare_accessibility(*, by: Actor | None, at: dt.datetime) -> AccessibilityState:
    """What the foot of every page says follows the audit in force; without one, the law says « non conforme »."""
    audit = AccessibilityAudit.objects.in_force(on=timezone.localdate(at)).first()
    state = audit.state if audit else AccessibilityState.NONE
    site = SiteSettings.load()
    if site.accessibility != state or site._state.adding:
        site.accessibility = state
        site.save()
        record(verb="declare_accessibility", target=site, by=by, at=at)
    return state

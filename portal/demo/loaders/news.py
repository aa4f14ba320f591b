"""Five retrospectives, each tied to the pages of those it speaks of."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile

from networks.models import Person
from networks.services import refresh_search_text
from portal.accounts.models import User
from portal.core.dates import ImpreciseDate
from portal.core.enums import EntryKind
from portal.core.models import Entry, Picture
from portal.core.richtext import french
from portal.core.services import publish
from portal.core.versions import draw_versions
from portal.news.models import Article, Quotation, Tag
from portal.news.services import relate

KINDS = {"series": EntryKind.SERIES}


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: an article that is there is left as it is."""
    rows = yaml.safe_load((data_dir / "news" / "articles.yaml").read_text(encoding="utf-8"))
    for row in rows:
        if not Article.objects.filter(slug=row["slug"]).exists():
            _article(row, pictures=data_dir / "news" / "pictures", by=by, at=at)


def _article(row: dict[str, Any], *, pictures: Path, by: User | None, at: dt.datetime) -> None:
    when = ImpreciseDate.parse(row.get("source_date"))
    article = Article.objects.create(
        slug=row["slug"],
        title=french(row["title"]),
        hue=row["hue"],
        summary=french(row["summary"]),
        body=row["body"],
        cover=_picture(pictures, row["cover"], at=at) if "cover" in row else None,
        source_name=row["source"],
        source_date=when.day,
        source_date_precision=when.precision,
    )
    article.tags.set(_tag(name) for name in row["tags"])
    for position, quote in enumerate(row.get("quotes", [])):
        Quotation.objects.create(
            article=article,
            text=quote["text"],
            person=_person(quote["person"]) if "person" in quote else None,
            author=quote.get("author", ""),
            function=french(quote["function"]),
            position=position,
        )
    relate(article, entries=[_entry(*named) for named in row["about"]], by=by, at=at)
    refresh_search_text(entry=article)
    publish(article, by=by, at=at, publish_at=at - dt.timedelta(days=row["days"]))


def _picture(folder: Path, row: dict[str, str], *, at: dt.datetime) -> Picture:
    """Its words stand beside its name; a drawing needs nobody's permission."""
    name = row["file"]
    file = ContentFile((folder / name).read_bytes(), name=name)
    picture = Picture.objects.create(file=file, alt=french(row["alt"]), credit=row["credit"])
    draw_versions(picture, at=at)
    return picture


def _tag(name: str) -> Tag:
    tag, _created = Tag.objects.get_or_create(name=name, defaults={"position": Tag.objects.count()})
    return tag


def _person(named: list[str]) -> Person:
    first, last = named
    return Person.objects.get(first_name=first, last_name=last)


def _entry(kind: str, slug: str) -> Entry:
    return Entry.objects.get(kind=KINDS.get(kind, kind), slug=slug)

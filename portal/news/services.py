"""What is done to an article beyond publishing it."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.audit import Actor, record
from portal.core.models import Entry
from portal.news.models import Article, ArticleSubject


class EmptyCorrectionError(ValueError):
    """A correction says what was wrong."""


@transaction.atomic
def relate(article: Article, *, entries: Sequence[Entry], by: Actor | None, at: dt.datetime) -> None:
    """Tie the article to these entries, in this order, and to no other."""
    ArticleSubject.objects.filter(article=article).exclude(entry__in=entries).delete()
    for position, entry in enumerate(entries):
        ArticleSubject.objects.update_or_create(article=article, entry=entry, defaults={"position": position})
    record(verb="relate", target=article, by=by, at=at, entries=[entry.pk for entry in entries])


@transaction.atomic
def correct(article: Article, *, note: str, by: Actor | None, at: dt.datetime) -> None:
    """Say at the head of the article what was corrected, dated in the site's own time."""
    note = note.strip()
    if not note:
        raise EmptyCorrectionError(_("Dites en une phrase ce qui a été corrigé."))
    article.correction = note
    article.corrected_on = timezone.localdate(at)
    Article.objects.filter(pk=article.pk).update(correction=note, corrected_on=article.corrected_on)
    record(verb="correct", target=article, by=by, at=at)

"""Articles as the components of a page draw them. Nothing here queries."""

from django.utils import formats, timezone, translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from portal.core.components import Note, Row
from portal.core.richtext import french
from portal.news.models import Article


def day_and_month(article: Article) -> tuple[str, str]:
    """« 22 » and « novembre 2026 », where the site lives. A draft has no date yet."""
    if article.published_at is None:
        return _("brouillon"), ""
    day = timezone.localtime(article.published_at).date()
    french_first = day.day == 1 and (translation.get_language() or "fr")[:2] == "fr"
    return formats.date_format(day, r"j\e\r" if french_first else "j"), f"{MONTHS[day.month]} {day.year}"


def article_row(article: Article, *, tags: bool = True) -> Row:
    """A line of a list. Load the tags beforehand."""
    lead, note = day_and_month(article)
    return Row(
        title=article.title,
        url=article.get_absolute_url(),
        text=french(article.summary),
        lead=lead,
        lead_note=note,
        tags=[Note(tag.name) for tag in article.tags.all()] if tags else (),
        hue=article.hue,
        slug=article.slug,
        datetime=timezone.localtime(article.published_at).date().isoformat() if article.published_at else "",
    )

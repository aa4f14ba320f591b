"""The words by which one looks for a meeting."""

from events.models import Event, Speaker
from events.programme_pieces import speaker_name
from events.wording import place_text
from portal.core.models import Entry


def refresh_search_text(event: Event) -> str:
    """Gather other names, series, place, themes, sessions, people who may be named, stands and partners.

    Derived from rows that are audited where they change, so it leaves no audit line of its own.
    """
    speakers = Speaker.objects.filter(session__event=event).select_related("person", "talent")
    partners = event.partnerships.select_related("structure", "territory")
    words = [
        *event.aliases,
        event.series.title if event.series else "",
        place_text(event),
        *event.themes.values_list("name", flat=True),
        *event.audiences.values_list("name", flat=True),
        *event.sessions.held().values_list("title", flat=True),
        *(speaker_name(speaker) for speaker in speakers),
        *event.stands.values_list("structure__title", flat=True),
        *(partnership.partner.title for partnership in partners),
    ]
    text = "\n".join(dict.fromkeys(word for word in words if word))
    if text != event.search_text:
        Entry.objects.filter(pk=event.pk).update(search_text=text)
        event.search_text = text
    return text

"""What the form of a meeting asks, beside who comes."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from events.models import Audience, Event, FormQuestion, Session


@dataclass(frozen=True)
class Asked:
    """A meeting, and whether its form asks more than who comes."""

    event: Event
    has_audiences: bool
    has_questions: bool
    has_sessions: bool

    @classmethod
    def of(cls, event: Event) -> "Asked":
        (flags,) = Event.objects.filter(pk=event.pk).values_list(
            Exists(Audience.objects.filter(events=OuterRef("pk"))),
            Exists(FormQuestion.objects.filter(event=OuterRef("pk"))),
            Exists(Session.objects.held().filter(event=OuterRef("pk"), capacity__isnull=False)),
        )
        return cls(event, *flags)

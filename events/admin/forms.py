"""Forms of the admin: a date as it is known, rooms that are free."""

from itertools import combinations
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.enums import EventPrecision
from events.models import Event, Session
from events.services.errors import EventRefusedError
from events.services.programme import clashing_session, room_taken_message, session_period
from events.services.scheduling import When, instants_of
from portal.core.admin import EntryAdminForm

WHEN_FIELDS = ("precision", "day", "last_day", "date_note", "year_derived", "is_over")


class EventAdminForm(EntryAdminForm):
    """The date is written as it is known; hours are those of the clock on the wall."""

    start = forms.TimeField(
        label=_("heure de début"),
        required=False,
        help_text=_("À l’heure du lieu ; si la précision est l’heure."),
    )
    end = forms.TimeField(label=_("heure de fin"), required=False)

    class Meta:
        model = Event
        exclude = ["starts_at", "ends_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        if event.local_start is not None:
            self.fields["start"].initial = event.local_start.time()
        if event.local_end is not None:
            self.fields["end"].initial = event.local_end.time()

    @property
    def when(self) -> When:
        data = self.cleaned_data
        by_the_hour = data.get("precision") == EventPrecision.HOUR
        return When(
            precision=data.get("precision") or EventPrecision.UNKNOWN,
            day=data.get("day"),
            last_day=data.get("last_day"),
            start=data.get("start") if by_the_hour else None,
            end=data.get("end") if by_the_hour else None,
            note=data.get("date_note") or "",
            year_derived=bool(data.get("year_derived")),
            is_over=bool(data.get("is_over")),
        )

    @property
    def moves(self) -> bool:
        """Whether the date was changed."""
        return bool({*WHEN_FIELDS, "start", "end", "time_zone"} & set(self.changed_data))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "time_zone" in data:
            try:
                # Held by the instance already, so that its constraints are checked with the hours.
                self.instance.starts_at, self.instance.ends_at = instants_of(
                    self.when, zone=data["time_zone"]
                )
            except EventRefusedError as refusal:
                self.add_error("start" if self.when.start is None else None, str(refusal))
        return data


class SessionFormSet(forms.BaseInlineFormSet):
    """Tells which session holds a room already, instead of letting the database refuse."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        sessions = [
            form.instance
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not form.cleaned_data.get("DELETE") and form.instance.title
        ]
        for session in sessions:
            session.event = self.instance
            self._check(session, among=sessions)
        for one, other in combinations(sessions, 2):
            if _share_a_room(one, other):
                raise ValidationError(room_taken_message(one, other))

    def _check(self, session: Session, *, among: list[Session]) -> None:
        if session.room is not None and session.room.venue_id != self.instance.venue_id:
            raise ValidationError(
                _("La salle %(room)s n’est pas dans ce lieu."), params={"room": session.room}
            )
        try:
            session.period = session_period(self.instance, session)
        except EventRefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal
        other = clashing_session(session)
        # What is being changed in the same form is compared as it will be, not as it was.
        if other is not None and other.pk not in {each.pk for each in among}:
            raise ValidationError(room_taken_message(session, other))


def _share_a_room(one: Session, other: Session) -> bool:
    if one.room_id is None or one.room_id != other.room_id or one.is_cancelled or other.is_cancelled:
        return False
    if one.day_number != other.day_number:
        return False
    if one.start_time is None or one.end_time is None or other.start_time is None or other.end_time is None:
        return False
    return one.start_time < other.end_time and other.start_time < one.end_time

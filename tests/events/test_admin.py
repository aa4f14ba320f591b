"""The admin of the agenda: dates and rooms follow their services, refusals are told."""

import datetime as dt

import pytest
from django.contrib import admin
from django.test import Client

from events.enums import EventPrecision, EventStatus
from events.models import Event, Report, Session
from portal.accounts.models import User
from tests.events.registration.helpers import ask
from tests.factories.events import EventFactory, RoomFactory, SeriesFactory, SessionFactory, VenueFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
    return client


def posted(client: Client, event: Event | None = None) -> dict[str, str]:
    """What the page of a meeting would send back, unchanged."""
    address = f"/admin/events/event/{event.pk}/change/" if event else "/admin/events/event/add/"
    response = client.get(address)
    assert response.status_code == 200
    sent: dict[str, str] = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            widget = bound.field.widget
            if value is None or value is False:
                continue
            if hasattr(widget, "decompress"):
                for number, part in enumerate(
                    widget.decompress(value) if not isinstance(value, list) else value
                ):
                    if part is not None:
                        sent[f"{bound.html_name}_{number}"] = str(part)
            elif isinstance(value, list):
                sent[bound.html_name] = value
            else:
                sent[bound.html_name] = "on" if value is True else str(bound.field.prepare_value(value))
    return sent


def messages_of(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize(
    "model", [model for model in admin.site._registry if model._meta.app_label == "events"]
)
def test_every_list_and_form_opens(staff, model):
    base = f"/admin/events/{model._meta.model_name}/"
    assert staff.get(base).status_code == 200
    assert staff.get(f"{base}?q=forum").status_code == 200


def test_a_new_date_moves_the_meeting_with_its_sessions(staff):
    event = EventFactory()
    session = SessionFactory(event=event, start_time=dt.time(9), end_time=dt.time(10))
    data = posted(staff, event) | {"day": "2027-06-08", "start": "10:00", "end": "12:00"}
    staff.post(f"/admin/events/event/{event.pk}/change/", data)
    event.refresh_from_db()
    session.refresh_from_db()
    assert event.starts_at == dt.datetime(2027, 6, 8, 8, tzinfo=dt.UTC)
    assert session.period.lower == dt.datetime(2027, 6, 8, 7, tzinfo=dt.UTC)
    assert event.sequence == 1


def test_a_date_may_become_imprecise(staff):
    event = EventFactory()
    data = posted(staff, event) | {"precision": "month", "day": "2027-06-01", "start": "", "end": ""}
    staff.post(f"/admin/events/event/{event.pk}/change/", data)
    event.refresh_from_db()
    assert (event.precision, event.starts_at, event.latest_day) == ("month", None, dt.date(2027, 6, 30))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"start": ""}, "Donnez le jour et l’heure de début."),
        ({"day": "2027-03-28", "start": "02:30"}, "par-dessus 02:30"),
        ({"end": "08:00"}, "La fin doit venir après le début."),
        ({"precision": "month", "day": "2027-06-08"}, "Le jour et sa précision se contredisent"),
        ({"capacity": "0"}, "La jauge compte au moins une place"),
    ],
)
def test_a_wrong_date_is_told_on_the_form(staff, changes, words):
    event = EventFactory()
    response = staff.post(f"/admin/events/event/{event.pk}/change/", posted(staff, event) | changes)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Event.objects.get(pk=event.pk).day == event.day


def test_a_new_meeting_is_a_draft(staff):
    data = posted(staff) | {
        "title": "Rencontre nouvelle",
        "precision": EventPrecision.DAY,
        "day": "2027-06-08",
        "series": str(SeriesFactory().pk),
    }
    staff.post("/admin/events/event/add/", data)
    event = Event.objects.get(slug="rencontre-nouvelle")
    assert (event.state, event.day, event.sequence) == ("draft", dt.date(2027, 6, 8), 0)
    assert "Série" in event.search_text


def test_a_taken_room_is_told_by_the_name_of_who_holds_it(staff):
    venue = VenueFactory()
    room = RoomFactory(venue=venue, name="Salle Cèdre")
    event = EventFactory(venue=venue)
    for title in ("Premier", "Second"):
        hour = 9 if title == "Premier" else 11
        SessionFactory(
            event=event, title=title, room=room, start_time=dt.time(hour), end_time=dt.time(hour + 1)
        )
    data = posted(staff, event)
    second = next(key for key, value in data.items() if value == "Second").replace("title", "start_time")
    response = staff.post(f"/admin/events/event/{event.pk}/change/", data | {second: "09:30"})
    assert response.status_code == 200
    assert "La salle Salle Cèdre est déjà prise par" in response.content.decode()
    assert Session.objects.get(title="Second").start_time == dt.time(11)


def test_states_move_by_actions_with_their_reason(staff):
    event = EventFactory()
    base = {"_selected_action": [event.pk]}

    def act(action: str, **more: str):
        return staff.post("/admin/events/event/", base | {"action": action} | more, follow=True)

    act("action_postpone", reason="Grève")
    event.refresh_from_db()
    assert (event.status, event.status_note) == (EventStatus.POSTPONED, "Grève")
    act("action_cancel", reason="Tempête")
    event.refresh_from_db()
    assert (event.status, event.status_note) == (EventStatus.CANCELLED, "Tempête")
    assert "a changé entre-temps" in messages_of(act("action_cancel"))
    act("action_reinstate")
    event.refresh_from_db()
    assert event.status == EventStatus.PLANNED


def test_a_report_is_published_from_the_list(staff):
    event = EventFactory(on_day=True, day=dt.date(2019, 10, 17))
    Report.objects.create(event=event, body="Texte")
    data = {"action": "action_publish_report", "_selected_action": [event.pk]}
    assert "1 compte rendu publié." in messages_of(staff.post("/admin/events/event/", data, follow=True))
    assert Report.objects.get().published_at is not None
    assert "déjà public" in messages_of(staff.post("/admin/events/event/", data, follow=True))


def test_a_capacity_that_is_refused_is_not_said_to_be_saved(staff):
    event = OpenEventFactory(capacity=3)
    for name in ("ana", "bob"):
        ask(event, name)
    response = staff.post(
        f"/admin/events/event/{event.pk}/change/", posted(staff, event) | {"capacity": "1"}, follow=True
    )
    said = [str(message) for message in response.context["messages"]]
    assert said == ["2 places sont déjà prises : la jauge ne peut pas être plus petite."]
    assert Event.objects.get(pk=event.pk).capacity == 3

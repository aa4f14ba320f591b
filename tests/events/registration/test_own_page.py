"""One's own page: the calendar that follows the place, and « ce n’est pas moi »."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events.enums import EventStatus
from events.enums import RegistrationState as S
from events.models import AccessNeed, Event, Registration
from events.own_calendar import calendar_links, registration_file
from events.services import checking_in, registering
from events.services.errors import TransitionRefusedError
from events.services.withdrawing import erase_oneself
from portal.accounts.models import User
from portal.core.models import AuditEntry, SiteSettings
from portal.mail.composing import compose
from portal.mail.models import Message
from tests.events.registration.helpers import HOUR, NOW, ask, states
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.registrations import OpenEventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return OpenEventFactory(capacity=1)


@pytest.fixture
def agent():
    return User.objects.create_user("agent@exemple.fr", full_name="Lou Agent")


def read(registration) -> tuple[Calendar, dict]:
    calendar = Calendar.from_ical(registration_file(registration))
    (item,) = calendar.walk("VEVENT")
    return calendar, item


class TestCalendarFile:
    def test_it_follows_the_place(self, event):
        SessionFactory(event=event, title="Atelier", capacity=5)
        asked = ask(event, sessions=event.sessions.all())
        kept = registering.confirm(asked, at=NOW)
        calendar, item = read(kept)
        assert (calendar["method"], item["status"]) == ("PUBLISH", "CONFIRMED")
        assert "Atelier" in item["description"]
        assert item["organizer"].startswith("mailto:")
        gone = registering.cancel(kept, at=NOW + HOUR)
        calendar, off = read(gone)
        assert (calendar["method"], off["status"]) == ("CANCEL", "CANCELLED")
        assert off["uid"] == item["uid"] != f"evenement-{event.pk}"
        assert off["sequence"] > item["sequence"]

    def test_a_meeting_that_moves_goes_up_too(self, event):
        kept = registering.confirm(ask(event), at=NOW)
        before = read(kept)[1]["sequence"]
        Event.objects.update(sequence=4)
        assert read(Registration.objects.get())[1]["sequence"] == before + 4

    def test_a_cancelled_meeting_takes_it_away(self, event):
        kept = registering.confirm(ask(event), at=NOW)
        Event.objects.update(status=EventStatus.CANCELLED, status_changed_at=NOW)
        kept.event.refresh_from_db()
        assert read(kept)[0]["method"] == "CANCEL"

    def test_the_mails_carry_it(self, event):
        kept = registering.confirm(ask(event), at=NOW)
        registering.cancel(kept, at=NOW)
        message = Message.objects.get(kind="events.registration_cancelled")
        ((_name, content, _kind),) = compose(message, site=SiteSettings()).attachments
        assert b"METHOD:CANCEL" in (content if isinstance(content, bytes) else content.encode())

    def test_who_never_had_a_place_has_nothing_to_take_away(self, event):
        registering.cancel(ask(event), at=NOW)
        message = Message.objects.get(kind="events.registration_cancelled")
        assert compose(message, site=SiteSettings()).attachments == []

    def test_it_is_downloaded_before_and_after(self, client, open_event):
        kept = registering.confirm(ask(open_event, at=timezone.now()), at=timezone.now())
        url = reverse("events:registration_ics", args=[kept.link_token])
        assert b"METHOD:PUBLISH" in client.get(url).content
        registering.cancel(kept, at=timezone.now())
        assert b"METHOD:CANCEL" in client.get(url).content
        page = client.get(reverse("events:registration", args=[kept.link_token])).content.decode()
        assert "Retirer la date de mon agenda" in page

    def test_who_waits_has_none(self, client, open_event):
        for name in ("ana", "bob", "cleo"):
            ask(open_event, name, at=timezone.now())
        waiting = Registration.objects.get(state=S.WAITLISTED)
        url = reverse("events:registration_ics", args=[waiting.link_token])
        assert client.get(url).status_code == 404


class TestWebCalendars:
    def test_they_are_filled_in(self):
        event = EventFactory(title="Forum & co", slug="forum-co")
        links = dict(calendar_links(event))
        google = parse_qs(urlsplit(links["Google Agenda"]).query)
        assert google["text"] == ["Forum & co"]
        assert google["dates"][0].startswith(event.starts_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ/"))
        office = parse_qs(urlsplit(links["Microsoft 365"]).query)
        assert (office["subject"], office["allday"]) == (["Forum & co"], ["false"])

    def test_whole_days_end_the_morning_after(self):
        event = EventFactory(on_day=True)
        google = parse_qs(urlsplit(calendar_links(event)[0][1]).query)
        after = event.day + dt.timedelta(days=1)
        assert google["dates"] == [f"{event.day:%Y%m%d}/{after:%Y%m%d}"]

    def test_nothing_of_the_registration_is_in_them(self, client, open_event):
        kept = registering.confirm(ask(open_event, at=timezone.now()), at=timezone.now())
        page = client.get(reverse("events:registration", args=[kept.link_token])).content.decode()
        assert "calendar.google.com" in page
        for _name, address in calendar_links(open_event):
            assert kept.link_token not in address
            assert kept.code not in address
            assert "Essai" not in address

    def test_a_date_that_is_not_known_has_none(self):
        assert calendar_links(EventFactory(precision="unknown", day=None, starts_at=None, ends_at=None)) == []


class TestNotMe:
    @pytest.fixture
    def registered(self, open_event, agent):
        return ask(open_event, by=agent, at=timezone.now(), phone="0473000000")

    def test_opening_the_page_erases_nothing(self, client, registered):
        url = reverse("events:registration_erase", args=[registered.link_token])
        assert "Ce n’est pas vous" in client.get(url).content.decode()
        assert client.post(url).status_code == 405
        registered.refresh_from_db()
        assert registered.state == S.CONFIRMED

    def test_pressing_forgets_all_and_gives_the_place_back(self, client, registered, open_event):
        AccessNeed.objects.create(registration=registered, text="Fauteuil", written_at=timezone.now())
        ask(open_event, "bob", proved=True, at=timezone.now())
        ask(open_event, "cleo", proved=True, at=timezone.now())
        url = reverse("events:registration", args=[registered.link_token])
        response = client.post(url, {"action": "erase"})
        assert "C’est effacé" in response.content.decode()
        registered.refresh_from_db()
        assert (registered.state, registered.first_name, registered.phone) == (S.CANCELLED, "Personne", "")
        assert "ana" not in registered.email
        assert not AccessNeed.objects.exists()
        assert not Message.objects.filter(recipient="ana@exemple.fr").exists()
        assert states(open_event)["cleo"] == S.OFFERED
        assert client.get(url).status_code == 404
        assert AuditEntry.objects.filter(verb="erase_registration").count() == 1

    def test_who_came_stays_counted(self, registered, agent):
        checking_in.check_in(registered, present=True, by=agent, at=timezone.now())
        erase_oneself(registered, at=timezone.now())
        registered.refresh_from_db()
        assert (registered.state, registered.last_name) == (S.PRESENT, "effacée")

    def test_it_is_offered_to_who_was_registered_by_another_alone(self, client, open_event):
        own = registering.confirm(ask(open_event, "bob", at=timezone.now()), at=timezone.now())
        url = reverse("events:registration_erase", args=[own.link_token])
        assert client.get(url).status_code == 302
        with pytest.raises(TransitionRefusedError):
            erase_oneself(own, at=timezone.now())
        page = client.get(reverse("events:registration", args=[own.link_token])).content.decode()
        assert "Ce n’est pas moi" not in page

    def test_twice_is_once(self, registered):
        erase_oneself(registered, at=timezone.now())
        erase_oneself(registered, at=timezone.now())
        assert AuditEntry.objects.filter(verb="erase_registration").count() == 1

    def test_without_a_cookie(self, registered):
        client = Client(enforce_csrf_checks=True)
        url = reverse("events:registration", args=[registered.link_token])
        assert client.post(url, {"action": "erase"}).status_code == 200

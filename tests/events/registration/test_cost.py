"""What a registration costs: each query is counted, so that one more is seen."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Event, Registration
from events.views import opening_form
from portal.core.models import SiteSettings
from portal.mail.models import Message
from portal.mail.services import drain
from tests.events.registration.helpers import ask, typed
from tests.factories.registrations import AudienceFactory, QuotaFactory

pytestmark = pytest.mark.django_db
URL = "/agenda/forum/inscription/"


@pytest.fixture
def kept(settings):
    """As in production: what changes seldom is kept some seconds."""
    settings.BRIEF_SECONDS = 30
    yield
    opening_form.forget()
    SiteSettings(pk=1).save()


def statements(act) -> list[str]:
    """What was asked of the database, without the marks of a transaction that the test is inside of."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]


def test_the_whole_flow_with_its_two_mails(open_event, kept, settings):
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Event.objects.update(capacity=100)
    client = Client()
    client.get(URL)
    drain(clock=timezone.now)
    ask(open_event, "zoe", at=timezone.now())
    drain(clock=timezone.now)
    form = statements(lambda: client.get(URL))
    post = statements(lambda: client.post(URL, typed()))
    row = Registration.objects.get(email="nadia@exemple.fr")
    confirm = statements(lambda: client.post(f"/inscriptions/{row.link_token}/", {"action": "confirm"}))
    assert (len(form), len(confirm)) == (1, 5)
    # A limit's window that opens sometimes sweeps others.
    assert 7 <= len(post) <= 8
    assert len(form) + len(post) + len(confirm) <= 14
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_the_worker_asks_a_few_for_each_letter(open_event, kept, settings):
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Event.objects.update(capacity=100)
    costs = []
    for count in (10, 30):
        for number in range(count):
            ask(open_event, f"p{count}-{number}", at=timezone.now())
        costs.append(len(statements(lambda: drain(clock=timezone.now))))
    each = (costs[1] - costs[0]) / 20
    assert not Message.objects.exclude(state="sent").exists()
    assert each <= 3.2


def test_quotas_cost_two_queries_more_whatever_their_number(open_event):
    Event.objects.update(capacity=100)
    costs = []
    for number in (1, 3):
        while open_event.quotas.count() < number:
            QuotaFactory(event=open_event, places=1)
        audience = open_event.quotas.first().audience
        costs.append(
            len(
                statements(
                    lambda: ask(open_event, f"q{number}", audience=audience, at=timezone.now())  # noqa: B023
                )
            )
        )
    assert costs == [7, 7]


class TestThePreparedForm:
    def test_it_is_the_page_drawn_each_time_but_for_its_keys(self, client, open_event, kept, settings):
        first = client.get(URL)
        again = client.get(URL)
        settings.BRIEF_SECONDS = 0
        drawn = client.get(URL)

        def without_keys(response) -> str:
            page = response.content.decode()
            for name in ("csrfmiddlewaretoken", "key"):
                before, _mark, after = page.partition(f'name="{name}" value="')
                page = before + after.partition('"')[2]
            return page

        assert without_keys(first) == without_keys(again) == without_keys(drawn)
        assert "\ue000" not in again.content.decode()

    def test_each_has_its_own_keys_and_they_work(self, open_event, kept):
        pages, strict = [], []
        for _person in range(2):
            client = Client(enforce_csrf_checks=True)
            page = client.get(URL).content.decode()
            found = {
                name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
                for name in ("csrfmiddlewaretoken", "key")
            }
            pages.append(found)
            strict.append(client)
        assert pages[0]["key"] != pages[1]["key"]
        assert pages[0]["csrfmiddlewaretoken"] != pages[1]["csrfmiddlewaretoken"]
        data = typed(csrfmiddlewaretoken=pages[0]["csrfmiddlewaretoken"])
        assert strict[0].post(URL, data).status_code == 302
        assert strict[1].post(URL, data | {"email": "b@exemple.fr"}).status_code == 403

    def test_what_is_left_is_always_counted(self, client, open_event, kept):
        assert "2 places restantes" in client.get(URL).content.decode()
        ask(open_event, at=timezone.now())
        assert "Dernière place" in client.get(URL).content.decode()

    def test_staff_and_who_is_signed_in_are_shown_their_own(self, admin_client, client, open_event, kept):
        client.get(URL)
        Event.objects.filter(pk=open_event.pk).update(title="Autre titre")
        assert "Autre titre" not in client.get(URL).content.decode()
        assert "Autre titre" in admin_client.get(URL).content.decode()

    def test_a_meeting_cancelled_meanwhile_takes_nobody(self, client, open_event, kept):
        client.get(URL)
        Event.objects.update(status="cancelled", status_changed_at=timezone.now())
        assert client.post(URL, typed()).status_code == 409
        assert not Registration.objects.exists()

    def test_moved_and_unknown_addresses_are_not_kept(self, client, open_event, kept):
        assert client.get("/agenda/inconnu/inscription/").status_code == 404
        Event.objects.filter(pk=open_event.pk).update(slug="inconnu")
        assert client.get("/agenda/inconnu/inscription/").status_code == 200

    def test_a_public_is_asked_in_the_prepared_form(self, client, open_event, kept):
        open_event.audiences.add(AudienceFactory(name="salariés"))
        for _time in range(2):
            assert "Salariés" in client.get(URL).content.decode()

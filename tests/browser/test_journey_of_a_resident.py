"""A resident without JavaScript and without account: finds a meeting, registers, reads the mail, confirms, cancels."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from events.enums import RegistrationState
from events.models import Registration
from portal.mail.services import drain
from tests.factories.registrations import OpenEventFactory
from tests.mail.sink import Sink


@pytest.fixture
def sink(settings):
    server = Sink().start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


def the_link(sink: Sink, host: str) -> str:
    """Sends what waits, and follows the private link of the last letter on this server."""
    drain(clock=timezone.now)
    text = sink.received[-1][1].get_body(("plain",)).get_content()
    return host + re.search(r"https://vivier\.example(/inscriptions/[^\s/]+/)", text)[1]


def test_from_the_agenda_to_the_ticket_and_back(transactional_db, browser, live_server, sink):
    now = timezone.now()
    event = OpenEventFactory(
        title="Rencontre du soir",
        on_day=True,
        day=(now + dt.timedelta(days=30)).date(),
        capacity=3,
        registration_opens_at=now - dt.timedelta(days=1),
        registration_closes_at=now + dt.timedelta(days=20),
    )
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()

    page.goto(live_server.url + "/agenda/")
    page.get_by_role("link", name="Rencontre du soir").first.click()
    page.goto(page.url + "inscription/")
    page.get_by_label("Prénom").fill("Nadia")
    page.get_by_label("Nom", exact=True).fill("Perrin")
    page.get_by_label("Courriel").fill("nadia.perrin@")
    page.wait_for_timeout(2_200)  # nobody fills a form in less
    page.get_by_role("button", name="Recevoir mon billet").click()
    # Refused in words, and nothing typed is lost.
    assert "Cette adresse n’est pas complète" in page.content()
    assert page.get_by_label("Prénom").input_value() == "Nadia"

    page.get_by_label("Courriel").fill("nadia.perrin@exemple.fr")
    page.get_by_role("checkbox", name=re.compile("J’accepte")).check()
    page.wait_for_timeout(2_200)
    page.get_by_role("button", name="Recevoir mon billet").click()
    assert Registration.objects.get().state == RegistrationState.TO_CONFIRM

    link = the_link(sink, live_server.url)
    page.goto(link)
    page.goto(link)
    assert Registration.objects.get().state == RegistrationState.TO_CONFIRM, "opening a link changes nothing"
    page.locator("form:has(input[value=confirm]) button").click()
    assert Registration.objects.get().state == RegistrationState.CONFIRMED
    assert "Nadia" in page.content()

    page.goto(the_link(sink, live_server.url) + "annuler/")
    assert Registration.objects.get().state == RegistrationState.CONFIRMED
    page.locator("main form button").first.click()
    assert Registration.objects.get().state == RegistrationState.CANCELLED
    assert context.cookies() == [] or {cookie["name"] for cookie in context.cookies()} == {"csrftoken"}
    assert event.registrations.count() == 1
    context.close()

"""The page of a meeting in each of its states: what it says, and in which order."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import Document, Question
from events.services.scheduling import postpone_event
from portal.core.services import withdraw
from tests.events.test_pages import soon, text_of
from tests.factories.events import EventFactory, RoomFactory, SeriesFactory, SessionFactory, VenueFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def with_file(event, name="plan.pdf", title="Plan d’accès") -> Document:
    return Document.objects.create(event=event, title=title, file=ContentFile(b"%PDF-1.7 plan", name=name))


def test_documents_and_answers_are_on_the_page(client):
    event = soon()
    found = with_file(event)
    Document.objects.create(event=event, title="Carte", url="https://exemple.fr/carte")
    Question.objects.create(event=event, question="Faut-il un CV ?", answer="Non, *venez*.")
    text = text_of(client.get(event.get_absolute_url()))
    assert "Questions pratiques" in text
    assert "Non, <em>venez</em>." in text
    assert "PDF, 13" in text
    assert f"/agenda/{event.slug}/documents/{found.pk}/" in text
    assert 'href="https://exemple.fr/carte"' in text


def test_a_document_is_handed_over_never_shown(client):
    event = soon()
    response = client.get(f"/agenda/{event.slug}/documents/{with_file(event).pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 plan"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_document_is_read_by_those_who_read_the_meeting(client):
    draft = soon(state="draft", published_at=None)
    hidden, other = with_file(draft), soon()
    assert client.get(f"/agenda/{draft.slug}/documents/{hidden.pk}/").status_code == 404
    assert client.get(f"/agenda/{other.slug}/documents/{hidden.pk}/").status_code == 404
    gone = soon()
    address = f"/agenda/{gone.slug}/documents/{with_file(gone).pk}/"
    withdraw(gone, by=None, at=timezone.now())
    assert client.get(address).status_code == 410


def test_a_file_that_is_gone_is_a_404(client):
    event = soon()
    found = with_file(event)
    found.file.storage.delete(found.file.name)
    assert client.get(f"/agenda/{event.slug}/documents/{found.pk}/").status_code == 404


def test_a_document_runs_nothing():
    page = Document(event=soon(), title="Page", file=ContentFile(b"<script>", name="page.html"))
    with pytest.raises(ValidationError, match="html"):
        page.full_clean()


def test_what_a_venue_offers_is_said_and_nothing_else(client):
    event = soon(venue=VenueFactory(name="Halle", step_free=True))
    for level in ("Rez-de-jardin", "Étage"):
        SessionFactory(event=event, room=RoomFactory(venue=event.venue, level=level))
    text = text_of(client.get(event.get_absolute_url()))
    assert "Accès sans marche" in text
    assert "Boucle magnétique" not in text
    assert "Niveaux : Rez-de-jardin, Étage." in text
    unknown = soon(venue=VenueFactory())
    assert "pas encore vérifié l’accessibilité" in text_of(client.get(unknown.get_absolute_url()))


def test_a_foreign_time_zone_is_said(client):
    start = dt.datetime(2026, 12, 10, 23, tzinfo=dt.UTC)
    values = {"starts_at": start, "ends_at": start + dt.timedelta(hours=2), "day": dt.date(2026, 12, 10)}
    abroad = EventFactory(time_zone="America/New_York", **values)
    text = text_of(client.get(abroad.get_absolute_url()))
    assert "De 18 h à 20 h, heure de New York (vendredi 11 décembre, 0 h à Paris)" in text
    assert "heure de" not in text_of(client.get(EventFactory().get_absolute_url()))


def test_full_means_a_waiting_list(client):
    now = timezone.now()
    event = soon(capacity=1, registration_opens_at=now - dt.timedelta(days=1))
    page = text_of(client.get(event.get_absolute_url()))
    assert "Gardez votre place" in page
    RegistrationFactory(event=event)
    page = text_of(client.get(event.get_absolute_url()))
    assert "C’est complet" in page
    assert "Rejoindre la liste d’attente" in page
    assert "Gardez votre place" not in page


def test_postponed_says_that_a_date_will_come(client):
    event = soon(registration_opens_at=timezone.now() - dt.timedelta(days=1))
    postpone_event(event, reason="Neige.", by=None, at=timezone.now())
    page = text_of(client.get(event.get_absolute_url()))
    assert "La nouvelle date sera écrite ici." in page
    assert "M’inscrire" not in page


def test_the_neighbours_in_the_series_when_staff_named_none(client):
    series = SeriesFactory()
    first, second, third, last = (
        EventFactory(series=series, title=title, on_day=True, day=dt.date(2019, month, 1))
        for title, month in (("Première", 1), ("Deuxième", 2), ("Troisième", 3), ("Quatrième", 4))
    )
    context = client.get(second.get_absolute_url()).context
    assert [row.title for row in context["previous"]] == ["Première"]
    assert [row.title for row in context["following"]] == ["Troisième"]
    last.previous = second
    last.save()
    withdraw(first, by=None, at=timezone.now())
    context = client.get(second.get_absolute_url()).context
    assert context["previous"] == []
    assert [row.title for row in context["following"]] == ["Quatrième"]
    assert [row.title for row in client.get(third.get_absolute_url()).context["previous"]] == ["Deuxième"]


@pytest.mark.parametrize(
    ("kind", "title", "words"),
    [
        ({"on_day": True, "precision": "year", "day": dt.date(2019, 1, 1)}, "Soirée 2019", "Soirée 2019 —"),
        ({"undated": True, "date_note": "un mardi"}, "Innov", "Innov, un mardi"),
    ],
)
def test_the_title_of_the_page_says_each_thing_once(client, kind, title, words):
    event = EventFactory(title=title, **kind)
    assert f"<title>{words}" in text_of(client.get(event.get_absolute_url()))


def test_a_programme_is_named_without_elision(client):
    event = soon(title="Innov")
    assert "<title>Programme – Innov —" in text_of(client.get(f"{event.get_absolute_url()}programme/"))


def test_the_cookie_of_forms_ends_with_the_browser(settings):
    assert settings.CSRF_COOKIE_AGE is None

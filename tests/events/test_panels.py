"""What the agenda adds to the pages of networks, places, structures and talents."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from events import panels
from events.enums import Visibility
from events.models import Report
from networks.services import add_partner
from portal.core.panels import panels_of
from tests.factories.events import (
    AttendanceFactory,
    EventFactory,
    SessionFactory,
    SpeakerFactory,
    StandFactory,
    VenueFactory,
)
from tests.factories.networks import NetworkFactory, PersonFactory, StructureFactory, TerritoryFactory
from tests.factories.talents import EditionFactory, TalentFactory

pytestmark = pytest.mark.django_db
PAST = {"on_day": True, "day": dt.date(2019, 10, 17)}


def panel(entry, rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    found = [panel for panel in panels_of(entry, request) if panel.template.startswith("events/")]
    return found[0].context if found else None


def titles(context, part: str) -> list[str]:
    return [row.title for row in context[part]]


def test_a_network_shows_its_meetings_and_hides_what_is_not_public(rf, settings):
    network = NetworkFactory()
    EventFactory(title="À venir", network=network, on_day=True, day=dt.date(2126, 1, 5))
    for year in range(2010, 2019):
        EventFactory(title=str(year), network=network, on_day=True, day=dt.date(year, 1, 5))
    EventFactory(title="Brouillon", network=network, state="draft", published_at=None)
    EventFactory(title="Non listée", network=network, visibility=Visibility.UNLISTED)
    EventFactory(title="D’un autre")
    context = panel(network, rf)
    assert titles(context, "upcoming") == ["À venir"]
    assert titles(context, "past") == ["2018", "2017", "2016", "2015", "2014", "2013"]
    assert context["more_url"] == f"/agenda/?reseau={network.slug}&quand=passes"


def test_a_place_shows_what_it_held_hosted_and_attended_once_each(rf, at):
    place = TerritoryFactory()
    event = EventFactory(title="Tout", territory=place, venue=VenueFactory(territory=place), **PAST)
    add_partner(entry=event, partner=place, role="host", by=None, at=at)
    AttendanceFactory(event=event, territory=place)
    AttendanceFactory(event=EventFactory(title="Ailleurs", **PAST), territory=place)
    assert sorted(titles(panel(place, rf), "past")) == ["Ailleurs", "Tout"]


def test_a_structure_shows_its_stands_and_partnerships(rf, at):
    structure = StructureFactory()
    StandFactory(event=EventFactory(title="Stand", **PAST), structure=structure)
    add_partner(entry=EventFactory(title="Partenaire", **PAST), partner=structure, by=None, at=at)
    assert sorted(titles(panel(structure, rf), "past")) == ["Partenaire", "Stand"]


def _named(entry, rf, name: str):
    request = rf.get("/")
    request.user = AnonymousUser()
    return next((one.context for one in panels_of(entry, request) if one.template.endswith(name)), None)


def test_a_structure_shows_where_to_find_its_stand_and_what_it_offers(rf):
    structure = StructureFactory()
    forum = EventFactory(title="Forum", slug="forum", **PAST)
    StandFactory(
        event=forum, structure=structure, code="C1", level="Niveau 1", activities="Essayer un métier"
    )
    draft = EventFactory(state="draft", published_at=None)
    StandFactory(event=draft, structure=structure)
    (row,) = _named(structure, rf, "stands.html")["stand_rows"]
    assert (row.title, row.lead, row.lead_note, row.url) == (
        "Forum",
        "C1",
        "Niveau 1",
        "/agenda/forum/stands/",
    )
    assert row.text == "Jeudi 17 octobre 2019. Essayer un métier"
    assert _named(StructureFactory(), rf, "stands.html") is None


def test_a_structure_shows_who_spoke_for_it_when_a_page_may_name_them(rf):
    structure = StructureFactory()
    session = SessionFactory(title="Table ronde", event=EventFactory(title="Forum", **PAST))
    SpeakerFactory(
        session=session,
        structure=structure,
        function="directrice",
        person=PersonFactory(first_name="Ana", last_name="Roche", is_public_figure=True),
    )
    SpeakerFactory(session=session, structure=structure, person=PersonFactory(is_public_figure=False))
    context = _named(structure, rf, "speeches.html")
    assert [(row.title, row.text, row.lead) for row in context["spoken"]] == [
        ("Ana Roche", "directrice, Table ronde, Forum", 2019)
    ]
    assert context["coming"] == []
    assert titles(panel(structure, rf), "past") == ["Forum"]


def test_a_talent_shows_where_it_spoke_and_where_it_will(rf):
    talent = TalentFactory(published=True)
    session = SessionFactory(title="Table ronde", event=EventFactory(title="Soirée", **PAST))
    SpeakerFactory(session=session, person=None, talent=talent)
    hidden = SessionFactory(event=EventFactory(state="draft", published_at=None))
    SpeakerFactory(session=hidden, person=None, talent=talent)
    tomorrow = EventFactory(title="Bientôt", on_day=True, day=dt.date(2126, 1, 5))
    SpeakerFactory(session=SessionFactory(title="Débat", event=tomorrow), person=None, talent=talent)
    context = panel(talent, rf)
    assert titles(context, "spoken") == ["Table ronde"]
    assert titles(context, "coming") == ["Débat"]
    assert context["coming"][0].aside == "Bientôt, samedi 5 janvier 2126"


def test_nothing_to_show_is_no_panel(rf):
    for entry in (NetworkFactory(), TerritoryFactory(), StructureFactory(), TalentFactory(published=True)):
        assert panel(entry, rf) is None


@pytest.mark.parametrize("times", [1, 3])
def test_a_panel_costs_one_query(rf, django_assert_num_queries, times):
    network = NetworkFactory()
    for number in range(times):
        EventFactory(
            network=network, on_day=True, day=dt.date(2019, 1, 1 + number), territory=TerritoryFactory()
        )
    with django_assert_num_queries(1):
        _template, context = panels.meetings_of_network(network, rf.get("/"))
    assert len(context["past"]) == times


def test_an_edition_shows_its_evening_and_what_was_told_of_it(rf, at):
    edition = EditionFactory(ceremony=EventFactory(title="La soirée", **PAST))
    context = panel(edition, rf)
    assert titles(context, "ceremony_rows") == ["La soirée"]
    assert (context["is_past"], context["report_url"]) == (True, "")
    report = Report.objects.create(event_id=edition.ceremony_id, body="Salle comble.\n\nPuis la fête.")
    assert panel(edition, rf)["report_url"] == ""
    Report.objects.filter(pk=report.pk).update(published_at=at)
    context = panel(edition, rf)
    assert context["report_start"] == "Salle comble."
    assert context["report_url"] == "/agenda/la-soiree/compte-rendu/"


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"visibility": Visibility.UNLISTED}])
def test_an_evening_that_is_not_public_is_not_shown(rf, fields):
    assert panel(EditionFactory(ceremony=EventFactory(**fields)), rf) is None


def test_an_edition_costs_two_queries_of_the_agenda(rf, django_assert_num_queries):
    edition = EditionFactory(ceremony=EventFactory())
    request = rf.get("/")
    with django_assert_num_queries(2):
        panels.ceremony_of_edition(edition, request)

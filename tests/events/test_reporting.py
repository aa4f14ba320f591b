"""Reports: presence, stages as they were that day, declared beside counted."""

import datetime as dt

import pytest

from events.models import Event, Report
from events.services.reporting import (
    ReportRefusedError,
    attend,
    compute_report,
    publish_report,
    write_report,
)
from events.services.scheduling import cancel_event
from networks.enums import Stage
from networks.services import declare_stage, figures_of, record_declared_figure
from portal.core.dates import ImpreciseDate
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.networks import NetworkFactory, StructureFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
THAT_DAY = dt.date(2019, 10, 17)


@pytest.fixture
def meeting() -> Event:
    return EventFactory(on_day=True, day=THAT_DAY, network=NetworkFactory())


def stage(territory, network, name: str, since: str, at) -> None:
    declare_stage(
        territory=territory, network=network, stage=name, since=ImpreciseDate.parse(since), by=None, at=at
    )


def test_territories_are_told_at_the_stage_of_that_day(meeting, at):
    network = meeting.network
    early, late, elsewhere, without = (TerritoryFactory(title=name) for name in ("A", "B", "C", "D"))
    stage(early, network, Stage.INTERESTED, "2018", at)
    stage(early, network, Stage.EMERGING, "2019-10-17", at)
    stage(early, network, Stage.ACCREDITED, "2021", at)
    stage(late, network, Stage.INTERESTED, "2020", at)
    stage(elsewhere, NetworkFactory(), Stage.ACCREDITED, "2016", at)
    for place in (early, late, elsewhere, without):
        attend(meeting, who=place, by=None, at=at)
    presence = compute_report(meeting)
    assert {group.stage: [place.title for place in group.territories] for group in presence.groups} == {
        "emerging": ["A"],
        "": ["B", "C", "D"],
    }


def test_a_stage_declared_after_the_report_changes_nothing_in_it(meeting, at):
    place = TerritoryFactory()
    stage(place, meeting.network, Stage.INTERESTED, "2019", at)
    attend(meeting, who=place, by=None, at=at)
    before = compute_report(meeting)
    stage(place, meeting.network, Stage.ACCREDITED, "2022-01", at)
    assert compute_report(meeting) == before


def test_without_a_day_no_stage_is_told(at):
    meeting = EventFactory(undated=True, network=NetworkFactory())
    place = TerritoryFactory()
    stage(place, meeting.network, Stage.ACCREDITED, "2016", at)
    attend(meeting, who=place, by=None, at=at)
    assert [group.stage for group in compute_report(meeting).groups] == [""]


def test_presence_said_again_is_corrected(meeting, at):
    structure = StructureFactory()
    attend(meeting, who=structure, headcount=3, by=None, at=at)
    attend(meeting, who=structure, headcount=5, by=None, at=at)
    presence = compute_report(meeting)
    assert (presence.structures, presence.headcount) == ([structure], 5)


def test_a_published_report_counts_beside_what_was_declared(meeting, at):
    for _number in range(9):
        place = TerritoryFactory()
        stage(place, meeting.network, Stage.EMERGING, "2019", at)
        attend(meeting, who=place, by=None, at=at)
    SessionFactory(event=meeting)
    declared = {"source": "Compte rendu de l’organisateur", "by": None, "at": at}
    record_declared_figure(entry=meeting, key="emerging", label="projets émergents", value=10, **declared)
    record_declared_figure(entry=meeting, key="people", label="personnes", value=80, **declared)
    write_report(meeting, body="Texte", decisions="", by=None, at=at)
    publish_report(meeting, by=None, at=at)
    notes = {pair.key: (pair.value, pair.note) for pair in figures_of(meeting)}
    assert notes == {
        "emerging": ("10", "9 nommés sur 10 annoncés"),
        "people": ("80", ""),
        "territories": ("9", ""),
        "workshops": ("1", ""),
    }
    assert meeting.reports.get().published_at == at


def test_a_report_is_published_once_and_only_when_it_makes_sense(meeting, at):
    with pytest.raises(ReportRefusedError, match="Écrivez d’abord"):
        publish_report(meeting, by=None, at=at)
    write_report(meeting, body="Texte", decisions="", by=None, at=at)
    publish_report(meeting, by=None, at=at)
    with pytest.raises(ReportRefusedError, match="déjà public"):
        publish_report(meeting, by=None, at=at)
    write_report(meeting, body="Corrigé", decisions="", by=None, at=at)
    assert Report.objects.get().published_at == at

    coming = EventFactory()
    write_report(coming, body="Texte", decisions="", by=None, at=at)
    with pytest.raises(ReportRefusedError, match="pas encore eu lieu"):
        publish_report(coming, by=None, at=at)
    cancel_event(coming, reason="", by=None, at=at)
    with pytest.raises(ReportRefusedError, match="annulé"):
        publish_report(coming, by=None, at=at)

"""What upper apps add to an entry's page."""

import datetime as dt

import pytest
from django.template import engines
from django.test import RequestFactory

from portal.core import panels
from portal.core.dates import ImpreciseDate
from portal.core.models import Entry
from portal.core.panels import ANY_KIND, Moment, moments_of, panels_of, register_moments, register_panel


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    monkeypatch.setattr(panels, "_moments", {})


@pytest.fixture
def entry() -> Entry:
    return Entry(kind="network", title="La grappe <b>", slug="la-grappe")


def answer(template: str):
    return lambda entry, request: (template, {"word": entry.title})


def test_panels_come_in_their_order_and_only_for_their_kind(rf: RequestFactory, entry):
    register_panel("network", answer("second.html"), order=60)
    register_panel(ANY_KIND, answer("first.html"), order=10)
    register_panel("structure", answer("elsewhere.html"))
    register_panel("network", lambda entry, request: None)

    assert [panel.template for panel in panels_of(entry, rf.get("/"))] == ["first.html", "second.html"]


def test_a_source_registered_twice_answers_once(rf, entry):
    source = answer("once.html")
    register_panel("network", source)
    register_panel("network", source)

    assert len(list(panels_of(entry, rf.get("/")))) == 1


def test_the_tag_draws_them_and_escapes_what_they_say(db, rf, entry, monkeypatch):
    drawn = engines["django"].from_string("<p>{{ word }}, {{ entry.slug }}</p>")
    monkeypatch.setattr(
        "portal.core.templatetags.panels.render_to_string",
        lambda template, context, request: drawn.render(context, request),
    )
    register_panel("network", answer("any.html"))
    page = engines["django"].from_string("{% load panels %}{% entry_panels entry %}")

    assert page.render({"entry": entry}, rf.get("/")) == "<p>La grappe &lt;b&gt;, la-grappe</p>"


def test_moments_are_merged_in_the_order_of_what_is_known(rf, entry):
    meeting = Moment(ImpreciseDate(dt.date(2019, 10, 17), "day"), "Rencontre")
    register_moments(
        "network", lambda entry, request: [Moment(ImpreciseDate(None, "unknown"), "Un jour"), meeting]
    )
    founded = Moment(ImpreciseDate(dt.date(2019, 1, 1), "year"), "Création")

    titles = [moment.title for moment in moments_of(entry, rf.get("/"), own=[founded])]

    assert titles == ["Création", "Rencontre", "Un jour"]

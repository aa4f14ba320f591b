"""The declaration of accessibility follows the audit in force, and nothing else."""

import datetime as dt
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from portal.core.models import AuditEntry, SiteSettings
from portal.pages import tasks
from portal.pages.models import AccessibilityAudit
from portal.pages.services import declare_accessibility, write_first_pages
from portal.schedules import BEAT_SCHEDULE

pytestmark = pytest.mark.django_db


def audit(**values) -> AccessibilityAudit:
    return AccessibilityAudit.objects.create(
        **{
            "made_on": dt.date(2026, 5, 4),
            "auditor": "Cabinet Essai",
            "met": 60,
            "failed": 10,
            "not_applicable": 36,
            "failures": "Un bouton sans nom.",
            "environments": "Firefox et NVDA\nSafari et VoiceOver",
            "sample": "Accueil\nAgenda",
            **values,
        }
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("accessibility_audit_counts_all", {"met": 61}),
        (
            "accessibility_audit_judges_something",
            {"met": 0, "failed": 0, "not_applicable": 106, "failures": ""},
        ),
        ("accessibility_audit_names_failures", {"failures": ""}),
    ],
)
def test_an_audit_that_cannot_be_is_refused(name, values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        audit(**values)


def test_two_audits_of_one_day_are_refused():
    audit()
    with pytest.raises(IntegrityError, match="accessibility_audit_one_a_day"), transaction.atomic():
        audit()


@pytest.mark.parametrize(
    ("met", "failed", "state", "rate"),
    [(70, 0, "full", 100), (69, 1, "partial", 98), (35, 35, "partial", 50), (34, 36, "none", 48)],
)
def test_the_state_is_computed_and_never_flattered(met, failed, state, rate):
    found = AccessibilityAudit(met=met, failed=failed, not_applicable=106 - met - failed)
    assert (found.state, found.rate) == (state, rate)


def test_the_foot_of_every_page_follows_the_audit_for_three_years(at):
    assert declare_accessibility(by=None, at=at) == "none"
    audit()
    assert declare_accessibility(by=None, at=at) == "partial"
    assert SiteSettings.load().accessibility == "partial"
    assert AuditEntry.objects.filter(verb="declare_accessibility").exists()
    assert declare_accessibility(by=None, at=at.replace(year=2030)) == "none"
    assert declare_accessibility(by=None, at=at.replace(year=2028, month=2, day=29)) == "partial"


def test_the_clock_says_that_an_audit_is_over(at, time_machine):
    audit()
    time_machine.move_to(at, tick=False)
    tasks.declare_accessibility()
    assert SiteSettings.load().accessibility == "partial"
    time_machine.move_to(at.replace(year=at.year + 4), tick=False)
    tasks.declare_accessibility()
    assert SiteSettings.load().accessibility == "none"
    assert BEAT_SCHEDULE["pages-accessibility"]["task"] == tasks.declare_accessibility.name


def test_the_page_says_what_the_law_asks(client, at, time_machine):
    time_machine.move_to(at, tick=False)
    write_first_pages(by=None, at=at)
    assert "Résultats de l’audit" not in unescape(client.get("/accessibilite/").content.decode())
    audit(derogations="La carte ancienne.", tools="axe-core")
    declare_accessibility(by=None, at=at)
    text = unescape(client.get("/accessibilite/").content.decode())
    for words in (
        "partiellement conforme",
        "85 % des critères",
        "Cabinet Essai",
        "Un bouton sans nom.",
        "La carte ancienne.",
        "Firefox et NVDA",
        "axe-core",
        "Pages vérifiées",
        "Défenseur des droits",
    ):
        assert words in text.replace("\u00a0", " ").replace("\u202f", " ")

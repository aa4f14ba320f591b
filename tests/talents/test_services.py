"""Consent, publication, withdrawal, distinction."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from portal.core import invariants
from portal.core.enums import PublicationState
from portal.core.models import AuditEntry, Picture
from portal.core.services import TransitionRefusedError
from talents.enums import ConsentScope
from talents.models import Laureate, Talent
from talents.services import (
    ConsentRefusedError,
    DistinctionRefusedError,
    PublicationRefusedError,
    archive_without_consent,
    distinguish,
    grant_consent,
    publish_talent,
    withdraw_consent,
    withdraw_talent,
)
from tests.factories.talents import EditionFactory, PictureFactory, SchemeFactory, TalentFactory, field

pytestmark = pytest.mark.django_db


def test_a_talent_with_consent_is_published(at):
    talent = TalentFactory()
    publish_talent(talent, by=None, at=at)
    assert set(Talent.objects.published(at=at)) == {talent}
    assert talent.published_at == at
    assert list(AuditEntry.objects.values_list("verb", "target_id")) == [("publish", str(talent.pk))]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"without_consent": True}, "L’accord de la personne n’est pas enregistré."),
        ({"consent_scope": "contact"}, "L’accord enregistré ne couvre pas la publication d’une page."),
        ({"consent_until": dt.date(2026, 11, 21)}, "L’accord a pris fin : demandez-en un nouveau."),
        ({"consent_given_on": dt.date(2026, 11, 23)}, "L’accord ne commence que plus tard."),
        (
            {"consent_withdrawn_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
            "L’accord a été retiré.",
        ),
        ({"summary": ""}, "La phrase d’accroche manque."),
        (
            {"is_minor": True, "consent_by_guardian": True, "last_name": "Ferréol", "slug": "lina-ferreol"},
            "L’adresse de la page contient le nom de famille d’une personne mineure : changez-la.",
        ),
    ],
)
def test_publication_says_what_is_missing(fields, said, at):
    talent = TalentFactory(**fields)
    with pytest.raises(PublicationRefusedError) as refused:
        publish_talent(talent, by=None, at=at)
    assert refused.value.missing == [said]
    talent.refresh_from_db()
    assert talent.state == PublicationState.DRAFT
    assert not AuditEntry.objects.exists()


def test_the_last_day_of_a_consent_counts(at):
    talent = TalentFactory(consent_until=dt.date(2026, 11, 22))
    publish_talent(talent, by=None, at=at)
    assert Talent.objects.published(at=at).exists()
    assert not Talent.objects.published(at=at + dt.timedelta(days=1)).exists()


def test_an_embargo_needs_the_consent_of_its_own_day(at):
    talent = TalentFactory(consent_until=dt.date(2026, 11, 30))
    with pytest.raises(PublicationRefusedError):
        publish_talent(talent, by=None, at=at, publish_at=at + dt.timedelta(days=20))


def test_all_that_is_missing_is_said_at_once(at):
    talent = TalentFactory(without_consent=True, summary="")
    with pytest.raises(PublicationRefusedError) as refused:
        publish_talent(talent, by=None, at=at)
    assert len(refused.value.missing) == 2


def test_a_photograph_needs_its_permission(at):
    talent = TalentFactory(portrait=PictureFactory())
    with pytest.raises(
        PublicationRefusedError, match="L’autorisation de la photographie n’est pas renseignée"
    ):
        publish_talent(talent, by=None, at=at)
    Picture.objects.update(permission="Registre, n° 4", permission_until=dt.date(2026, 1, 1))
    with pytest.raises(PublicationRefusedError, match="L’autorisation de la photographie a pris fin"):
        publish_talent(talent, by=None, at=at)
    Picture.objects.update(permission_until=None)
    publish_talent(talent, by=None, at=at)


def test_publishing_twice_is_refused(at):
    talent = TalentFactory()
    publish_talent(talent, by=None, at=at)
    with pytest.raises(TransitionRefusedError):
        publish_talent(talent, by=None, at=at)


def test_a_withdrawn_talent_is_gone_for_good(at):
    talent = TalentFactory(published=True)
    withdraw_talent(talent, by=None, at=at)
    assert set(Talent.objects.withdrawn()) == {talent}
    with pytest.raises(TransitionRefusedError):
        publish_talent(talent, by=None, at=at)


def test_a_consent_is_recorded_with_its_proof(at):
    talent = TalentFactory(without_consent=True)
    grant_consent(
        talent,
        scope=ConsentScope.PAGE,
        given_on=dt.date(2026, 11, 20),
        proof="  Dossier vert  ",
        by=None,
        at=at,
    )
    talent.refresh_from_db()
    assert (talent.consent_scope, talent.consent_proof) == ("page", "Dossier vert")
    assert AuditEntry.objects.get().details == {"scope": "page"}


def test_a_consent_to_come_or_without_proof_is_refused(at):
    talent = TalentFactory(without_consent=True)
    with pytest.raises(ConsentRefusedError, match="sa date est à venir"):
        grant_consent(talent, scope="page", given_on=dt.date(2026, 11, 23), proof="x", by=None, at=at)
    with pytest.raises(ValidationError, match="son étendue, son jour et sa preuve"):
        grant_consent(talent, scope="page", given_on=dt.date(2026, 11, 20), proof=" ", by=None, at=at)
    assert not AuditEntry.objects.exists()


def test_a_withdrawn_consent_takes_the_page_and_the_face_away(at):
    talent = TalentFactory(published=True, drawn=True)
    withdraw_consent(talent, by=None, at=at)
    talent.refresh_from_db()
    assert talent.consent_withdrawn_at == at
    assert talent.consent_proof == "Registre, n° 1"
    assert talent.drawing == ""
    assert talent.withdrawn_at == at
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"consent.withdraw", "withdraw"}
    with pytest.raises(ConsentRefusedError):
        withdraw_consent(talent, by=None, at=at)


def test_pages_whose_consent_has_ended_are_archived(at):
    ended = TalentFactory(published=True, consent_until=dt.date(2026, 11, 21))
    TalentFactory(published=True, consent_until=dt.date(2026, 11, 22))
    TalentFactory(published=True)
    TalentFactory(consent_until=dt.date(2026, 1, 1))
    assert archive_without_consent(at=at) == 1
    assert archive_without_consent(at=at) == 0
    assert list(Talent.objects.filter(state=PublicationState.ARCHIVED)) == [ended]


def test_a_minor_is_known_by_the_first_name_alone():
    talent = TalentFactory(first_name="Lina", last_name="Ferréol", is_minor=True, consent_by_guardian=True)
    assert (talent.title, talent.slug, talent.search_text) == ("Lina", "lina", "Économique")


def test_a_talent_is_distinguished_once_in_a_field(at):
    edition = EditionFactory()
    partner = SchemeFactory(parent=edition.scheme)
    talent = TalentFactory()
    distinguish(
        talent, edition=edition, field=field("eco"), scheme=partner, citation="Pour tout.", by=None, at=at
    )
    assert list(Laureate.objects.values_list("talent", "edition", "scheme", "citation")) == [
        (talent.pk, edition.pk, partner.pk, "Pour tout.")
    ]
    with pytest.raises(DistinctionRefusedError, match="déjà au palmarès"):
        distinguish(talent, edition=edition, field=field("eco"), by=None, at=at)
    distinguish(talent, edition=edition, field=field("spo"), scheme=edition.scheme, by=None, at=at)
    assert AuditEntry.objects.filter(verb="distinguish").count() == 2


def test_a_stranger_scheme_brings_nobody_to_the_edition(at):
    with pytest.raises(DistinctionRefusedError, match="n’est pas rassemblé par"):
        distinguish(
            TalentFactory(),
            edition=EditionFactory(),
            field=field("eco"),
            scheme=SchemeFactory(),
            by=None,
            at=at,
        )
    assert not Laureate.objects.exists()


def test_what_would_be_wrong_is_reported(at):
    shown = TalentFactory(published=True, consent_until=dt.date(2026, 11, 1))
    TalentFactory(published=True, consent_until=dt.date(2026, 11, 21))
    minor = TalentFactory(is_minor=True, consent_by_guardian=True)
    Talent.objects.filter(pk=minor.pk).update(title="Lina Ferréol")
    found = {sentence for name, sentence in invariants.violations(at=at) if name.startswith("talents")}
    assert found == {
        f"talent {shown.pk} is published without a consent",
        f"talent {minor.pk} is a minor and the page says the last name",
    }

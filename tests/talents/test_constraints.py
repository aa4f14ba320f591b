"""Each rule of the talents' tables, by the name of its constraint."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from networks.models import Person
from portal.core.enums import DatePrecision, EntryKind
from portal.core.models import Entry
from talents.models import Edition, Field, Laureate, Talent
from tests.factories.talents import (
    EditionFactory,
    LaureateFactory,
    PathStepFactory,
    SchemeFactory,
    TalentFactFactory,
    TalentFactory,
    field,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("talent_person_has_first_name", {"first_name": "", "title": "x", "last_name": "Seul"}),
        ("talent_collective_has_no_first_name", {"is_collective": True}),
        (
            "talent_collective_has_name",
            {"is_collective": True, "first_name": "", "last_name": "", "slug": "x"},
        ),
        (
            "talent_collective_is_no_person",
            {"collective": True, "is_minor": True, "consent_by_guardian": True},
        ),
        ("talent_consent_scope_known", {"consent_scope": "tout"}),
        ("talent_consent_is_whole", {"consent_proof": ""}),
        ("talent_consent_is_whole", {"consent_given_on": None}),
        ("talent_consent_is_whole", {"consent_scope": ""}),
        ("talent_consent_is_whole", {"without_consent": True, "consent_until": dt.date(2030, 1, 1)}),
        ("talent_consent_ends_after_start", {"consent_until": dt.date(2019, 3, 1)}),
        ("talent_minor_consent_by_guardian", {"is_minor": True}),
        ("talent_face_needs_consent", {"drawn": True, "consent_scope": "page"}),
        ("talent_face_needs_consent", {"drawn": True, "without_consent": True}),
        ("talent_drawing_has_alt", {"drawing": "une-gravure"}),
    ],
)
def test_the_database_refuses_a_talent(constraint, fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        # A collective with no name has no title either: the entry's own rule must not answer first.
        talent = TalentFactory.build(field=field("eco"), **fields)
        talent.title = talent.public_name or "x"
        save_as_is(talent)


def save_as_is(talent: Talent) -> None:
    """Past `Talent.save`, which would name it: only the database answers."""
    talent.slug = talent.slug or "un-talent"
    talent.kind = EntryKind.TALENT
    super(Entry, talent).save()


def test_a_collective_is_no_person():
    person = Person.objects.create(first_name="Ada", last_name="Lherm")
    with pytest.raises(IntegrityError, match="talent_collective_is_no_person"):
        TalentFactory(collective=True, person=person)


def test_a_talent_without_any_consent_is_a_good_draft():
    talent = TalentFactory(without_consent=True)
    talent.full_clean()
    assert talent.state == "draft"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"consent_proof": ""}, "Un accord a son étendue, son jour et sa preuve"),
        ({"drawn": True, "consent_scope": "page"}, "demande un accord qui couvre le portrait"),
        ({"is_collective": True}, "Un collectif n’a pas de prénom"),
    ],
)
def test_the_refusal_is_said_in_french(fields, message):
    talent = TalentFactory.build(field=field("eco"), title="x", **fields)
    with pytest.raises(ValidationError) as refused:
        talent.full_clean(exclude=["slug"])
    assert any(message in said for said in refused.value.messages)


def test_the_five_fields_are_shipped():
    shipped = list(Field.objects.values_list("name", "slug", "hue", "icon"))
    assert shipped == [
        ("Économique", "economique", "eco", "coins"),
        ("Social", "social", "soc", "heart-handshake"),
        ("Culturel", "culturel", "cul", "palette"),
        ("Numérique", "numerique", "num", "monitor"),
        ("Sportif", "sportif", "spo", "medal"),
    ]


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("talents_field_hue", {"hue": "soc"}),
        ("field_hue_known", {"hue": "rou"}),
        ("field_has_word_and_icon", {"icon": ""}),
        ("field_has_word_and_icon", {"name": ""}),
    ],
)
def test_the_database_refuses_a_field(constraint, changes):
    with pytest.raises(IntegrityError, match=constraint):
        Field.objects.filter(pk=field("eco").pk).update(**changes)


def test_a_scheme_has_a_name_and_is_not_its_own_parent():
    with pytest.raises(IntegrityError, match="scheme_has_name"), transaction.atomic():
        SchemeFactory(name="")
    scheme = SchemeFactory()
    scheme.parent = scheme
    with pytest.raises(IntegrityError, match="scheme_is_not_its_own_parent"):
        scheme.save()


def test_the_launch_of_a_scheme_says_no_more_than_is_known():
    with pytest.raises(IntegrityError, match="scheme_launch_matches_precision"):
        SchemeFactory(launched=dt.date(2017, 4, 2), launched_precision=DatePrecision.YEAR)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("edition_number_starts_at_one", {"number": 0}),
        ("edition_year_plausible", {"year": 19}),
    ],
)
def test_the_database_refuses_an_edition(constraint, fields):
    with pytest.raises(IntegrityError, match=constraint):
        EditionFactory(**fields)


def test_an_edition_has_its_number_alone_in_its_scheme():
    first = EditionFactory(number=2)
    EditionFactory(number=2)
    with pytest.raises(IntegrityError, match="edition_number_unique_by_scheme"):
        EditionFactory(scheme=first.scheme, number=2)


def test_a_ceremony_is_an_event_and_nothing_else():
    evening = Entry.objects.create(kind=EntryKind.EVENT, title="La soirée")
    article = Entry.objects.create(kind=EntryKind.ARTICLE, title="Le récit")
    edition = EditionFactory(ceremony=evening)
    Edition.objects.filter(pk=edition.pk).update(ceremony=article)
    with pytest.raises(IntegrityError, match="edition_ceremony_is_an_event"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_laureate_is_one_talent_in_one_edition_and_one_field():
    laureate = LaureateFactory()
    LaureateFactory(talent=laureate.talent, edition=laureate.edition, field=field("spo"))
    LaureateFactory(talent=laureate.talent)
    with pytest.raises(IntegrityError, match="laureate_unique"), transaction.atomic():
        LaureateFactory(talent=laureate.talent, edition=laureate.edition, field=laureate.field)
    assert Laureate.objects.count() == 3


def test_a_step_has_a_title_and_no_false_day():
    with pytest.raises(IntegrityError, match="path_step_has_title"), transaction.atomic():
        PathStepFactory(title="")
    with pytest.raises(IntegrityError, match="path_step_date_matches_precision"), transaction.atomic():
        PathStepFactory(when=dt.date(2016, 5, 4), when_precision=DatePrecision.MONTH)
    assert str(PathStepFactory(when=None, when_precision=DatePrecision.UNKNOWN).moment) == "date à préciser"


def test_a_fact_has_a_value_and_a_label_used_once():
    with pytest.raises(IntegrityError, match="talent_fact_has_value_and_label"), transaction.atomic():
        TalentFactFactory(value="")
    fact = TalentFactFactory()
    with pytest.raises(IntegrityError, match="talent_fact_label_unique"):
        TalentFactFactory(talent=fact.talent, label=fact.label)

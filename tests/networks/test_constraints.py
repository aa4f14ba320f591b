"""Each rule of the tables, by the name of the constraint that holds it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from networks.models import Membership, Person, Territory
from networks.models.validators import validate_siret
from portal.core.models import Entry
from tests.factories.networks import (
    FigureFactory,
    InitiativeFactory,
    MandateFactory,
    MembershipFactory,
    NetworkFactory,
    PartnershipFactory,
    PersonFactory,
    StructureFactory,
    TerritoryFactory,
    TerritoryStageFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

DAY = {"since": dt.date(2019, 1, 1), "since_precision": "day"}
LATER = {"since": dt.date(2020, 1, 1), "since_precision": "day"}
END = {"until": dt.date(2020, 1, 1), "until_precision": "day"}


def refused_by(name: str, write) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def talent(**values) -> Entry:
    return Entry.objects.create(kind="talent", title="Inès Roche", **values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("territory_latitude_range", {"latitude": 91, "longitude": 0}),
        ("territory_longitude_range", {"latitude": 0, "longitude": -181}),
        ("territory_place_whole", {"latitude": 45}),
        ("territory_country_code", {"country": "fr"}),
        ("territory_insee_format", {"insee_code": "6311"}),
        ("territory_kind_known", {"territory_kind": "empire"}),
        ("territory_foreign_city_abroad", {"territory_kind": "foreign", "country": "FR"}),
    ],
)
def test_territory(name, values):
    refused_by(name, lambda: TerritoryFactory(**values))


def test_two_territories_do_not_share_an_insee_code():
    TerritoryFactory(insee_code="2A004")
    TerritoryFactory(insee_code="")
    TerritoryFactory(insee_code="")
    refused_by("territory_insee_unique", lambda: TerritoryFactory(insee_code="2A004"))


@pytest.mark.parametrize("factory", [TerritoryFactory, StructureFactory])
def test_nothing_is_its_own_parent(factory):
    entry = factory()
    entry.parent = entry
    refused_by("not_its_own_parent", entry.save)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("structure_latitude_range", {"latitude": -91, "longitude": 0}),
        ("structure_longitude_range", {"latitude": 0, "longitude": 181}),
        ("structure_place_whole", {"longitude": 3}),
        ("structure_siret_digits", {"siret": "7328293200007"}),
        ("structure_kind_known", {"structure_kind": "secte"}),
    ],
)
def test_structure(name, values):
    refused_by(name, lambda: StructureFactory(**values))


def test_two_structures_do_not_share_a_siret():
    StructureFactory(siret="73282932000074")
    StructureFactory()
    refused_by("structure_siret_unique", lambda: StructureFactory(siret="73282932000074"))


@pytest.mark.parametrize("siret", ["73282932000074", "35600000000048", "35600000049837"])
def test_a_right_siret_is_accepted_and_la_poste_has_its_own_rule(siret):
    validate_siret(siret)


@pytest.mark.parametrize(
    "siret", ["73282932000075", "35600000049838", "732829320000", "7328293200007a", "７" * 14]
)
def test_a_wrong_siret_is_refused(siret):
    with pytest.raises(ValidationError):
        validate_siret(siret)


@pytest.mark.parametrize(
    ("name", "factory", "values"),
    [
        ("network_kind_known", NetworkFactory, {"network_kind": "loge"}),
        (
            "network_founded_precision",
            NetworkFactory,
            {"founded": dt.date(2019, 5, 2), "founded_precision": "year"},
        ),
        (
            "initiative_started_precision",
            InitiativeFactory,
            {"started": dt.date(2019, 5, 2), "started_precision": "month"},
        ),
        ("theme_has_name", ThemeFactory, {"name": ""}),
        ("person_has_name", PersonFactory, {"last_name": ""}),
        ("territory_stage_known", TerritoryStageFactory, {"stage": "lost"}),
        ("territory_stage_since_precision", TerritoryStageFactory, {"since_precision": "unknown"}),
        ("territory_stage_until_precision", TerritoryStageFactory, {"until": dt.date(2020, 1, 1)}),
        (
            "territory_stage_period_ordered",
            TerritoryStageFactory,
            {"until": dt.date(2019, 10, 17), "until_precision": "day"},
        ),
        ("membership_since_precision", MembershipFactory, {"since": dt.date(2019, 1, 1)}),
        ("membership_until_precision", MembershipFactory, {"until": dt.date(2019, 1, 1)}),
        ("membership_period_ordered", MembershipFactory, DAY | END | {"since": dt.date(2020, 1, 2)}),
        ("mandate_since_precision", MandateFactory, {"since": dt.date(2019, 1, 1)}),
        ("mandate_until_precision", MandateFactory, {"until": dt.date(2019, 1, 1)}),
        ("mandate_period_ordered", MandateFactory, DAY | END | {"since": dt.date(2020, 1, 2)}),
        ("mandate_has_title", MandateFactory, {"title": ""}),
        ("mandate_one_body", MandateFactory, {"body_network": None}),
        ("mandate_one_holder", MandateFactory, {"holder_structure": None}),
        ("partnership_one_partner", PartnershipFactory, {"structure": None}),
        ("partnership_role_known", PartnershipFactory, {"role": "rival"}),
        ("figure_declared_has_source", FigureFactory, {"source": ""}),
        ("figure_counted_is_exact", FigureFactory, {"nature": "counted", "qualifier": "about"}),
        ("figure_nature_known", FigureFactory, {"nature": "guessed"}),
        ("figure_qualifier_known", FigureFactory, {"qualifier": "perhaps"}),
        ("figure_not_negative", FigureFactory, {"value": -1}),
    ],
)
def test_one_row(name, factory, values):
    refused_by(name, lambda: factory(**values))


def test_mandate_in_two_bodies_or_of_two_holders():
    refused_by("mandate_one_body", lambda: MandateFactory(body_structure=StructureFactory()))
    refused_by("mandate_one_holder", lambda: MandateFactory(holder_person=PersonFactory()))


def test_themes_people_partners_and_figures_are_said_once():
    theme = ThemeFactory()
    refused_by("theme_slug_unique", lambda: ThemeFactory(slug=theme.slug))
    refused_by("theme_name_unique", lambda: ThemeFactory(name=theme.name))
    person = PersonFactory()
    same = {"first_name": person.first_name, "last_name": person.last_name}
    refused_by("person_unique", lambda: PersonFactory(**same))
    PersonFactory(**same, disambiguation="du Creusot")
    partner = PartnershipFactory()
    again = {"entry": partner.entry, "structure": partner.structure}
    refused_by("partnership_structure_unique", lambda: PartnershipFactory(**again))
    PartnershipFactory(**again, role="host")
    place = PartnershipFactory(structure=None, territory=TerritoryFactory())
    refused_by(
        "partnership_territory_unique",
        lambda: PartnershipFactory(entry=place.entry, structure=None, territory=place.territory),
    )
    figure = FigureFactory()
    refused_by("figure_unique", lambda: FigureFactory(entry=figure.entry, key=figure.key))
    FigureFactory(entry=figure.entry, key=figure.key, nature="counted", source="")


@pytest.mark.parametrize(
    "members", [(), ("structure", "territory"), ("structure", "person"), ("talent", "person")]
)
def test_membership_has_exactly_one_member(members):
    make = {
        "structure": StructureFactory,
        "territory": TerritoryFactory,
        "person": PersonFactory,
        "talent": talent,
    }
    values = {"structure": None} | {member: make[member]() for member in members}
    refused_by("membership_one_member", lambda: MembershipFactory(**values))


def test_the_database_refuses_a_member_talent_that_is_no_talent():
    Membership.objects.create(network=NetworkFactory(), talent=talent())
    with (
        pytest.raises(IntegrityError, match="membership_talent_is_a_talent"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Membership.objects.create(network=NetworkFactory(), talent_id=StructureFactory().pk)


@pytest.mark.parametrize("member", ["talent", "structure", "territory", "person"])
def test_a_member_does_not_belong_twice_at_once_but_may_come_back(member):
    make = {
        "structure": StructureFactory,
        "territory": TerritoryFactory,
        "person": PersonFactory,
        "talent": talent,
    }
    who = {"structure": None} | {member: make[member]()}
    network = NetworkFactory()
    MembershipFactory(network=network, **who, **DAY, **END)

    refused_by(
        f"membership_no_overlap_{member}",
        lambda: MembershipFactory(network=network, **who, **DAY),
    )
    MembershipFactory(network=network, **who, **LATER)
    MembershipFactory(network=NetworkFactory(), **who, **DAY)


def test_a_territory_is_at_one_stage_of_a_network_at_a_time():
    stage = TerritoryStageFactory(until=dt.date(2020, 1, 1), until_precision="day")
    where = {"territory": stage.territory, "network": stage.network}

    refused_by("territory_stage_no_overlap", lambda: TerritoryStageFactory(**where, stage="emerging"))
    TerritoryStageFactory(**where, stage="emerging", since=dt.date(2020, 1, 1))
    TerritoryStageFactory(territory=stage.territory)


@pytest.mark.parametrize("holder", ["structure", "person"])
@pytest.mark.parametrize("body", ["structure", "network"])
def test_the_same_mandate_is_not_held_twice_at_once(holder, body):
    make = {"structure": StructureFactory, "person": PersonFactory, "network": NetworkFactory}
    values = {
        "holder_structure": None,
        "body_network": None,
        f"holder_{holder}": make[holder](),
        f"body_{body}": make[body](),
        "title": "Présidence",
    }
    MandateFactory(**values, **DAY)

    refused_by(f"mandate_no_overlap_{holder}_{body}", lambda: MandateFactory(**values, **LATER))
    MandateFactory(**values | {"title": "Trésorerie"}, **DAY)


def test_an_account_represents_a_body_once(django_user_model):
    from networks.models import Representative

    user = django_user_model.objects.create_user("a@exemple.fr")
    structure, territory = StructureFactory(), TerritoryFactory()
    Representative.objects.create(user=user, structure=structure)
    Representative.objects.create(user=user, territory=territory)

    refused_by("representative_one_body", lambda: Representative.objects.create(user=user))
    refused_by(
        "representative_structure_unique",
        lambda: Representative.objects.create(user=user, structure=structure),
    )
    refused_by(
        "representative_territory_unique",
        lambda: Representative.objects.create(user=user, territory=territory),
    )
    refused_by(
        "representative_role_known",
        lambda: Representative.objects.create(user=user, structure=StructureFactory(), role="king"),
    )


def test_a_form_says_why_in_french():
    with pytest.raises(ValidationError) as refusal:
        Membership(network=NetworkFactory()).full_clean()
    assert refusal.value.messages == [
        "Une adhésion concerne un talent, une structure, un territoire ou une personne\u00a0: un seul."
    ]


def test_names_sort_without_their_accents():
    for last in ("Zola", "Émile", "Emma", "eluard"):
        PersonFactory(last_name=last)
    assert [person.last_name for person in Person.objects.all()] == ["eluard", "Émile", "Emma", "Zola"]


def test_a_kind_with_a_field_named_as_another_kind_still_loads_it():
    structure = StructureFactory(territory=TerritoryFactory(title="Roanne"))
    loaded = type(structure).objects.select_related("territory").get(pk=structure.pk)
    assert loaded.territory == Territory.objects.get(title="Roanne")


def set_sql(table: str, column: str, pk: int, value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE entry_ptr_id = %s", [value, pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("siret", ["73282932000075", "35600000049838"])
def test_the_database_too_reads_the_key_of_a_siret(siret):
    refused_by("structure_siret_key", lambda: StructureFactory(siret=siret))


@pytest.mark.parametrize("siret", ["73282932000074", "35600000000048", "35600000049837"])
def test_the_database_too_knows_the_rule_of_la_poste(siret):
    assert StructureFactory(siret=siret).pk


@pytest.mark.parametrize(
    ("factory", "name", "table"),
    [
        (TerritoryFactory, "territory_parent_no_cycle", "networks_territory"),
        (StructureFactory, "structure_parent_no_cycle", "networks_structure"),
    ],
)
def test_nothing_stands_above_itself(factory, name, table):
    top = factory()
    middle = factory(parent=top)
    low = factory(parent=middle)
    refused_by(name, lambda: set_sql(table, "parent_id", top.pk, low.pk))
    top.refresh_from_db()
    top.parent = low
    with pytest.raises(ValidationError) as refusal:
        top.full_clean()
    assert set(refusal.value.message_dict) == {"parent"}
    top.parent = None
    top.full_clean()
    low.full_clean()
    # Put in another order within one transaction: only what is left counts.
    with transaction.atomic():
        type(top).objects.filter(pk=top.pk).update(parent=low)
        type(top).objects.filter(pk=middle.pk).update(parent=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

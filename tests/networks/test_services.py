"""The verbs: what they write, what they close, what they refuse."""

import datetime as dt

import pytest

from networks import services
from networks.models import Membership, Territory, TerritoryStage
from networks.services import PeriodRefusedError
from portal.core.dates import ImpreciseDate
from portal.core.models import AuditEntry, Entry
from tests.factories.networks import (
    FigureFactory,
    InitiativeFactory,
    MembershipFactory,
    NetworkFactory,
    PersonFactory,
    StructureFactory,
    TerritoryFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

MEETING = ImpreciseDate.parse("2019-10-17")


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def by(django_user_model):
    return django_user_model.objects.create_user("equipe@exemple.fr", full_name="Équipe")


class TestStages:
    def test_a_new_stage_closes_the_former_one_that_day(self, at, by):
        territory, network = TerritoryFactory(), NetworkFactory()
        declare = {"territory": territory, "network": network, "by": by, "at": at}
        services.declare_stage(**declare, stage="interested", since=MEETING)
        services.declare_stage(**declare, stage="emerging", since=ImpreciseDate.parse("2021-03"))

        rows = TerritoryStage.objects.order_by("since").values_list("stage", "until", "until_precision")
        assert list(rows) == [("interested", dt.date(2021, 3, 1), "month"), ("emerging", None, "unknown")]
        line = AuditEntry.objects.latest("pk")
        assert (line.verb, line.actor_id, line.at) == ("stage", by.pk, at)

    def test_what_was_true_at_a_meeting_stays_true_of_that_day(self, at):
        territory, network = TerritoryFactory(), NetworkFactory()
        declare = {"territory": territory, "network": network, "by": None, "at": at}
        services.declare_stage(**declare, stage="interested", since=MEETING)
        services.declare_stage(**declare, stage="emerging", since=ImpreciseDate.parse("2021-03"))

        def stages(day):
            return [
                stage
                for stage in ("interested", "emerging", "accredited")
                if Territory.objects.at_stage(stage, network=network, on=day).exists()
            ]

        assert stages(dt.date(2019, 10, 16)) == []
        assert stages(dt.date(2019, 10, 17)) == ["interested"]
        assert stages(dt.date(2021, 2, 28)) == ["interested"]
        assert stages(dt.date(2021, 3, 1)) == ["emerging"]

    def test_said_again_it_changes_nothing(self, at):
        declare = {"territory": TerritoryFactory(), "network": NetworkFactory(), "by": None, "at": at}
        first = services.declare_stage(**declare, stage="emerging", since=MEETING)
        again = services.declare_stage(**declare, stage="emerging", since=ImpreciseDate.parse("2020"))
        assert again == first
        assert verbs() == ["stage"]

    @pytest.mark.parametrize("since", ["", "2018", "2019-10-17"])
    def test_it_refuses_no_date_and_a_date_before_what_is_known(self, at, since):
        declare = {"territory": TerritoryFactory(), "network": NetworkFactory(), "by": None, "at": at}
        services.declare_stage(**declare, stage="emerging", since=MEETING)
        with pytest.raises(PeriodRefusedError):
            services.declare_stage(**declare, stage="accredited", since=ImpreciseDate.parse(since))
        assert TerritoryStage.objects.count() == 1


class TestMemberships:
    @pytest.mark.parametrize("make", [StructureFactory, TerritoryFactory, PersonFactory])
    def test_one_joins_leaves_and_comes_back(self, at, by, make):
        network, member = NetworkFactory(), make()
        services.join_network(network=network, member=member, since=ImpreciseDate.parse("2019"), by=by, at=at)
        services.leave_network(
            network=network, member=member, until=ImpreciseDate.parse("2020-06"), by=by, at=at
        )
        services.join_network(network=network, member=member, since=ImpreciseDate.parse("2022"), by=by, at=at)

        def is_member(*day):
            return Membership.objects.of(member).current(on=dt.date(*day)).exists()

        assert [is_member(2018, 12, 31), is_member(2019, 1, 1), is_member(2020, 5, 31)] == [False, True, True]
        assert [is_member(2020, 6, 1), is_member(2022, 1, 1)] == [False, True]
        assert verbs() == ["join", "leave", "join"]

    def test_a_talent_joins_by_its_entry(self, at):
        talent = Entry.objects.create(kind="talent", title="Inès Roche")
        membership = services.join_network(network=NetworkFactory(), member=talent, by=None, at=at)
        assert list(talent.memberships.all()) == [membership]
        assert membership.member == talent

    def test_an_article_cannot_join(self, at):
        article = Entry.objects.create(kind="article", title="Un article")
        with pytest.raises(TypeError):
            services.join_network(network=NetworkFactory(), member=article, by=None, at=at)

    def test_joining_twice_is_joining_once(self, at):
        network, member = NetworkFactory(), StructureFactory()
        first = services.join_network(network=network, member=member, by=None, at=at)
        assert services.join_network(network=network, member=member, by=None, at=at) == first
        assert verbs() == ["join"]

    def test_coming_back_before_having_left_is_refused(self, at):
        network, member = NetworkFactory(), StructureFactory()
        services.join_network(
            network=network, member=member, since=ImpreciseDate.parse("2019"), by=None, at=at
        )
        services.leave_network(
            network=network, member=member, until=ImpreciseDate.parse("2021"), by=None, at=at
        )
        with pytest.raises(PeriodRefusedError):
            services.join_network(
                network=network, member=member, since=ImpreciseDate.parse("2020"), by=None, at=at
            )

    @pytest.mark.parametrize("until", ["", "2018", "2019"])
    def test_leaving_needs_a_day_after_the_beginning(self, at, until):
        network, member = NetworkFactory(), StructureFactory()
        services.join_network(
            network=network, member=member, since=ImpreciseDate.parse("2019"), by=None, at=at
        )
        with pytest.raises(PeriodRefusedError):
            services.leave_network(
                network=network, member=member, until=ImpreciseDate.parse(until), by=None, at=at
            )

    def test_who_never_joined_cannot_leave(self, at):
        with pytest.raises(PeriodRefusedError):
            services.leave_network(
                network=NetworkFactory(), member=StructureFactory(), until=MEETING, by=None, at=at
            )


class TestMandates:
    def test_given_once_then_ended(self, at, by):
        person, town = PersonFactory(), StructureFactory()
        give = {"body": town, "holder": person, "title": "Maire", "by": by, "at": at}
        mandate = services.give_mandate(**give, since=ImpreciseDate.parse("2014"))
        assert services.give_mandate(**give) == mandate
        services.end_mandate(mandate=mandate, until=ImpreciseDate.parse("2020-07"), by=by, at=at)

        assert list(person.mandates.current(on=dt.date(2019, 1, 1))) == [mandate]
        assert list(person.mandates.current(on=dt.date(2020, 7, 1))) == []
        assert verbs() == ["mandate", "end-mandate"]
        with pytest.raises(PeriodRefusedError):
            services.end_mandate(mandate=mandate, until=ImpreciseDate.parse("2021"), by=by, at=at)

    def test_one_person_two_offices(self, at):
        person = PersonFactory()
        for title in ("Maire", "Président"):
            services.give_mandate(body=StructureFactory(), holder=person, title=title, by=None, at=at)
        assert sorted(mandate.title for mandate in person.mandates.all()) == ["Maire", "Président"]


class TestFigures:
    def pair(self, at, *, declared, counted=None, **values):
        network = NetworkFactory()
        services.record_declared_figure(
            entry=network,
            key="chiffre",
            label="membres",
            value=declared,
            source="Un article",
            by=None,
            at=at,
            **values,
        )
        if counted is not None:
            services.record_counted_figure(
                entry=network, key="chiffre", label="membres", value=counted, as_of=at.date(), by=None, at=at
            )
        (pair,) = services.figures_of(network)
        return pair

    @pytest.mark.parametrize(
        ("values", "value", "note"),
        [
            ({"declared": 10, "counted": 9}, "10", "9 nommés sur 10 annoncés"),
            ({"declared": 10, "counted": 9, "is_feminine": True}, "10", "9 nommées sur 10 annoncées"),
            ({"declared": 10, "counted": 0}, "10", "aucun nommé, 10 annoncés"),
            ({"declared": 20, "counted": 0, "is_feminine": True}, "20", "aucune nommée, 20 annoncées"),
            ({"declared": 10, "counted": 10}, "10", ""),
            ({"declared": 10}, "10", ""),
            (
                {"declared": 50, "counted": 15, "qualifier": "more_than"},
                "plus de 50",
                "15 nommés ici, plus de 50 annoncés",
            ),
            ({"declared": 50, "counted": 51, "qualifier": "more_than"}, "plus de 50", ""),
            ({"declared": 50, "counted": 50, "qualifier": "at_least"}, "au moins 50", ""),
            ({"declared": 12, "counted": 12, "qualifier": "about"}, "une douzaine", ""),
            ({"declared": 13, "qualifier": "about"}, "environ 13", ""),
            ({"declared": 4, "unit": "ha"}, "4\u00a0ha", ""),
            ({"declared": 20, "counted": 3, "is_feminine": True}, "20", "3 nommées sur 20 annoncées"),
        ],
    )
    def test_how_a_pair_is_said(self, at, values, value, note):
        pair = self.pair(at, **values)
        assert (pair.value, pair.note) == (value, note)

    def test_a_figure_said_again_is_corrected_and_the_trail_keeps_both(self, at):
        network = NetworkFactory()
        for value in (9, 10):
            services.record_declared_figure(
                entry=network, key="k", label="l", value=value, source="s", by=None, at=at
            )
        assert [figure.value for figure in network.figures.all()] == [10]
        assert [line.details["value"] for line in AuditEntry.objects.order_by("pk")] == ["9", "10"]

    def test_pairs_keep_their_order_in_one_query(self, django_assert_num_queries):
        network = NetworkFactory()
        for position, key in enumerate(("b", "a", "c")):
            FigureFactory(entry=network, key=key, position=position)
        with django_assert_num_queries(1):
            assert [pair.key for pair in services.figures_of(network)] == ["b", "a", "c"]


class TestTally:
    @pytest.mark.parametrize("count", [1, 3])
    def test_members_by_stage_in_two_queries(self, at, count, django_assert_num_queries):
        network = NetworkFactory()
        for stage in ("interested", "emerging", "accredited"):
            for _ in range(count):
                territory = TerritoryFactory()
                MembershipFactory(network=network, structure=None, territory=territory)
                services.declare_stage(
                    territory=territory, network=network, stage=stage, since=MEETING, by=None, at=at
                )
            MembershipFactory(network=network)
        with django_assert_num_queries(2):
            tally = services.tally_network(network, on=MEETING.day)
        assert [(group.key, len(group)) for group in tally.groups] == [
            ("accredited", count),
            ("emerging", count),
            ("interested", count),
            ("structure", 3),
        ]
        assert len(tally) == 3 * count + 3

    def test_the_count_is_that_of_the_day(self, at):
        network = NetworkFactory()
        territory = TerritoryFactory()
        join = {"network": network, "member": territory, "by": None, "at": at}
        services.join_network(**join, since=MEETING)
        services.declare_stage(
            territory=territory, network=network, stage="emerging", since=MEETING, by=None, at=at
        )
        services.leave_network(**join, until=ImpreciseDate.parse("2020-01-01"))

        assert len(services.tally_network(network, on=dt.date(2019, 10, 16))) == 0
        assert len(services.tally_network(network, on=dt.date(2019, 12, 31)).of("emerging")) == 1
        assert len(services.tally_network(network, on=dt.date(2020, 1, 1))) == 0

    def test_recounting_writes_beside_what_was_declared(self, at):
        network = NetworkFactory()
        services.record_declared_figure(
            entry=network, key="emerging", label="projets émergents", value=2, source="s", by=None, at=at
        )
        territory = TerritoryFactory()
        services.join_network(network=network, member=territory, by=None, at=at)
        services.declare_stage(
            territory=territory, network=network, stage="emerging", since=MEETING, by=None, at=at
        )
        services.recount_network(network=network, on=MEETING.day, by=None, at=at)

        notes = {pair.key: (pair.value, pair.note) for pair in services.figures_of(network)}
        assert notes == {
            "emerging": ("2", "1 nommé sur 2 annoncés"),
            "territories": ("1", ""),
        }


class TestSearchWords:
    def test_they_gather_names_people_themes_and_place(self, at):
        town = TerritoryFactory(title="Clermont-Ferrand", aliases=["Clermont"])
        structure = StructureFactory(title="Régie", territory=town, aliases=["RT2R"])
        services.give_mandate(
            body=structure,
            holder=PersonFactory(first_name="Ada", last_name="Martin"),
            title="Directrice",
            by=None,
            at=at,
        )
        services.give_mandate(
            body=structure,
            holder=PersonFactory(last_name="Secret", is_public_figure=False),
            title="Trésorier",
            by=None,
            at=at,
        )
        services.add_theme(entry=structure, theme=ThemeFactory(name="Mobilité"), by=None, at=at)
        services.refresh_search_text(entry=structure)

        structure.refresh_from_db()
        assert structure.search_text.splitlines() == [
            "RT2R",
            "Mobilité",
            "Clermont-Ferrand",
            "Clermont",
            "Ada Martin",
        ]

    def test_an_initiative_is_found_by_who_carries_it(self):
        initiative = InitiativeFactory()
        initiative.carriers.add(StructureFactory(title="Le Semoir"))
        assert services.refresh_search_text(entry=initiative) == "Le Semoir"

    def test_themes_and_partners_are_tied_once(self, at):
        network, theme, partner = NetworkFactory(), ThemeFactory(), StructureFactory()
        for note in ("au début", "à la fin"):
            services.add_theme(entry=network, theme=theme, by=None, at=at)
            services.add_partner(entry=network, partner=partner, note=note, by=None, at=at)
        assert list(network.themes.all()) == [theme]
        assert [partnership.note for partnership in network.partnerships.all()] == ["à la fin"]
        assert verbs() == ["theme", "partner"]

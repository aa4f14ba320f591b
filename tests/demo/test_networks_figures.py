"""What the five articles say of territories, structures, people and networks is there, and nothing is invented."""

import datetime as dt

import pytest
from django.utils import timezone

from events.models import Event
from events.services.inviting import plan_invitations
from networks.models import (
    Figure,
    Initiative,
    Mandate,
    Membership,
    Network,
    Person,
    Structure,
    Territory,
    TerritoryStage,
)
from networks.services import figures_of, tally_network
from portal.core.models import Entry
from portal.demo.loaders.contacts import WRITTEN_TO

pytestmark = pytest.mark.usefixtures("demo")

MEETING = dt.date(2019, 10, 17)
ANNOUNCED = dt.date(2019, 2, 27)


def pairs(slug: str) -> dict[str, tuple[str, str]]:
    return {pair.key: (pair.value, pair.note) for pair in figures_of(Network.objects.get(slug=slug))}


class TestCluster:
    def test_the_stages_of_the_day_are_those_of_the_article(self):
        tally = tally_network(Network.objects.get(slug="grappe-auvergne-rhone-alpes"), on=MEETING)
        assert {group.key: {member.title for member in group.members} for group in tally.groups} == {
            "accredited": {"Villeurbanne"},
            "emerging": {
                "Cœur de Savoie",
                "Grenoble Alpes Métropole",
                "Le Trièves",
                "Val de Drôme",
                "Le Teil",
                "Le Puy-en-Velay",
                "Bocage Bourbonnais",
                "Roanne",
                "Rives du Haut-Allier",
            },
            "interested": {
                "Dieulefit",
                "Plateau du Vercors Nord",
                "Portes-lès-Valence",
                "Loriol",
                "Beauvallon",
                "Montoison",
                "Privas",
            },
        }

    def test_declared_and_counted_stand_side_by_side(self):
        assert {
            key: pairs("grappe-auvergne-rhone-alpes")[key]
            for key in ("territories", "emerging", "interested")
        } == {
            "territories": ("18", "17 nommés sur 18 annoncés"),
            "emerging": ("10", "9 nommés sur 10 annoncés"),
            "interested": ("7", ""),
        }
        assert pairs("grappe-auvergne-rhone-alpes")["accredited"] == ("1", "")

    def test_each_stage_is_an_observation_with_its_source(self):
        rows = TerritoryStage.objects.filter(network__slug="grappe-auvergne-rhone-alpes")
        assert rows.count() == 17
        assert set(rows.values_list("since", "since_precision", "is_observed")) == {(MEETING, "day", True)}
        assert not rows.filter(source="").exists()

    def test_its_four_subjects(self):
        network = Network.objects.get(slug="grappe-auvergne-rhone-alpes")
        assert list(network.themes.values_list("slug", flat=True)) == [
            "aller-vers",
            "tenir-dans-la-duree",
            "s-allier-aux-employeurs",
            "animer-le-collectif",
        ]

    def test_every_place_is_on_the_map_of_the_page(self, client):
        page = client.get("/reseaux/grappe-auvergne-rhone-alpes/", {"au": "2019-10-17"})
        assert sorted(point.number for point in page.context["map"].points) == list(range(1, 18))
        assert "9 nommés sur 10 annoncés" in page.content.decode()


def test_the_twenty_partners_of_the_talents_are_declared_and_not_named():
    club = Network.objects.get(slug="club-des-talents")
    assert (str(club.founded_on), club.network_kind) == ("2019", "club")
    assert pairs("club-des-talents")["partners"] == ("20", "aucune nommée, 20 annoncées")
    assert not club.partnerships.exists()


class TestMichelinCities:
    def test_figures(self):
        figures = pairs("villes-michelin")
        assert {key: figures[key][0] for key in figures if figures[key][0] != "1"} == {
            "territories": "40",
            "countries": "23",
            "delegates": "400",
            "initiatives": "35",
            "themes": "9",
            "days": "3",
            "preparation": "2",
            "bids": "2",
            "continents": "4",
        }
        assert figures["territories"][1] == "1 nommée sur 40 annoncées"

    def test_michelin_and_ten_institutions(self):
        partners = Network.objects.get(slug="villes-michelin").partnerships.partners()
        assert [(row.structure.slug, row.role) for row in partners] == [
            ("michelin", "support"),
            ("ministere-de-l-europe-et-des-affaires-etrangeres", "partner"),
            ("commission-nationale-de-la-cooperation-decentralisee", "partner"),
            ("ministere-de-la-transition-ecologique-et-solidaire", "partner"),
            ("vivapolis", "partner"),
            ("caisse-des-depots", "partner"),
            ("clermont-auvergne-metropole", "partner"),
            ("smtc-ac", "partner"),
            ("universite-clermont-auvergne", "partner"),
            ("clermont-auvergne-french-tech", "partner"),
            ("infinisciences", "partner"),
        ]


class TestCisca:
    def test_fifteen_on_the_board_more_than_fifty_in_all(self, client):
        network = Network.objects.get(slug="cisca")
        board = network.seats.on_board()
        assert [
            seat.holder_structure.slug if seat.holder_structure else str(seat.holder_person) for seat in board
        ] == [
            "universite-clermont-auvergne",
            "hub-innovergne",
            "esc-clermont",
            "cerdi",
            "clerma",
            "communication-et-societes",
            "clermont-auvergne-metropole",
            "ville-de-besse-et-saint-anastaise",
            "cress-aura",
            "epicentre",
            "initiative",
            "crefad-auvergne",
            "regie-de-territoire-des-deux-rives",
            "adml63",
            "Jean Corneloup",
        ]
        figures = pairs("cisca")
        assert figures["members"] == ("plus de 50", "15 nommés ici, plus de 50 annoncés")
        assert (figures["challenges"], figures["board"]) == (("3", ""), ("15", ""))
        assert "14 organismes et une personne." in client.get("/reseaux/cisca/").content.decode()

    def test_three_challenges_and_six_initiatives(self):
        network = Network.objects.get(slug="cisca")
        assert set(network.themes.values_list("slug", flat=True)) == {"mobilite", "alimentation", "numerique"}
        assert set(network.initiatives.values_list("slug", flat=True)) == {
            "ferme-urbaine",
            "concours-auvermoov",
            "tiers-lieu-lieutopie",
            "tiers-lieu-epicentre",
            "accompagnement-le-bivouac",
            "accompagnement-cocoshaker",
        }

    def test_four_hectares(self):
        (pair,) = figures_of(Initiative.objects.get(slug="ferme-urbaine"))
        assert (pair.value, pair.declared.as_of) == ("4\u00a0ha", ANNOUNCED)


class TestSameAndNotTheSame:
    def test_one_mayor_two_offices(self):
        for last, offices in (
            (
                "Bianchi",
                {("Maire", "ville-de-clermont-ferrand"), ("Président", "clermont-auvergne-metropole")},
            ),
            ("Marti", {("Maire", "ville-du-creusot"), ("Président", "communaute-urbaine-creusot-montceau")}),
            ("Grandguillaume", {("Président", "tzcld")}),
            ("Gregorio", {("Directeur général", "tzcld")}),
            ("Baudouin", {("Préfète", "prefecture")}),
        ):
            person = Person.objects.get(last_name=last)
            held = Mandate.objects.filter(holder_person=person).values_list("title", "body_structure__slug")
            assert set(held) == offices

    def test_two_regies(self):
        assert set(
            Structure.objects.filter(slug__startswith="regie-de-territoire").values_list("slug", flat=True)
        ) == {
            "regie-de-territoire-des-deux-rives",
            "regie-de-territoire-du-creusot",
        }

    @pytest.mark.parametrize(
        "name", ["Michelin", "Université Clermont Auvergne", "Epicentre", "Clermont Auvergne Métropole"]
    )
    def test_one_row_for_one_body(self, name):
        assert Structure.objects.filter(title=name).count() == 1

    def test_epicentre_sits_and_shows(self):
        epicentre = Structure.objects.get(slug="epicentre")
        assert epicentre.mandates.filter(body_network__slug="cisca", is_board=True).exists()
        assert list(epicentre.initiatives.values_list("slug", flat=True)) == ["tiers-lieu-epicentre"]

    def test_two_val_de_drome(self):
        slugs = Territory.objects.filter(title__startswith="Val de Drôme").values_list("slug", flat=True)
        assert set(slugs) == {"val-de-drome", "val-de-drome-en-biovallee"}


def test_the_twelve_stands_have_their_structures():
    slugs = {
        "agire",
        "admr",
        "michelin",
        "apor",
        "restos-du-coeur",
        "eureka",
        "solif",
        "regie-de-territoire-du-creusot",
        "france-travail",
        "departement-de-saone-et-loire",
        "cmq-itip",
        "village-de-l-ess",
    }
    assert set(Structure.objects.filter(slug__in=slugs).values_list("slug", flat=True)) == slugs


def test_every_page_says_something_and_every_declared_figure_has_its_source():
    kinds = ("network", "structure", "territory", "initiative")
    mute = Entry.objects.filter(kind__in=kinds, is_demo=False, state="published")
    assert list(mute.filter(summary="") | mute.filter(body="")) == []
    assert not Figure.objects.declared().filter(source="").exists()


def test_loading_again_changes_nothing(demo):
    from django.core.management import call_command

    def rows():
        models = (Entry, Mandate, Membership, TerritoryStage, Figure, Person)
        return {model.__name__: model.objects.count() for model in models}

    before = rows()
    call_command("load_demo", verbosity=0)
    assert rows() == before


def test_invitations_reach_members_of_each_network():
    event = Event.objects.get(slug="innov-insertion-a-venir")
    reached = {
        slug: len(
            plan_invitations(
                event=event, network=Network.objects.get(slug=slug), at=timezone.now()
            ).recipients
        )
        for slug in WRITTEN_TO
    }
    assert all(reached[slug] >= number for slug, number in WRITTEN_TO.items()), reached

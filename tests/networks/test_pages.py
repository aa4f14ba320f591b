"""The public pages: what they show, to whom, at what price."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from networks import services
from networks.models import Network, Territory
from portal.core.dates import ImpreciseDate
from portal.core.models import Entry
from portal.core.services import archive, change_slug, withdraw
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
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

KINDS = {
    "network": NetworkFactory,
    "territory": TerritoryFactory,
    "structure": StructureFactory,
    "initiative": InitiativeFactory,
}
MEETING = ImpreciseDate.parse("2019-10-17")
HOSTILE = "<script>alert(1)</script>"


def listing(kind: str) -> str:
    return reverse(f"networks:{kind}_list")


def found(response) -> set[str]:
    """The titles of the list, whatever their look."""
    page = response.content.decode()
    results = page[page.index('class="results-bar"') :]
    names = re.findall(r"<h3[^>]*><a [^>]*>(.*?)</a></h3>", results, re.S)
    return {" ".join(re.sub(r"<[^>]+>", " ", name).split()) for name in names}


def text(response) -> str:
    return response.content.decode()


class TestEveryPage:
    @pytest.mark.parametrize("kind", KINDS)
    def test_is_there_in_both_languages(self, client, kind):
        address, lists = KINDS[kind](title="Un nom").get_absolute_url(), listing(kind)
        for prefix in ("", "/en"):
            assert found(client.get(f"{prefix}{lists}")) == {"Un nom"}
            response = client.get(f"{prefix}{address}")
            assert response.status_code == 200
            assert "<title>Un nom" in text(response)

    @pytest.mark.parametrize("kind", KINDS)
    def test_unknown_is_404(self, client, kind):
        assert client.get(reverse(f"networks:{kind}", args=["inconnu"])).status_code == 404

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_draft_is_for_staff_alone(self, client, admin_client, kind):
        draft = KINDS[kind](state="draft", published_at=None)
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert admin_client.get(draft.get_absolute_url()).status_code == 200
        assert found(client.get(listing(kind))) == set()

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_embargo_hides(self, client, kind):
        entry = KINDS[kind](published_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC))
        assert client.get(entry.get_absolute_url()).status_code == 404
        assert found(client.get(listing(kind))) == set()

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("leave", [withdraw, archive])
    def test_what_was_withdrawn_or_archived_is_gone(self, client, at, kind, leave):
        entry = KINDS[kind]()
        leave(entry, by=None, at=at)
        assert client.get(entry.get_absolute_url()).status_code == 410
        assert found(client.get(listing(kind))) == set()

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_old_address_leads_to_the_new_one(self, client, at, kind):
        entry = KINDS[kind]()
        old = entry.get_absolute_url()
        change_slug(entry, slug="nouvelle-adresse", by=None, at=at)
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, entry.get_absolute_url())

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_people_write_is_escaped(self, client, kind):
        entry = KINDS[kind](title=HOSTILE, summary=HOSTILE, body=f"{HOSTILE}\n\n[clic](javascript:alert(1))")
        theme = ThemeFactory(name=HOSTILE, summary=HOSTILE)
        theme.entries.add(entry)
        FigureFactory(entry=entry, label=HOSTILE, source=HOSTILE)
        for address in (
            entry.get_absolute_url(),
            listing(kind),
            f"{listing(kind)}?q={HOSTILE}&theme={HOSTILE}",
        ):
            page = text(client.get(address))
            assert "<script>alert" not in page
            assert 'href="javascript' not in page
            assert "&lt;script&gt;" in page

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_nul_byte_is_refused(self, client, kind):
        assert client.get(f"{listing(kind)}?q=a%00b").status_code == 400

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(
        "query",
        [
            "q=%F0%9F%A6%8A",
            "q=%27%22%29%28%26%7C%21",
            "page=abc",
            "page=-1",
            "page=999",
            "theme=&theme=x",
            "q=de",
        ],
    )
    def test_odd_questions_have_an_answer(self, client, kind, query):
        KINDS[kind]()
        assert client.get(f"{listing(kind)}?{query}").status_code == 200

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_search_too_long_is_left_aside_and_said(self, client, kind):
        KINDS[kind](title="Un nom")
        response = client.get(listing(kind), {"q": "a" * 201})
        assert "La recherche est trop longue" in text(response)
        assert found(response) == {"Un nom"}

    @pytest.mark.parametrize("kind", KINDS)
    def test_writing_is_not_allowed(self, client, kind):
        assert client.post(listing(kind)).status_code == 405
        assert client.post(KINDS[kind]().get_absolute_url()).status_code == 405


class TestSearch:
    @pytest.mark.parametrize(
        "words", ["régie", "REGIE", "Régies", "regie territ", "rejie de territoire", "rt2r"]
    )
    def test_a_name_is_found_in_spite_of_accents_case_and_a_wrong_letter(self, client, words):
        wanted = StructureFactory(title="Régie de Territoire", aliases=["RT2R"])
        services.refresh_search_text(entry=wanted)
        StructureFactory(title="Ferme des Gauchers", summary="Un regard sur la région.")
        assert found(client.get(listing("structure"), {"q": words})) == {"Régie de Territoire"}

    def test_one_word_is_not_another(self, client):
        StructureFactory(title="Le Bivouac")
        response = client.get(listing("structure"), {"q": "mobilité"})
        assert found(response) == set()
        assert "Rien ne correspond" in text(response)

    def test_the_closest_comes_first(self, client):
        StructureFactory(title="Atelier vélo", summary="Avec la mission locale.")
        StructureFactory(title="Mission locale")
        page = text(client.get(listing("structure"), {"q": "mission locale"}))
        assert page.index("Mission locale</a>") < page.index("Atelier vélo</a>")

    def test_names_sort_without_accents(self, client):
        for title in ("Zèbre", "école", "Étoile", "Abri"):
            StructureFactory(title=title)
        page = text(client.get(listing("structure")))
        places = [page.index(f">{title}</a>") for title in ("Abri", "école", "Étoile", "Zèbre")]
        assert places == sorted(places)


class TestFacets:
    def test_each_facet_narrows_and_its_choices_add_up(self, client):
        town, hill = TerritoryFactory(title="Ville"), TerritoryFactory(title="Colline")
        food = ThemeFactory(name="Alimentation", slug="alimentation")
        one = StructureFactory(title="Un", structure_kind="company", territory=town)
        StructureFactory(title="Deux", structure_kind="company", territory=hill)
        three = StructureFactory(title="Trois", structure_kind="education", territory=town)
        food.entries.add(one, three)
        network = NetworkFactory(title="Club")
        MembershipFactory(network=network, structure=one)
        left = MembershipFactory(
            network=network, structure=three, since=dt.date(2018, 1, 1), since_precision="day"
        )
        left.until, left.until_precision = dt.date(2019, 1, 1), "day"
        left.save()

        def names(query):
            return found(client.get(f"{listing('structure')}?{query}"))

        assert names("nature=company") == {"Un", "Deux"}
        assert names("nature=company&nature=education") == {"Un", "Deux", "Trois"}
        assert names(f"territoire={town.slug}") == {"Un", "Trois"}
        assert names(f"nature=company&territoire={town.slug}") == {"Un"}
        assert names("theme=alimentation") == {"Un", "Trois"}
        assert names(f"reseau={network.slug}") == {"Un"}
        assert names("nature=company&theme=inconnu") == set()

    def test_counts_are_made_with_the_other_facets_applied(self, client):
        town, hill = TerritoryFactory(title="Ville"), TerritoryFactory(title="Colline")
        for title, kind, territory in (
            ("A", "company", town),
            ("B", "company", hill),
            ("C", "education", town),
        ):
            StructureFactory(title=title, structure_kind=kind, territory=territory)
        facets = {
            facet.name: {option.value: (option.count, option.checked) for option in facet.options}
            for facet in client.get(f"{listing('structure')}?territoire={town.slug}").context["facets"]
        }
        assert facets == {
            "nature": {"company": (1, False), "education": (1, False)},
            "territoire": {town.slug: (2, True), hill.slug: (1, False)},
        }

    def test_a_hidden_territory_or_network_is_not_named(self, client):
        secret = TerritoryFactory(title="Secret", state="draft", published_at=None)
        MembershipFactory(
            structure=StructureFactory(title="Un", territory=secret),
            network=NetworkFactory(title="Caché", state="draft", published_at=None),
        )
        page = text(client.get(listing("structure")))
        assert "Secret" not in page
        assert "Caché" not in page

    def test_territories_by_stage_of_today(self, client, at):
        network = NetworkFactory()
        for title, stage in (("Un", "emerging"), ("Deux", "interested"), ("Trois", "emerging")):
            territory = TerritoryFactory(title=title)
            services.join_network(network=network, member=territory, by=None, at=at)
            services.declare_stage(
                territory=territory, network=network, stage=stage, since=MEETING, by=None, at=at
            )
        services.declare_stage(
            territory=Territory.objects.get(title="Trois"),
            network=network,
            stage="accredited",
            since=ImpreciseDate.parse("2021"),
            by=None,
            at=at,
        )
        address = listing("territory")
        assert found(client.get(f"{address}?etape=emerging")) == {"Un"}
        assert found(client.get(f"{address}?etape=emerging&etape=accredited")) == {"Un", "Trois"}
        assert found(client.get(f"{address}?reseau={network.slug}&etape=interested")) == {"Deux"}

    @pytest.mark.parametrize("view", ["", "&vue=carte"])
    @pytest.mark.parametrize("kind", KINDS)
    def test_an_empty_list_says_what_to_loosen(self, client, kind, view):
        ThemeFactory(name="Alimentation", slug="alimentation").entries.add(KINDS[kind](title="Un nom"))
        ThemeFactory(name="Mobilité", slug="mobilite").entries.add(*(KINDS[kind]() for _ in range(2)))
        address = listing(kind)
        ways = client.get(f"{address}?theme=mobilite&q=un+nom{view}").context["loosen"]
        assert [(way.label, way.url, way.count[0]) for way in ways] == [
            ("Sans la recherche «\u00a0un nom\u00a0»", f"{address}?theme=mobilite{view}", "2"),
            ("Sans «\u00a0Mobilité\u00a0»", f"{address}?q=un+nom{view}", "1"),
        ]
        assert ways[0].label in text(client.get(f"{address}?theme=mobilite&q=un+nom{view}"))
        assert "loosen" not in client.get(address).context

    def test_the_address_holds_the_whole_state(self, client):
        for number in range(30):
            StructureFactory(title=f"Maison {number:02}", structure_kind="company")
        response = client.get(f"{listing('structure')}?nature=company&q=maison&page=2")
        assert len(found(response)) == 6
        page = text(response)
        assert re.search(r'value="company" checked', page)
        assert 'value="maison"' in page
        assert "nature=company&amp;q=maison&amp;page=1" in page


class TestFragment:
    @pytest.mark.parametrize("kind", KINDS)
    def test_htmx_is_given_that_part_of_the_page(self, client, kind):
        for _ in range(3):
            ThemeFactory().entries.add(KINDS[kind]())
        address = f"{listing(kind)}?q=e"
        page = text(client.get(address))
        response = client.get(address, headers={"HX-Request": "true"})
        fragment = text(response).strip()
        assert fragment.startswith('<div class="page stack-large listing-bottom" id="resultats">')
        assert fragment in page
        assert "HX-Request" in response["Vary"]

    def test_a_page_taken_back_from_history_is_whole(self, client):
        headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
        assert "<!doctype html>" in text(client.get(listing("network"), headers=headers))


class TestNetworkPage:
    def club(self, at, count: int) -> Network:
        """A network with `count` of everything that its page shows."""
        network = NetworkFactory(
            territory=TerritoryFactory(), founded=dt.date(2019, 1, 1), founded_precision="year"
        )
        for _ in range(count):
            territory = TerritoryFactory(latitude=45, longitude=3)
            services.join_network(network=network, member=territory, by=None, at=at)
            services.declare_stage(
                territory=territory, network=network, stage="emerging", since=MEETING, by=None, at=at
            )
            MembershipFactory(network=network)
            MembershipFactory(network=network, structure=None, person=PersonFactory())
            MembershipFactory(
                network=network,
                structure=None,
                talent=Entry.objects.create(
                    kind="talent", title="Inès", state="published", published_at=at, summary="Une phrase."
                ),
            )
            MandateFactory(body_network=network, is_board=True)
            PartnershipFactory(entry=network)
            FigureFactory(entry=network)
            ThemeFactory().entries.add(network)
            network.facilitators.add(StructureFactory())
            InitiativeFactory(network=network, territory=TerritoryFactory())
            network.links.create(label="Site", url=f"https://exemple.fr/{_}")
        return network

    @pytest.mark.parametrize("count", [1, 3])
    def test_its_price_does_not_grow(self, client, at, count, django_assert_num_queries):
        network = self.club(at, count)
        with django_assert_num_queries(11):
            assert client.get(network.get_absolute_url()).status_code == 200

    def test_it_shows_each_where_it_stood_that_day(self, client, at):
        network = NetworkFactory()
        for title, place in (
            ("Roanne", (46.04, 4.07)),
            ("Privas", (44.735, 4.6)),
            ("Le Teil", (44.55, 4.68)),
        ):
            territory = TerritoryFactory(title=title, latitude=place[0], longitude=place[1])
            services.join_network(network=network, member=territory, since=MEETING, by=None, at=at)
            services.declare_stage(
                territory=territory, network=network, stage="interested", since=MEETING, by=None, at=at
            )
        services.declare_stage(
            territory=Territory.objects.get(title="Roanne"),
            network=network,
            stage="emerging",
            since=ImpreciseDate.parse("2020-03-01"),
            by=None,
            at=at,
        )

        def groups(day):
            context = client.get(network.get_absolute_url(), {"au": day}).context
            return {group.kind: [place.name for place in group.places] for group in context["groups"]}

        assert groups("2019-10-16") == {}
        assert groups("2019-10-17") == {"interested": ["Le Teil", "Privas", "Roanne"]}
        assert groups("2020-03-01") == {"emerging": ["Roanne"], "interested": ["Le Teil", "Privas"]}

    @pytest.mark.parametrize("day", ["hier", "2019-02-30", "0001-01-01", "9999-12-31"])
    def test_a_day_that_is_no_day_is_said_and_today_is_shown(self, client, at, day):
        network = self.club(at, 1)
        response = client.get(network.get_absolute_url(), {"au": day})
        assert response.status_code == 200
        assert 'aria-invalid="true"' in text(response)
        assert len(response.context["groups"]) == 1

    def test_it_says_what_was_declared_beside_what_is_named(self, client, at):
        network = NetworkFactory()
        services.record_declared_figure(
            entry=network,
            key="emerging",
            label="projets émergents",
            value=2,
            source="Un article",
            by=None,
            at=at,
        )
        territory = TerritoryFactory()
        services.join_network(network=network, member=territory, by=None, at=at)
        services.declare_stage(
            territory=territory, network=network, stage="emerging", since=MEETING, by=None, at=at
        )
        services.recount_network(network=network, on=at.date(), by=None, at=at)
        response = client.get(network.get_absolute_url())
        (group,) = response.context["groups"]
        assert (group.label, group.note) == ("Projets émergents, 2", "1 nommé sur 2 annoncés")
        assert "Un article" in text(response)

    def test_who_is_not_public_is_not_named(self, client, at):
        network = NetworkFactory()
        hidden = {"state": "draft", "published_at": None}
        MembershipFactory(network=network, structure=StructureFactory(title="Cachée", **hidden))
        MembershipFactory(
            network=network, structure=None, territory=TerritoryFactory(title="Caché", **hidden)
        )
        anonymous = PersonFactory(last_name="Anonyme", is_public_figure=False)
        MembershipFactory(network=network, structure=None, person=anonymous)
        MandateFactory(body_network=network, is_board=True, holder_structure=None, holder_person=anonymous)
        PartnershipFactory(entry=network, structure=StructureFactory(title="Discrète", **hidden))
        network.facilitators.add(StructureFactory(title="Effacée", **hidden))
        InitiativeFactory(title="Brouillon", network=network, **hidden)
        page = text(client.get(network.get_absolute_url()))
        for name in ("Cachée", "Caché", "Anonyme", "Discrète", "Effacée", "Brouillon"):
            assert name not in page

    def test_the_board_is_said_in_words(self, client):
        network = NetworkFactory()
        for _ in range(2):
            MandateFactory(body_network=network, is_board=True)
        MandateFactory(
            body_network=network, is_board=True, holder_structure=None, holder_person=PersonFactory()
        )
        assert "2 organismes et une personne." in text(client.get(network.get_absolute_url()))


class TestOtherPages:
    @pytest.mark.parametrize("count", [1, 3])
    def test_a_structure(self, client, at, count, django_assert_num_queries):
        structure = StructureFactory(
            territory=TerritoryFactory(title="Clermont"),
            parent=StructureFactory(),
            address="1 place\n63000 Clermont",
            email="bonjour@exemple.fr",
            phone="04 00 00 00 00",
        )
        for _ in range(count):
            MembershipFactory(structure=structure)
            MandateFactory(holder_structure=structure)
            MandateFactory(
                body_network=None,
                body_structure=structure,
                holder_structure=None,
                holder_person=PersonFactory(),
            )
            PartnershipFactory(structure=structure)
            FigureFactory(entry=structure)
            ThemeFactory().entries.add(structure)
            InitiativeFactory().carriers.add(structure)
            NetworkFactory().facilitators.add(structure)
            StructureFactory(parent=structure)
        with django_assert_num_queries(13):
            page = text(client.get(structure.get_absolute_url()))
        assert 'href="tel:0400000000"' in page
        assert 'href="mailto:bonjour@exemple.fr"' in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_territory(self, client, at, count, django_assert_num_queries):
        territory = TerritoryFactory(parent=TerritoryFactory(title="Région"))
        for _ in range(count):
            network = NetworkFactory(territory=territory)
            MembershipFactory(network=network, structure=None, territory=territory)
            services.declare_stage(
                territory=territory, network=network, stage="emerging", since=MEETING, by=None, at=at
            )
            PartnershipFactory(structure=None, territory=territory)
            FigureFactory(entry=territory)
            ThemeFactory().entries.add(territory)
            InitiativeFactory(territory=territory)
            StructureFactory(territory=territory)
            TerritoryFactory(parent=territory)
        with django_assert_num_queries(11):
            page = text(client.get(territory.get_absolute_url()))
        assert "Projet émergent" in page
        assert "jeudi 17 octobre 2019" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_an_initiative(self, client, count, django_assert_num_queries):
        theme = ThemeFactory()
        initiative = InitiativeFactory(territory=TerritoryFactory(), network=NetworkFactory())
        theme.entries.add(initiative)
        for _ in range(count):
            initiative.carriers.add(StructureFactory())
            PartnershipFactory(entry=initiative)
            FigureFactory(entry=initiative)
            theme.entries.add(InitiativeFactory(territory=TerritoryFactory()))
        with django_assert_num_queries(9):
            response = client.get(initiative.get_absolute_url())
        assert len(response.context["neighbours"]) == count

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize(
        ("kind", "queries"), [("network", 6), ("territory", 8), ("structure", 7), ("initiative", 5)]
    )
    def test_the_price_of_a_list_does_not_grow(
        self, client, at, kind, queries, count, django_assert_num_queries
    ):
        network = NetworkFactory() if kind == "territory" else None
        for _ in range(count):
            place = {} if kind == "territory" else {"territory": TerritoryFactory()}
            entry = KINDS[kind](**place)
            ThemeFactory().entries.add(entry)
            if network:
                services.declare_stage(
                    territory=entry, network=network, stage="emerging", since=MEETING, by=None, at=at
                )
        with django_assert_num_queries(queries):
            client.get(listing(kind))

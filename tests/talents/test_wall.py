"""The wall of talents: what each facet, word and order shows, and how many."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from portal.core.enums import PublicationState
from talents.filters import TalentFilter
from talents.models import Talent
from tests.factories.labels import LabelAwardFactory, LabelFactory
from tests.factories.networks import MembershipFactory, NetworkFactory, TerritoryFactory
from tests.factories.talents import EditionFactory, LaureateFactory, SchemeFactory, TalentFactory, field

pytestmark = pytest.mark.django_db

URL = "/talents/"


@pytest.fixture
def wall(at):
    """Two editions, two communes, one network, two schemes; and everything that must not be seen."""
    clermont, riom = TerritoryFactory(title="Clermont-Ferrand"), TerritoryFactory(title="Riom")
    club = NetworkFactory(title="Club des Talents")
    first = EditionFactory(number=1, year=2018, slug="premiere")
    second = EditionFactory(scheme=first.scheme, number=2, year=2019, slug="deuxieme")
    tremplin = SchemeFactory(slug="tremplin", name="Tremplin", parent=first.scheme)
    awa = TalentFactory(
        first_name="Awa", last_name="Sow", hue_of_field="eco", territory=clermont, published=True
    )
    bob = TalentFactory(
        first_name="Bob", last_name="Abel", hue_of_field="soc", territory=clermont, published=True
    )
    cyr = TalentFactory(
        first_name="Cyr", last_name="Élan", hue_of_field="eco", territory=riom, published=True
    )
    LaureateFactory(talent=awa, edition=second, scheme=tremplin)
    LaureateFactory(talent=bob, edition=second)
    LaureateFactory(talent=cyr, edition=first, scheme=tremplin)
    LaureateFactory(talent=awa, edition=first, field=field("spo"))
    MembershipFactory(
        network=club, structure=None, talent_id=awa.pk, since=dt.date(2019, 1, 1), since_precision="year"
    )
    MembershipFactory(
        network=club,
        structure=None,
        talent_id=bob.pk,
        since=dt.date(2019, 1, 1),
        since_precision="year",
        until=dt.date(2020, 1, 1),
        until_precision="year",
    )
    draft = TalentFactory(first_name="Dan", territory=riom)
    LaureateFactory(talent=draft, edition=second, scheme=tremplin)
    MembershipFactory(network=club, structure=None, talent_id=draft.pk)
    TalentFactory(
        first_name="Eve",
        territory=riom,
        state=PublicationState.PUBLISHED,
        published_at=at + dt.timedelta(days=3650),
    )
    TalentFactory(first_name="Flo", territory=riom, published=True, consent_until=dt.date(2020, 1, 1))
    TalentFactory(first_name="Guy", territory=riom, published=True, withdrawn_at=at)
    return {"awa": awa, "bob": bob, "cyr": cyr}


def names_of(content: str) -> set[str]:
    return set(re.findall(r'poster-name[^>]*><a href="/talents/([a-z0-9-]+)/"', content))


def shown(client, query: str = "") -> set[str]:
    response = client.get(URL + query)
    assert response.status_code == 200
    return {slug.split("-")[0] for slug in names_of(response.content.decode())}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"awa", "bob", "cyr"}),
        ("?domaine=economique", {"awa", "cyr"}),
        ("?domaine=economique&domaine=social", {"awa", "bob", "cyr"}),
        ("?domaine=sportif", set()),
        ("?edition=deuxieme", {"awa", "bob"}),
        ("?edition=premiere", {"awa", "cyr"}),
        ("?edition=premiere&edition=deuxieme", {"awa", "bob", "cyr"}),
        ("?commune=clermont-ferrand", {"awa", "bob"}),
        ("?commune=riom", {"cyr"}),
        ("?reseau=club-des-talents", {"awa"}),
        ("?dispositif=tremplin", {"awa", "cyr"}),
        ("?dispositif=tremplin&edition=deuxieme&commune=clermont-ferrand", {"awa"}),
        ("?domaine=social&commune=riom", set()),
        ("?q=sow", {"awa"}),
        ("?q=sow&domaine=social", set()),
        ("?commune=nulle-part", set()),
        ("?commune=nulle-part&commune=riom", {"cyr"}),
        ("?domaine=", {"awa", "bob", "cyr"}),
    ],
)
def test_facets_combine(client, wall, query, expected):
    assert shown(client, query) == expected


def facets(at, **chosen) -> dict[str, dict[str, int]]:
    found = TalentFilter(_data(chosen), queryset=Talent.objects.published(at=at), at=at)
    found.narrowed()
    return {facet.name: {option.value: option.count for option in facet.options} for facet in found.facets()}


def _data(chosen):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, values in chosen.items():
        data.setlist(name, values if isinstance(values, list) else [values])
    return data


def test_counts_without_any_choice(wall, at):
    assert facets(at) == {
        "domaine": {"economique": 2, "social": 1, "culturel": 0, "numerique": 0, "sportif": 0},
        "edition": {"deuxieme": 2, "premiere": 2},
        "commune": {"clermont-ferrand": 2, "riom": 1},
        "reseau": {"club-des-talents": 1},
        "dispositif": {"tremplin": 2},
    }


def test_each_facet_counts_with_the_others_applied_and_not_itself(wall, at):
    assert facets(at, commune="clermont-ferrand", domaine="economique") == {
        "domaine": {"economique": 1, "social": 1, "culturel": 0, "numerique": 0, "sportif": 0},
        "edition": {"deuxieme": 1, "premiere": 1},
        "commune": {"clermont-ferrand": 1, "riom": 1},
        "reseau": {"club-des-talents": 1},
        "dispositif": {"tremplin": 1},
    }


def test_a_choice_that_leaves_nothing_stays_where_it_can_be_undone(wall, at):
    counted = facets(at, commune="riom", reseau="club-des-talents")
    assert counted["reseau"] == {"club-des-talents": 0}
    assert counted["commune"] == {"clermont-ferrand": 1, "riom": 0}
    assert "dispositif" not in counted


def test_words_narrow_the_counts_too(wall, at):
    counted = facets(at, q="abel")
    assert counted["domaine"]["social"] == 1
    assert counted["domaine"]["economique"] == 0


def order(client, query: str) -> list[str]:
    content = client.get(URL + query).content.decode()
    return [
        slug.split("-")[0]
        for slug in re.findall(r'poster-name[^>]*><a href="/talents/([a-z0-9-]+)/"', content)
    ]


def test_orders(client, wall):
    assert order(client, "?tri=nom") == ["bob", "cyr", "awa"]
    assert order(client, "?tri=edition") == ["bob", "awa", "cyr"]
    assert set(order(client, "?tri=inconnu")) == {"awa", "bob", "cyr"}
    hues = [wall[name].hue for name in order(client, "")]
    assert hues == ["eco", "soc", "eco"]


def test_an_empty_wall_says_what_to_loosen(client, wall):
    content = client.get(URL + "?domaine=social&commune=riom").content.decode()
    ways = re.findall(r'<a class="row" href="([^"]+)"><span>([^<]+)</span><small>([^<]+)</small>', content)
    assert ways == [
        ("/talents/?commune=riom", "Sans «\u00a0Social\u00a0»", "1 talent"),
        ("/talents/?domaine=social", "Sans «\u00a0Riom\u00a0»", "1 talent"),
    ]
    assert names_of(content) == set()


def test_chosen_filters_are_shown_and_can_be_taken_away(client, wall):
    content = client.get(URL + "?domaine=social&q=abel").content.decode()
    assert '<a href="/talents/?domaine=social">' in content
    assert '<a href="/talents/?q=abel">' in content


def test_the_fragment_is_the_same_part_of_the_page(client, wall):
    for query in ("", "?domaine=economique&q=sow", "?commune=nulle-part"):
        page = client.get(URL + query).content.decode()
        fragment = client.get(URL + query, headers={"HX-Request": "true"})
        assert fragment.content.decode().strip() in page
        assert fragment.content.decode().lstrip().startswith('<div class="listing" id="resultats">')
        assert "HX-Request" in fragment["Vary"]


def test_a_page_taken_back_from_history_is_whole(client, wall):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert client.get(URL, headers=headers).content.decode().lstrip().startswith("<!doctype html>")


def test_pages_of_twenty_four(client):
    TalentFactory.create_batch(25, published=True, drawn=True)
    first, second = client.get(URL).content.decode(), client.get(URL + "?page=2").content.decode()
    assert (len(names_of(first)), len(names_of(second))) == (24, 1)
    assert names_of(first).isdisjoint(names_of(second))
    assert first.count('<li class="large">') == 1
    assert "25 talents" in first


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "abc", "1.5", "%27%3B--"])
def test_an_odd_page_number_shows_a_page(client, wall, page):
    assert client.get(f"{URL}?page={page}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?domaine=<script>alert(1)</script>",
        "?q=%3Cimg%20src%3Dx%3E",
        "?q='%20OR%201=1%20--",
        "?q=%26%7C%21%3A%2A%28%29",
        "?q=%F0%9F%8C%BB",
        "?q=%ff%fe",
        "?commune=" + "a" * 4000,
        "?" + "&".join(f"domaine=x{n}" for n in range(300)),
        "?q=le+la+les",
        "?reseau[]=x&inconnu=1",
    ],
)
def test_hostile_values_find_nothing_and_break_nothing(client, wall, query):
    response = client.get(URL + query)
    content = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert" not in content
    assert "<img src=x" not in content


def test_a_nul_byte_is_a_bad_request(client, wall):
    assert client.get(URL + "?q=a%00b").status_code == 400


def test_words_too_long_are_refused_in_words(client, wall):
    response = client.get(URL + "?q=" + "a" * 101)
    assert response.status_code == 400
    assert "La recherche est trop longue" in response.content.decode()
    assert names_of(response.content.decode()) == {"awa-sow", "bob-abel", "cyr-elan"}


def test_an_empty_site_says_so(client):
    assert "Le mur attend ses premières affiches" in client.get(URL).content.decode()


def test_only_reading(client):
    assert client.post(URL).status_code == 405
    assert reverse("talents:list") == URL


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_whatever_the_number(client, count, django_assert_num_queries):
    edition = EditionFactory()
    club = NetworkFactory()
    for talent in TalentFactory.create_batch(count, published=True, drawn=True, territory=TerritoryFactory()):
        LaureateFactory(talent=talent, edition=edition)
        MembershipFactory(network=club, structure=None, talent_id=talent.pk)
    # Site settings, the order, the posters, five facets.
    with django_assert_num_queries(9):
        client.get(URL)


def _labelled(*names: str, title: str = "Atelier ouvert", **fields):
    label = LabelFactory(title=title)
    for name in names:
        LabelAwardFactory(label=label, holder=TalentFactory(published=True, first_name=name), **fields)
    return label


def test_labels_in_force_narrow_and_are_counted(client):
    _labelled("Rosa", "Lina")
    _labelled("Annoncé", title="À venir", state="announced")
    TalentFactory(published=True, first_name="Sans")
    context = client.get("/talents/").context
    facet = next(facet for facet in context["facets"] if facet.name == "label")
    assert [(option.label, option.count) for option in facet.options] == [("Atelier ouvert", 2)]
    response = client.get("/talents/?label=atelier-ouvert")
    assert {poster.name.split()[0] for poster in response.context["posters"] if hasattr(poster, "name")} == {
        "Rosa",
        "Lina",
    }
    assert [chip["label"] for chip in response.context["chips"]] == ["Atelier ouvert"]


def test_labels_combine_with_the_other_facets_and_are_among_the_ways_out(client):
    _labelled("Rosa")
    TalentFactory(published=True, first_name="Sportive", hue_of_field="spo")
    response = client.get("/talents/?label=atelier-ouvert&domaine=sportif")
    assert {(way.label, way.count) for way in response.context["loosen"]} == {
        ("Sans «\u00a0Atelier ouvert\u00a0»", "1 talent"),
        ("Sans «\u00a0Sportif\u00a0»", "1 talent"),
    }
    # The counts of each facet are made with the others applied.
    facet = next(facet for facet in response.context["facets"] if facet.name == "label")
    assert [(option.count, option.checked) for option in facet.options] == [(0, True)]


def test_a_label_withdrawn_from_the_site_names_nobody(client):
    label = _labelled("Rosa")
    label.state = "draft"
    label.save()
    response = client.get("/talents/?label=atelier-ouvert")
    assert response.context["page"].paginator.count == 0
    assert not [facet for facet in response.context["facets"] if facet.name == "label"]


@pytest.mark.parametrize("count", [1, 3])
def test_labels_ask_as_much_for_one_as_for_three(client, count, django_assert_num_queries):
    for number in range(count):
        _labelled("Rosa", title=f"Label {number}")
    with django_assert_num_queries(9):
        client.get("/talents/?label=label-0")

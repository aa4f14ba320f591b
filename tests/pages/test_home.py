"""The home page, on an empty site and on a full one."""

import datetime as dt
import re
from html import unescape

import pytest

from networks.services import record_counted_figure, record_declared_figure
from portal.core.models import FeaturedEntry, SiteSettings
from portal.news.models import Article
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.networks import MembershipFactory, NetworkFactory, TerritoryFactory
from tests.factories.news import ArticleFactory
from tests.factories.talents import EditionFactory, LaureateFactory, TalentFactory

pytestmark = pytest.mark.django_db


def page(client, url: str = "/") -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_an_empty_site_opens(client, now):
    text = page(client)
    assert "Tant de talents" in text
    assert "0 talent<" in text
    assert "À noter" not in text


def test_the_wall_counts_the_talents_of_each_field(client, now):
    TalentFactory.create_batch(2, published=True, hue_of_field="cul", drawn=True)
    TalentFactory(published=True, hue_of_field="spo")
    TalentFactory(hue_of_field="spo")
    wall = {pane.hue: pane for pane in client.get("/").context["wall"]}
    assert list(wall) == ["eco", "soc", "cul", "num", "spo"]
    assert {hue: pane.count for hue, pane in wall.items()} == {
        "eco": "0 talent",
        "soc": "0 talent",
        "cul": "2 talents",
        "num": "0 talent",
        "spo": "1 talent",
    }
    assert wall["cul"].image is not None
    assert wall["spo"].image is None
    assert wall["cul"].url == "/talents/?domaine=culturel"


def test_the_title_and_the_sentence_are_those_of_the_settings(client, now):
    TalentFactory(published=True)
    SiteSettings.objects.create(pk=1, tagline="Ça bouge", home_lead="Une luthière, un maçon.")
    text = page(client)
    assert "Ça bouge" in text
    assert re.search(r"Une luthière, un maçon\.(</span>)? 1 parcours d’ici", text)


def _open(now, **fields):
    return {"registration_opens_at": now - dt.timedelta(days=1), **fields}


def test_the_next_meeting_that_takes_registrations_is_on_the_poster(client, now):
    EventFactory(
        title="Sans inscription",
        day=dt.date(2026, 11, 30),
        starts_at=dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC),
        ends_at=None,
    )
    soon = EventFactory(title="Bientôt", **_open(now))
    SessionFactory(event=soon)
    EventFactory(title="Complètement cachée", visibility="unlisted", **_open(now))
    poster = client.get("/").context["poster"]
    assert poster.event == soon
    assert poster.programme_url == "/agenda/bientot/programme/"


def test_staff_choose_the_poster_until_it_is_over(client, now):
    EventFactory(title="Ouverte", **_open(now))
    chosen = EventFactory(title="Choisie", undated=True, date_note="un mardi")
    SiteSettings.objects.create(pk=1, featured=chosen)
    response = client.get("/")
    assert response.context["poster"].event == chosen
    assert "Un mardi, date à préciser" in unescape(response.content.decode())
    chosen.is_over = True
    chosen.save()
    assert client.get("/").context["poster"].event.title == "Ouverte"


def test_the_portrait_is_chosen_or_the_same_all_month(client, now):
    TalentFactory(published=True, drawn=True, quote="On cherche encore.")
    chosen = TalentFactory(published=True, drawn=True, quote="J’y suis, j’y reste.", first_name="Rosa")
    TalentFactory(published=True, quote="Sans visage.")
    assert client.get("/").context["talent"] == client.get("/").context["talent"]
    SiteSettings.objects.create(pk=1, portrait=chosen)
    assert client.get("/").context["talent"] == chosen
    assert "« J’y suis, j’y reste. »" in page(client).replace("\u00a0", " ")


def test_networks_tell_what_was_declared_and_what_is_counted(client, now):
    cluster = NetworkFactory(title="Grappe")
    club = NetworkFactory(title="Club")
    MembershipFactory.create_batch(2, network=club)
    MembershipFactory(network=club, until=dt.date(2025, 1, 1), until_precision="day")
    common = {"entry": cluster, "key": "territories", "label": "territoires", "by": None, "at": now}
    record_declared_figure(value=10, source="Un article", **common)
    record_counted_figure(value=9, as_of=now.date(), **common)
    rows = client.get("/").context["networks"]
    assert [(row.title, row.lead, row.text) for row in rows] == [
        ("Grappe", 10, "territoires\u00a0: 9 nommés sur 10 annoncés"),
        ("Club", 2, "membres"),
    ]


def test_imprecise_dates_are_told_as_they_are(client, now):
    EventFactory(title="Au printemps", undated=True).__class__.objects.filter(title="Au printemps").update(
        precision="season", day=dt.date(2027, 3, 1)
    )
    EventFactory(title="Un jour", undated=True, date_note="un mardi")
    rows = client.get("/").context["dates"].later
    assert [(row.title, row.lead) for row in rows] == [
        ("Au printemps", "Printemps 2027"),
        ("Un jour", "Un mardi, date à préciser"),
    ]
    assert not any(row.datetime for row in rows)


def test_the_latest_news_are_there(client, now):
    for days in (4, 2, 1, 3):
        ArticleFactory(title=f"Il y a {days} jours", published_at=now - dt.timedelta(days=days))
    assert [row.title for row in client.get("/").context["news"]] == [
        "Il y a 1 jours",
        "Il y a 2 jours",
        "Il y a 3 jours",
    ]
    assert Article.objects.count() == 4


def test_the_home_page_speaks_english(client, now):
    assert '<html lang="en">' in page(client, "/en/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_page_asks_as_much_for_one_as_for_three(client, now, count, django_assert_num_queries):
    edition = EditionFactory()
    for hue in ("eco", "soc", "cul")[:count]:
        talent = TalentFactory(published=True, drawn=True, quote="Oui.", hue_of_field=hue)
        LaureateFactory(talent=talent, edition=edition)
        FeaturedEntry.objects.create(entry=talent)
        network = NetworkFactory()
        for degree in range(count + 1):
            place = TerritoryFactory(latitude=45 + degree, longitude=4)
            MembershipFactory(network=network, structure=None, territory=place)
        SessionFactory(event=EventFactory(**_open(now)))
        record_declared_figure(
            entry=NetworkFactory(), key="members", label="membres", value=3, source="Source", by=None, at=now
        )
        ArticleFactory()
    with django_assert_num_queries(19):
        client.get("/")


def test_no_cookie_is_set_on_a_reader(client, now):
    assert not client.get("/").cookies

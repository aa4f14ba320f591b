"""The pages of the agenda: who sees what, at what cost."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from events.enums import EventPrecision, SpeakerRole, Visibility
from events.models import Audience, Event, HostBid, HostCall, Report
from events.services.scheduling import cancel_event, postpone_event
from networks.services import add_partner, add_theme, record_declared_figure
from portal.accounts.models import User
from portal.core.models import Entry
from portal.core.services import change_slug, withdraw
from tests.factories.events import (
    AttendanceFactory,
    EventFactory,
    RoomFactory,
    SeriesFactory,
    SessionFactory,
    SpeakerFactory,
    StandFactory,
    VenueFactory,
)
from tests.factories.networks import (
    NetworkFactory,
    PersonFactory,
    StructureFactory,
    TerritoryFactory,
    TerritoryStageFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def soon(days: int = 10, **values) -> Event:
    """A meeting to come, on a known day."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return EventFactory(on_day=True, day=day, **values)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def staff_client() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("equipe@exemple.fr", "x", is_staff=True))
    return client


# Who sees what

PAGES = ["", "programme/", "stands/", "compte-rendu/", "evenement.ics"]


@pytest.mark.parametrize("below", PAGES)
def test_unknown_draft_embargoed_and_withdrawn_pages(client, below):
    assert client.get(f"/agenda/inconnu/{below}").status_code == 404
    draft = soon(state="draft", published_at=None)
    assert client.get(f"/agenda/{draft.slug}/{below}").status_code == 404
    later = soon(published_at=timezone.now() + dt.timedelta(days=1))
    assert client.get(f"/agenda/{later.slug}/{below}").status_code == 404
    gone = soon()
    withdraw(gone, by=None, at=timezone.now())
    assert client.get(f"/agenda/{gone.slug}/{below}").status_code == 410


@pytest.mark.parametrize("address", ["/agenda/%00/", "/agenda/?serie=%00", "/agenda.ics?theme=a%00b"])
def test_a_nul_byte_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_an_old_address_leads_to_the_new_one(client):
    event = soon(slug="ancien")
    change_slug(event, slug="nouveau-nom", by=None, at=timezone.now())
    response = client.get("/agenda/ancien/")
    assert (response.status_code, response["Location"]) == (301, "/agenda/nouveau-nom/")


@pytest.mark.parametrize(
    "query",
    [
        "quand=jamais",
        "serie=" + "x" * 500,
        "serie=<script>",
        "page=999999999999999999999",
        "page=-1",
        "vue=mois&mois=0000-99",
        "vue=mois&mois=9999-12",
        "vue=mois&mois=0001-01",
        "vue=mois&mois=coucou",
        "territoire=é",
    ],
)
def test_values_that_are_not_well_formed_are_left_out(client, query):
    soon(title="Toujours là")
    response = client.get(f"/agenda/?{query}")
    assert response.status_code == 200
    assert "<script>" not in text_of(response).split("<main")[1].split("</main")[0]


def listed(client, query: str = "") -> set[str]:
    response = client.get(f"/agenda/?{query}")
    assert response.status_code == 200
    return {row.title for group in response.context["groups"] for row in group.rows}


def test_the_agenda_lists_what_everybody_may_read(client):
    soon(title="Publique")
    soon(title="Sur invitation", visibility=Visibility.INVITED)
    hidden = soon(title="Non listée", visibility=Visibility.UNLISTED)
    soon(title="Brouillon", state="draft", published_at=None)
    soon(title="Sous embargo", published_at=timezone.now() + dt.timedelta(hours=1))
    withdraw(soon(title="Retirée"), by=None, at=timezone.now())
    EventFactory(title="Passée", on_day=True, day=dt.date(2019, 10, 17))
    assert listed(client) == {"Publique", "Sur invitation"}
    assert listed(client, "quand=passes") == {"Passée"}
    assert client.get(hidden.get_absolute_url()).status_code == 200
    feed = client.get("/agenda.ics").content.decode()
    assert ("Publique" in feed, "Non listée" in feed, "Brouillon" in feed) == (True, False, False)


def test_filters_narrow_the_list_and_combine(client):
    series, network, theme = SeriesFactory(slug="s1"), NetworkFactory(slug="r1"), ThemeFactory(slug="t1")
    town = TerritoryFactory(slug="lyon")
    audience = Audience.objects.create(name="jeunes", slug="jeunes")
    one = soon(title="Une", series=series, network=network, venue=VenueFactory(territory=town))
    two = soon(title="Deux", series=series, territory=town)
    soon(title="Trois")
    add_theme(entry=Entry.objects.get(pk=one.pk), theme=theme, by=None, at=timezone.now())
    two.audiences.add(audience)
    assert listed(client, "serie=s1") == {"Une", "Deux"}
    assert listed(client, "territoire=lyon") == {"Une", "Deux"}
    assert listed(client, "reseau=r1") == {"Une"}
    assert listed(client, "theme=t1") == {"Une"}
    assert listed(client, "public=jeunes") == {"Deux"}
    assert listed(client, "serie=s1&public=jeunes") == {"Deux"}
    assert listed(client, "serie=rien") == set()
    facets = {
        facet.name: {option.value: option.count for option in facet.options}
        for facet in client.get("/agenda/").context["facets"]
    }
    assert facets["serie"] == {"s1": 2}
    assert facets["territoire"] == {"lyon": 2}
    # A facet tells what each of its own values would leave, given the others.
    narrowed = client.get("/agenda/?serie=s1&public=jeunes").context["facets"]
    assert {facet.name: {option.value: option.count for option in facet.options} for facet in narrowed}[
        "serie"
    ] == {"s1": 1}


def test_imprecise_dates_are_told_as_they_are(client):
    none = {"starts_at": None, "ends_at": None}
    EventFactory(title="Mois", precision=EventPrecision.MONTH, day=dt.date(2020, 2, 1), **none)
    EventFactory(title="Saison", precision=EventPrecision.SEASON, day=dt.date(2018, 3, 1), **none)
    EventFactory(title="Année", precision=EventPrecision.YEAR, day=dt.date(2019, 1, 1), **none)
    EventFactory(title="Déduite", on_day=True, day=dt.date(2019, 11, 7), year_derived=True)
    EventFactory(title="Mardi", undated=True, is_over=True, date_note="un mardi")
    response = client.get("/agenda/?quand=passes")
    headings = [group.heading for group in response.context["groups"]]
    assert headings == ["Février 2020", "Novembre 2019", "2019", "Printemps 2018", "Sans date connue"]
    text = text_of(response)
    assert "année déduite" in text
    assert "Un mardi" in text
    assert "1er février" not in text
    assert "1er janvier" not in text


@pytest.mark.parametrize(
    ("change", "words"),
    [(cancel_event, "Cet événement est annulé."), (postpone_event, "Cet événement est reporté.")],
)
def test_a_cancelled_or_postponed_meeting_says_so_everywhere(client, change, words):
    series = SeriesFactory()
    event = soon(title="Forum", series=series, registration_opens_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    change(event, reason="Le toit fuit.", by=None, at=timezone.now())
    page = text_of(client.get(event.get_absolute_url()))
    assert words in page
    assert "Le toit fuit." in page
    assert "M’inscrire" not in page
    word = "Annulé" if change is cancel_event else "Reporté"
    for address in ("/agenda/", series.get_absolute_url()):
        assert word in text_of(client.get(address))


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (-1, 5, "Inscriptions ouvertes jusqu’au"),
        (1, 5, "Les inscriptions ouvrent"),
        (-5, -1, "Les inscriptions sont closes."),
        (None, None, "Aucune inscription n’est demandée"),
    ],
)
def test_the_place_box_tells_where_registration_stands(client, opens, closes, words):
    now = timezone.now()
    event = soon(
        registration_opens_at=now + dt.timedelta(days=opens) if opens else None,
        registration_closes_at=now + dt.timedelta(days=closes) if closes else None,
    )
    assert words in text_of(client.get(event.get_absolute_url()))


def test_the_programme_of_a_meeting_without_date_shows_its_hours(client):
    venue = VenueFactory()
    event = EventFactory(undated=True, date_note="un mardi", venue=venue)
    hours = {"start_time": dt.time(17), "end_time": dt.time(18, 30)}
    for name in ("Amphithéâtre", "Salle Cèdre"):
        SessionFactory(event=event, title=f"Séance {name}", room=RoomFactory(venue=venue, name=name), **hours)
    for below in ("", "programme/"):
        text = text_of(client.get(f"{event.get_absolute_url()}{below}"))
        assert "17 h – 18 h 30" in text
        assert "Séance Salle Cèdre" in text
    assert "Un mardi, date à préciser" in text


def test_only_people_who_may_be_named_are_named(client):
    session = SessionFactory(event=soon(), kind="panel", title="Six voix")
    SpeakerFactory(session=session, role=SpeakerRole.MODERATOR, person=PersonFactory(last_name="Nommée"))
    SpeakerFactory(session=session, person=PersonFactory(last_name="Discrète", is_public_figure=False))
    text = text_of(client.get(session.event.get_absolute_url()))
    assert ("Nommée" in text, "Discrète" in text) == (True, False)


def test_stands_are_told_by_level(client):
    event = soon()
    StandFactory(
        event=event, level="Rez-de-jardin", position=2, code="J1", structure=StructureFactory(title="Agire")
    )
    hidden = StructureFactory(title="Pas de fiche", state="draft", published_at=None)
    StandFactory(event=event, level="Rez-de-chaussée", code="C1", structure=hidden)
    response = client.get(f"{event.get_absolute_url()}stands/")
    assert [floor.label for floor in response.context["floors"]] == ["Rez-de-chaussée", "Rez-de-jardin"]
    assert [stand.url for floor in response.context["floors"] for stand in floor.stands] == [
        "",
        "/structures/agire/",
    ]


def test_a_report_is_public_once_published(client, staff_client):
    event = EventFactory(on_day=True, day=dt.date(2019, 10, 17))
    Report.objects.create(event=event, body="Une journée pour *construire*.")
    address = f"{event.get_absolute_url()}compte-rendu/"
    assert client.get(address).status_code == 302
    assert "pas encore public" in text_of(staff_client.get(address))
    Report.objects.update(published_at=timezone.now())
    text = text_of(client.get(address))
    assert "<em>construire</em>" in text
    assert "pas encore public" not in text
    assert "Lire le compte rendu" in text_of(client.get(event.get_absolute_url()))


def test_a_hostile_title_runs_nothing(client):
    event = soon(title="</script><script>alert(1)</script>", summary='"><img src=x onerror=alert(1)>')
    page = text_of(client.get(event.get_absolute_url()))
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_host_bids_that_are_invented_say_so(client):
    series = SeriesFactory()
    call = HostCall.objects.create(
        series=series, title="Qui accueille ?", vote_on=dt.date(2018, 3, 1), vote_on_precision="season"
    )
    HostBid.objects.create(call=call, label="Première ville", is_demo=True)
    text = text_of(client.get(series.get_absolute_url()))
    assert "Vote : printemps 2018." in text
    assert "fictive, pour la démonstration" in text


def test_the_fragment_is_the_part_of_the_page(client):
    series = SeriesFactory(slug="s1")
    soon(series=series)
    for query in ("", "?serie=s1", "?quand=passes", "?vue=mois", "?vue=carte", "?serie=rien&places=libres"):
        page = client.get(f"/agenda/{query}")
        fragment = client.get(f"/agenda/{query}", headers={"HX-Request": "true"})
        assert "HX-Request" in page["Vary"]
        assert "<html" not in fragment.content.decode()
        assert fragment.content.decode().strip() in page.content.decode()


def test_the_month_shows_days_and_what_has_no_day_apart(client):
    none = {"starts_at": None, "ends_at": None}
    EventFactory(title="Jeudi", on_day=True, day=dt.date(2019, 10, 17))
    EventFactory(title="Trois jours", on_day=True, day=dt.date(2019, 10, 29), last_day=dt.date(2019, 11, 2))
    EventFactory(title="En octobre", precision=EventPrecision.MONTH, day=dt.date(2019, 10, 1), **none)
    response = client.get("/agenda/?vue=mois&mois=2019-10")
    days = {
        day.date.day: [item.title for item in day.items]
        for week in response.context["month"].weeks
        for day in week
        if day.items
    }
    assert days == {17: ["Jeudi"], 29: ["Trois jours"], 30: ["Trois jours"], 31: ["Trois jours"]}
    assert [row.title for row in response.context["unsettled"]] == ["En octobre"]
    november = client.get("/agenda/?vue=mois&mois=2019-11").context["month"]
    assert sum(bool(day.items) for week in november.weeks for day in week) == 2


# What a page costs


def full_event(**values) -> Event:
    """A meeting with one of everything, called again for more."""
    venue = VenueFactory(territory=TerritoryFactory())
    event = EventFactory(
        series=SeriesFactory(), network=NetworkFactory(), venue=venue, territory=TerritoryFactory(), **values
    )
    event.audiences.add(Audience.objects.create(name="Jeunes", slug=f"jeunes-{event.pk}"))
    return event


def furnish(event: Event, times: int) -> None:
    at = timezone.now()
    for number in range(times):
        session = SessionFactory(
            event=event,
            room=RoomFactory(venue=event.venue),
            start_time=dt.time(9 + number),
            end_time=dt.time(10 + number),
        )
        SpeakerFactory(session=session)
        StandFactory(event=event)
        add_partner(entry=event, partner=StructureFactory(), by=None, at=at)
        add_theme(entry=event, theme=ThemeFactory(), by=None, at=at)
        EventFactory(previous=event)
        record_declared_figure(
            entry=event, key=f"k{number}", label="personnes", value=number, source="x", by=None, at=at
        )
        place = AttendanceFactory(event=event).territory
        TerritoryStageFactory(territory=place, network=event.network)
        call = HostCall.objects.create(series=event.series, announced_at_event=event, title="Hôte")
        HostBid.objects.create(call=call, territory=TerritoryFactory())


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("below", "queries"),
    [("", 15), ("programme/", 6), ("stands/", 3), ("compte-rendu/", 10), ("evenement.ics", 1)],
)
def test_queries_of_a_meeting(client, django_assert_num_queries, below, queries, times):
    event = full_event(on_day=True, day=dt.date(2019, 10, 17))
    Report.objects.create(event=event, body="Texte", published_at=timezone.now())
    furnish(event, times)
    with django_assert_num_queries(queries):
        client.get(f"/agenda/{event.slug}/{below}")


@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_a_meeting_to_come(client, django_assert_num_queries, times):
    """Places are counted: for the meeting, and for its sessions."""
    now = timezone.now()
    event = full_event(
        on_day=True,
        day=timezone.localdate() + dt.timedelta(days=20),
        capacity=40,
        registration_opens_at=now - dt.timedelta(days=1),
    )
    furnish(event, times)
    with django_assert_num_queries(15):
        assert "Gardez votre place" in text_of(client.get(event.get_absolute_url()))


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/agenda/", 11),
        ("/agenda/?vue=mois", 11),
        ("/agenda/?vue=carte", 10),
        ("/agenda/?serie=s1&places=libres&acces=plain-pied", 12),
        ("/agenda.ics", 1),
        ("/series/s1/", 10),
    ],
)
def test_queries_of_lists(client, django_assert_num_queries, address, queries, times):
    series = SeriesFactory(slug="s1")
    for number in range(times):
        event = soon(
            number + 5,
            venue=VenueFactory(territory=TerritoryFactory(), step_free=True),
            series=series,
            network=NetworkFactory(),
            registration_opens_at=timezone.now() - dt.timedelta(days=1),
        )
        EventFactory(series=series, on_day=True, day=dt.date(2019, 1, 1 + number))
        add_theme(entry=event, theme=ThemeFactory(), by=None, at=timezone.now())
        call = HostCall.objects.create(series=series, title="Hôte")
        HostBid.objects.create(call=call, territory=TerritoryFactory())
    with django_assert_num_queries(queries):
        client.get(address)


def test_every_page_opens_in_english(client):
    event = full_event(on_day=True, day=dt.date(2019, 10, 17))
    furnish(event, 1)
    Report.objects.create(event=event, body="Texte", published_at=timezone.now())
    # A request leaves its language to the thread: put ours back.
    with translation.override("fr"):
        opened = {
            address: client.get(address).status_code
            for address in (
                "/en/agenda/",
                "/en/agenda/?vue=mois",
                "/en/agenda.ics",
                f"/en/series/{event.series.slug}/",
                *(f"/en/agenda/{event.slug}/{below}" for below in PAGES),
            )
        }
    assert set(opened.values()) == {200}

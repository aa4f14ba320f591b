"""What the home page shows of the moment."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.wording import countdown_text
from portal.accounts.enums import Role
from portal.core import services as entries
from portal.core.models import FeaturedEntry, SiteSettings
from portal.pages.roles import permissions_of
from tests.factories.events import EventFactory
from tests.factories.networks import InitiativeFactory, MembershipFactory, NetworkFactory, TerritoryFactory
from tests.factories.talents import EditionFactory, LaureateFactory, TalentFactory

pytestmark = pytest.mark.django_db

PARIS_NOON = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)


def _meeting(day: dt.date, hour: int | None = 18, **fields):
    """A meeting of two hours in Paris, or of a whole day."""
    if hour is None:
        return EventFactory.build(day=day, starts_at=None, ends_at=None, precision="day", **fields)
    start = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.timezone(dt.timedelta(hours=1)))
    return EventFactory.build(
        day=day,
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
        precision="hour",
        time_zone="Europe/Paris",
        **fields,
    )


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        (dt.date(2026, 11, 22), 18, "aujourd’hui à 18\u00a0h"),
        (dt.date(2026, 11, 22), None, "aujourd’hui"),
        (dt.date(2026, 11, 22), 11, "en ce moment"),
        (dt.date(2026, 11, 23), 9, "demain à 9\u00a0h"),
        (dt.date(2026, 11, 23), None, "demain"),
        (dt.date(2026, 12, 4), 18, "dans 12 jours"),
        (dt.date(2027, 2, 20), 18, "dans 3 mois"),
        (dt.date(2026, 11, 21), 18, ""),
    ],
)
def test_the_countdown_is_told_in_words(day, hour, said):
    assert countdown_text(_meeting(day, hour), at=PARIS_NOON) == said


def test_days_are_those_of_where_the_meeting_is_held():
    evening_before = dt.datetime(2026, 11, 21, 22, 30, tzinfo=dt.UTC)
    assert countdown_text(_meeting(dt.date(2026, 11, 22), None), at=evening_before) == "demain"


def test_an_imprecise_date_is_not_counted_down():
    assert countdown_text(EventFactory.build(undated=True), at=PARIS_NOON) == ""


def _feature(*rows, **fields) -> None:
    for position, entry in enumerate(rows):
        FeaturedEntry.objects.create(entry=entry, position=position, **fields)


def _names(client) -> list[str]:
    return [poster.name for poster in client.get("/").context["featured"]]


def test_staff_put_pages_forward_in_order(client, now):
    talent = TalentFactory(published=True, drawn=True, first_name="Rosa", last_name="Teixeira")
    _feature(InitiativeFactory(title="Potager"), talent, NetworkFactory(title="Club"))
    assert _names(client) == ["Potager", "Rosa Teixeira", "Club"]
    assert client.get("/").context["featured"][1].image is not None
    assert "À la une" in unescape(client.get("/").content.decode())


def test_nothing_put_forward_shows_the_latest_initiatives_and_labels(client, now):
    for days in range(5):
        InitiativeFactory(title=f"Il y a {days} jours", published_at=now - dt.timedelta(days=days))
    NetworkFactory()
    assert _names(client) == [f"Il y a {days} jours" for days in range(4)]


def test_a_site_that_has_none_shows_nothing(client, now):
    NetworkFactory()
    assert "À la une" not in unescape(client.get("/").content.decode())


def test_the_choice_falls_back_when_none_of_it_may_be_shown(client, now):
    _feature(NetworkFactory(title="Brouillon", state="draft"))
    InitiativeFactory(title="Potager")
    assert _names(client) == ["Potager"]


def test_what_is_no_longer_public_is_passed_over(client, now):
    draft = NetworkFactory(title="Brouillon", state="draft")
    gone = NetworkFactory(title="Retiré")
    entries.withdraw(gone, by=None, at=now)
    consentless = TalentFactory(published=True, consent_until=now.date() - dt.timedelta(days=1))
    held = EventFactory(
        title="Passée", day=dt.date(2020, 1, 2), precision="day", starts_at=None, ends_at=None
    )
    secret = EventFactory(title="Secrète", visibility="unlisted")
    _feature(draft, gone, consentless, held, secret, NetworkFactory(title="Club"))
    assert _names(client) == ["Club"]


def test_a_date_ends_what_is_put_forward(client, now):
    _feature(NetworkFactory(title="Hier"), until=now.date() - dt.timedelta(days=1))
    _feature(NetworkFactory(title="Aujourd’hui"), until=now.date())
    assert _names(client) == ["Aujourd’hui"]


def test_a_meeting_put_forward_takes_the_great_poster(client, now):
    EventFactory(title="Ouverte", registration_opens_at=now - dt.timedelta(days=1))
    chosen = EventFactory(title="Choisie")
    _feature(NetworkFactory(title="Club"), chosen)
    context = client.get("/").context
    assert context["poster"].event == chosen
    assert [poster.name for poster in context["featured"]] == ["Club"]
    chosen.status, chosen.status_changed_at = "cancelled", now
    chosen.save()
    assert client.get("/").context["poster"].event.title == "Ouverte"


def test_the_settings_come_before_the_list(client, now):
    first, second = EventFactory(title="Réglages"), EventFactory(title="Liste")
    SiteSettings.objects.create(pk=1, featured=first)
    _feature(second)
    context = client.get("/").context
    assert context["poster"].event == first
    assert [poster.name for poster in context["featured"]] == ["Liste"]


def test_a_page_is_put_forward_once(db):
    network = NetworkFactory()
    _feature(network)
    with pytest.raises(ValidationError):
        FeaturedEntry(entry=network).validate_unique()
    with pytest.raises(ValidationError, match="de 0 à 99"):
        FeaturedEntry(entry=network, position=100).validate_constraints()


def test_who_publishes_chooses_what_is_put_forward(admin_client):
    assert "core.change_featuredentry" in permissions_of(Role.PUBLISHER)
    _feature(NetworkFactory(title="Club"))
    assert "Club" in admin_client.get(reverse("admin:core_featuredentry_changelist")).content.decode()


def test_laureates_of_the_last_edition_hang_one_a_field(client, now):
    old = EditionFactory(state="published", published_at=now, year=2018)
    last = EditionFactory(state="published", published_at=now, year=2019)
    LaureateFactory(edition=old, talent=TalentFactory(published=True, first_name="Ancienne"))
    for hue in ("eco", "soc", "cul", "num", "spo"):
        for _nth in range(2):
            LaureateFactory(edition=last, talent=TalentFactory(published=True, hue_of_field=hue))
    LaureateFactory(edition=last, talent=TalentFactory(first_name="Brouillon"))
    shown = client.get("/").context["laureates"]
    assert len(shown) == 4
    assert len({poster.hue for poster in shown}) == 4
    assert not {"Ancienne", "Brouillon"} & {poster.name.split()[0] for poster in shown}


def test_this_month_comes_first_then_the_next_meetings(client, now):
    month = (now.year, now.month)
    for days in range(1, 60, 4):
        day = now.date() + dt.timedelta(days=days)
        EventFactory(title=f"Le {day}", day=day, precision="day", starts_at=None, ends_at=None)
    dates = client.get("/").context["dates"]
    assert dates.now
    for row in dates.now:
        day = dt.date.fromisoformat(row.datetime)
        assert (day.year, day.month) == month
    assert len(dates.later) == max(4 - len(dates.now), 0)


def test_the_map_is_that_of_the_network_with_most_places(client, now):
    small, great = NetworkFactory(title="Petit"), NetworkFactory(title="Grand")
    for number in range(3):
        place = TerritoryFactory(title=f"Lieu {number}", latitude=45 + number / 5, longitude=4 + number / 5)
        MembershipFactory(network=great, structure=None, territory=place)
        if number < 2:
            MembershipFactory(network=small, structure=None, territory=place)
    shown = client.get("/").context["network_map"]
    assert shown.network == great
    assert len(shown.sketch.points) == 3
    assert 'role="img"' in client.get("/").content.decode()
    _feature(small)
    assert client.get("/").context["network_map"].network == small


def test_without_places_there_is_no_map(client, now):
    NetworkFactory()
    assert client.get("/").context["network_map"] is None


def test_what_is_counted_is_what_may_be_read(client, now):
    TalentFactory.create_batch(2, published=True, territory=None)
    TalentFactory(territory=None)
    InitiativeFactory(territory=None)
    figures = {figure.label: figure.value for figure in client.get("/").context["counted"]}
    assert figures == {"talents": 2, "initiative": 1}

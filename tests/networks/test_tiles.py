"""Tiles of a server, only where one is configured: the places that they show, their number, host and credit."""

import pytest

from networks.cartography import tiles
from networks.views.maps import Spot, sketch
from portal.settings._csp import tile_hosts
from tests.factories.networks import TerritoryFactory

SERVER = "https://tuiles.example.fr/carte/{z}/{x}/{y}.png"
CREDIT = "© les contributeurs d’OpenStreetMap"
CLERMONT, LYON, TOKYO = (3.08, 45.78), (4.84, 45.76), (139.69, 35.69)


def spots(*places):
    return [Spot(rank, "member", lon, lat) for rank, (lon, lat) in enumerate(places, start=1)]


@pytest.mark.parametrize(
    "places", [(CLERMONT,), (CLERMONT, LYON), (CLERMONT, TOKYO), ((179.9, -17.0), (-179.9, 80.0))]
)
def test_tiles_cover_the_drawing_and_the_places_stand_on_it(places):
    panel = tiles.panel(places, SERVER)
    assert all(coordinate > 0 for place in places for coordinate in panel.place(*place))
    assert all(panel.shows(*place) for place in places)
    assert 0 < len(panel.tiles) <= 20
    zoom = int(panel.tiles[0].url.split("/")[4])
    for tile in panel.tiles:
        z, x, y = (int(part.removesuffix(".png")) for part in tile.url.split("/")[4:])
        assert z == zoom
        assert 0 <= x < 2**zoom
        assert 0 <= y < 2**zoom
    assert min(tile.x for tile in panel.tiles) <= 0
    assert max(tile.x + tile.side for tile in panel.tiles) >= panel.width * 2


def test_a_place_stands_on_the_tile_that_holds_it():
    """Known by the usual formula: at zoom 14, Clermont-Ferrand is on the tile 8332, 5843."""
    panel = tiles.panel([CLERMONT], SERVER)
    x, y = panel.place(*CLERMONT)
    under = [
        tile.url
        for tile in panel.tiles
        if tile.x <= x * 2 < tile.x + tile.side and tile.y <= y * 2 < tile.y + tile.side
    ]
    assert under == ["https://tuiles.example.fr/carte/14/8332/5843.png"]


def test_no_server_no_tile():
    drawn = sketch(spots(CLERMONT, LYON))
    assert [panel.key for panel in drawn.panels] == ["84"]
    assert drawn.tile_credit == ""


@pytest.mark.django_db
def test_where_a_server_is_configured_its_tiles_and_its_credit_are_shown(client, settings):
    clermont = TerritoryFactory(title="Clermont", latitude="45.78", longitude="3.08")
    address = clermont.get_absolute_url()
    assert "<image" not in client.get(address).content.decode()
    settings.TILE_SERVER_URL, settings.TILE_SERVER_CREDIT = SERVER, CREDIT
    for path in (address, "/territoires/?vue=carte"):
        page = client.get(path).content.decode()
        assert '<image href="https://tuiles.example.fr/carte/14/8332/5843.png"' in page
        assert CREDIT in page
        assert "MapSVG" not in page
        assert 'class="land"' not in page


def test_the_policy_allows_that_host_alone():
    assert tile_hosts("") == []
    assert tile_hosts(SERVER) == ["https://tuiles.example.fr"]
    assert tile_hosts("https://tuiles.example.fr:8443/{z}/{x}/{y}") == ["https://tuiles.example.fr:8443"]


@pytest.mark.parametrize(
    "address",
    [
        "http://tuiles.example.fr/{z}/{x}/{y}.png",
        "https://tuiles.example.fr/{z}/{x}.png",
        "tuiles/{z}/{x}/{y}",
        "*",
    ],
)
def test_a_server_that_cannot_be_called_safely_is_refused(address):
    with pytest.raises(ValueError, match="TILE_SERVER_URL"):
        tile_hosts(address)

"""The boundaries that the maps are drawn from: true enough, whole, and light."""

import pytest

from networks.cartography.boundaries import (
    DATA,
    METROPOLIS,
    OVERSEAS,
    REGION_OF,
    REGIONS,
    around,
    away,
    between,
    department_of,
    holds,
    lines,
    rings,
)

from .prefectures import PREFECTURES

# Harbours that stand out of a coast drawn simpler than it is: Ajaccio, Bastia, Basse-Terre, Mamoudzou.
ON_THE_WATER = {"2A", "2B", "971", "976"}
ONE_KILOMETRE = 1 / 111


def test_every_department_has_its_prefecture():
    assert sorted(code for code, _lon, _lat in PREFECTURES) == sorted(REGION_OF)
    assert len(METROPOLIS) == 96
    assert len(REGIONS) == 18


@pytest.mark.parametrize(("department", "longitude", "latitude"), PREFECTURES)
def test_each_prefecture_stands_in_its_own_department(department, longitude, latitude):
    assert department_of(longitude, latitude) == department
    inside = [code for code in REGION_OF if holds(code, longitude, latitude)]
    if department in ON_THE_WATER:
        assert inside == []
        assert away(department, longitude, latitude) < ONE_KILOMETRE
    else:
        assert inside == [department]


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(-0.13, 51.5), (4.35, 50.85), (139.7, 35.7), (7.0, 42.5), (6.14, 46.2)]
)
def test_what_is_not_in_france_is_in_no_department(longitude, latitude):
    """London, Brussels, Tokyo, the open sea, Geneva."""
    assert department_of(longitude, latitude) == ""


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_closes(region):
    shapes = rings(around(lines("departments"), set(REGIONS[region])))
    assert shapes
    assert all(shape[0] == shape[-1] for shape in shapes)


def test_france_is_one_land_and_islands():
    shapes = rings(around(lines("departments"), METROPOLIS))
    assert len(max(shapes, key=len)) > 800
    inner = between(lines("departments"), METROPOLIS)
    assert len({line.owners for line in inner}) > 200, "neighbours share their lines"
    assert not any(set(line.owners) & set(OVERSEAS) for line in inner)


@pytest.mark.parametrize("name", ["europe", "world"])
def test_countries_close(name):
    countries = {owner for line in lines(name) for owner in line.owners}
    assert {"250", "276", "724"} <= countries, "France, Germany, Spain"
    assert all(shape[0] == shape[-1] for shape in rings(around(lines(name), countries)))


def test_the_data_is_small_and_says_where_it_comes_from():
    sizes = {path.name: path.stat().st_size for path in DATA.glob("*.json")}
    assert set(sizes) == {"departments.json", "europe.json", "world.json"}
    assert sum(sizes.values()) < 110_000
    told = (DATA / "README.md").read_text(encoding="utf-8")
    assert all(name in told for name in [*sizes, *(path.name for path in DATA.glob("LICENSE-*.txt"))])

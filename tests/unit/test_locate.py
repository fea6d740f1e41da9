"""Where the words around a toponym put it: at it, near it, some way from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geodata.model import Location, Mention, Place
from geodata.places.geometry import distance_km
from geodata.places.locate import locate, precision_of

AGADEZ = Place(name="Agadez", lat=16.97, lon=7.99, country="NE", feature_class="P", feature_code="PPLA")
NIGER = Place(name="Niger", lat=17.4, lon=9.4, country="NE", feature_class="A", feature_code="PCLI", radius_km=700)


@pytest.fixture(scope="module")
def put() -> Callable[[str, Place], Location]:
    """A function from a sentence that names a place to its location."""

    def located(text: str, place: Place) -> Location:
        start = text.index(place.name)
        mention = Mention(start=start, end=start + len(place.name), text=place.name, kind="literal", confidence=1.0)
        return locate(text, mention, place)

    return located


Put = Callable[[str, Place], Location]


@pytest.mark.parametrize(
    ("text", "relation", "precision"),
    [
        ("Gunmen stopped a bus in Agadez on Monday.", "at", 1),
        ("Gunmen stopped a bus near Agadez on Monday.", "near", 2),
        ("Gunmen stopped a bus outside Agadez on Monday.", "near", 2),
        ("Gunmen stopped a bus 20 km north of Agadez on Monday.", "offset", 2),
        ("Gunmen stopped a bus 60 kilometres south-east of Agadez.", "offset", 3),
        ("Gunmen stopped a bus between Agadez and Arlit.", "between", 2),
        ("A boat sank off the coast of Agadez.", "off", 2),
        ("A boat sank off Agadez.", "off", 2),
        ("A boat sank in waters off northern Agadez.", "off", 2),
        ("A bomb went off in Agadez.", "at", 1),
        ("Troops sealed off Agadez.", "at", 1),
        ("The plane took off from Agadez.", "at", 1),
        ("They called off the search near Agadez.", "near", 2),
        ("Gunmen stopped a bus between Arlit and Agadez.", "between", 2),
        ("Shops were shut in the north of Agadez.", "at", 1),
        ("A village to the north of Agadez burned.", "near", 2),
        ("They walked 300 km from Agadez to Arlit.", "at", 1),
    ],
)
def test_relation_and_precision(put: Put, text: str, relation: str, precision: int) -> None:
    """The words before the name give the relation; precision follows from it."""
    location = put(text, AGADEZ)
    assert (location.relation, location.geo_precision) == (relation, precision)
    assert location.place == AGADEZ


@pytest.mark.parametrize(
    ("text", "km", "north", "east"),
    [
        ("A pit fell in 30 km north of Agadez.", 30.0, 1, 0),
        ("A pit fell in 30 km south of Agadez.", 30.0, -1, 0),
        ("A pit fell in ten miles west of Agadez.", 16.1, 0, -1),
        ("A pit fell in about 40 kilometers northeast of Agadez.", 40.0, 1, 1),
        ("A pit fell in 1,200 km south of Agadez.", 0.0, 0, 0),
        ("A pit fell in 45 km (28 miles) SSE of Agadez.", 45.0, -1, 1),
        ("A pit fell in 5km NW of Agadez.", 5.0, 0, 0),
        ("A pit fell in 12,5 km N of Agadez.", 12.5, 1, 0),
        ("A boat sank 60 nm west of Agadez.", 111.1, 0, -1),
    ],
)
def test_the_point_is_computed(put: Put, text: str, km: float, north: int, east: int) -> None:
    """The point lies that far away, in that direction."""
    location = put(text, AGADEZ)
    assert distance_km((AGADEZ.lat, AGADEZ.lon), (location.lat, location.lon)) == pytest.approx(km, abs=0.5)
    assert (location.lat > AGADEZ.lat + 0.05) - (location.lat < AGADEZ.lat - 0.05) == north
    assert (location.lon > AGADEZ.lon + 0.05) - (location.lon < AGADEZ.lon - 0.05) == east


def test_a_border_is_a_wide_neighbourhood(put: Put) -> None:
    """Near the border with a country: the country's point, as exact as a country."""
    location = put("Soldiers were killed near the border with Niger.", NIGER)
    assert (location.relation, location.geo_precision) == ("border", 4)


@pytest.mark.parametrize(
    ("feature_class", "feature_code", "radius_km", "precision"),
    [("P", "PPL", 0, 1), ("A", "ADM2", 20, 2), ("A", "ADM1", 150, 3), ("A", "PCLI", 400, 4), ("H", "SEA", 900, 3)],
)
def test_precision_follows_the_feature(feature_class: str, feature_code: str, radius_km: float, precision: int) -> None:
    """Towns are points, districts 2, first-level divisions 3, countries 4."""
    place = Place(name="X", lat=0, lon=0, feature_class=feature_class, feature_code=feature_code, radius_km=radius_km)
    assert precision_of(place) == precision


def test_absurd_distances_are_not_believed(put: Put) -> None:
    """A number that cannot be a distance leaves the place where it is."""
    location = put("The convoy drove 9999 km south of Agadez.", AGADEZ)
    assert (location.lat, location.lon) == (AGADEZ.lat, AGADEZ.lon)

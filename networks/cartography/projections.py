"""From a longitude and a latitude to a plane, in kilometres, northward up."""

import math
from collections.abc import Callable

Projection = Callable[[float, float], tuple[float, float]]

EARTH = 6371.0


def lambert_93(longitude: float, latitude: float) -> tuple[float, float]:
    """France's own: a cone that keeps angles (EPSG:2154, on the ellipsoid of GRS 80)."""
    n, scale, eccentricity = 0.7256077650532670, 11754255.426096, 0.0818191910428158
    sine = math.sin(math.radians(latitude))
    isometric = math.atanh(sine) - eccentricity * math.atanh(eccentricity * sine)
    radius, turn = scale * math.exp(-n * isometric), n * math.radians(longitude - 3)
    return (700000 + radius * math.sin(turn)) / 1000, (12655612.049876 - radius * math.cos(turn)) / 1000


def europe(longitude: float, latitude: float) -> tuple[float, float]:
    """Equal areas around 52° N 10° E, as the Union's own maps."""
    phi, lam, middle = math.radians(latitude), math.radians(longitude - 10), math.radians(52)
    cosine = math.sin(middle) * math.sin(phi) + math.cos(middle) * math.cos(phi) * math.cos(lam)
    k = EARTH * math.sqrt(2 / max(1 + cosine, 1e-9))
    return (
        k * math.cos(phi) * math.sin(lam),
        k * (math.cos(middle) * math.sin(phi) - math.sin(middle) * math.cos(phi) * math.cos(lam)),
    )


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """The whole world with true areas (Šavrič, Patterson and Jenny, 2018)."""
    a, b, c, d = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2**3
    slope = a + 3 * b * t2 + t6 * (7 * c + 9 * d * t2)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x * EARTH, theta * (a + b * t2 + t6 * (c + d * t2)) * EARTH


def level(latitude_of_scale: float) -> Projection:
    """Plain enough for an island: degrees, those of longitude as short as they are there."""
    squeeze, degree = math.cos(math.radians(latitude_of_scale)), math.radians(1) * EARTH
    return lambda longitude, latitude: (longitude * squeeze * degree, latitude * degree)

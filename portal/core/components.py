"""What components are given: plain values, never models. A view (or a property) makes them; a tag draws them.

Text is plain and escaped by the templates; `url` is an address on this site or a checked one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

FIELD_ICONS = {"eco": "coins", "soc": "heart-handshake", "cul": "palette", "num": "monitor", "spo": "medal"}

# Widths for which an enormous name has a size (classes fit-6 … fit-30 of opening.css).
_FITS = (6, 8, 10, 12, 14, 17, 20, 24, 30)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the breadcrumb; the last one has no address. `typed`: an entry's title, in French."""

    label: str
    url: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Portrait:
    """A face. `kind`: "drawing" and "cutout" stand on contour lines (transparent ground); "photo" fills the frame.

    Without a picture, do not make a Portrait: the initials are shown.
    """

    url: str
    alt: str = ""
    kind: str = "drawing"
    width: int = 320
    height: int = 438
    # Lighter versions, as the `srcset` of <img> (WebP) and of an AVIF <source>.
    srcset: str = ""
    avif: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A short mention with its icon: the foot of a poster, a fact, a tag."""

    text: str
    icon: str = ""
    url: str = ""
    hue: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and its word; `note` says what the number leaves out: « 9 nommés sur 10 annoncés »."""

    value: str | int
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of a timeline; `when` is written as it is known (« février 2020 »)."""

    when: str
    title: str
    text: str = ""
    url: str = ""
    # The date for machines, only where the day is known.
    datetime: str = ""
    # The words are the interface's, not an entry's.
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a printed summary.

    Simple rows show `title` and `aside` or an icon; dated ones `lead` (the moment) over `lead_note`; big ones an
    enormous `lead`; pictured ones `image` or the contour lines of `slug`. `ours`: the interface's
    words, not an entry's.
    """

    title: str
    url: str = ""
    text: str = ""
    lead: str | int = ""
    lead_note: str = ""
    aside: str = ""
    icon: str = ""
    hue: str = ""
    slug: str = ""
    image: Portrait | None = None
    tags: Sequence[Note] = ()
    datetime: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Poster:
    """What the `poster` tag takes, for lists of posters (`posters`)."""

    name: str
    url: str
    hue: str
    slug: str
    sentence: str = ""
    image: Portrait | None = None
    notes: Sequence[Note] = ()
    large: bool = False
    # Without a picture, a thing has its contour lines alone: initials are somebody's.
    thing: bool = False


@dataclass(frozen=True, slots=True)
class FacetOption:
    value: str
    label: str
    count: int | None = None
    checked: bool = False
    hue: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class WayOut:
    """From an empty list: what to loosen (« Sans « Sportif » »), the address that does it, what it would show."""

    label: str
    url: str
    count: str


@dataclass(frozen=True, slots=True)
class FacetDate:
    """A day to type, under the options of a facet. `value` as the address writes it: `2026-12-31`."""

    name: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes (or of radio buttons) that filters a list by the parameter `name`."""

    name: str
    label: str
    options: Sequence[FacetOption]
    kind: str = "checkbox"
    # Beyond that many, the rest is folded away.
    shown: int = 8
    dates: Sequence[FacetDate] = ()

    @property
    def first(self) -> Sequence[FacetOption]:
        return self.options[: self.shown]

    @property
    def rest(self) -> Sequence[FacetOption]:
        return self.options[self.shown :]

    @property
    def rest_checked(self) -> bool:
        """A chosen box is never folded away."""
        return any(option.checked for option in self.rest)


@dataclass(frozen=True, slots=True)
class SortOption:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class WallField:
    """One of the five panes of the home page's wall."""

    hue: str
    label: str
    count: str
    url: str
    image: Portrait | None = None
    icon: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place on a map: its shape tells its kind (member, interested, emerging, accredited), its number the list.

    `name` and `url` are those of its sign; `label` is what is written beside it where there is room.
    """

    x: int
    y: int
    number: int | None = None
    kind: str = "member"
    label: str = ""
    url: str = ""
    label_dx: int = 22
    label_dy: int = 5
    anchor: str = "start"
    name: str = ""
    radius: int = 17


@dataclass(frozen=True, slots=True)
class MapPanel:
    """A piece of land of a map; paths are in the units of its own view box. `tiles`: pictures, with url, x, y, side."""

    width: int
    height: int
    land: str
    view_box: str
    borders: str = ""
    faint: str = ""
    x: int = 0
    y: int = 0
    framed: bool = False
    tiles: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the list that says what a map says."""

    name: str
    number: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    label: str
    places: Sequence[Place]
    kind: str = "member"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    name: str
    number: str = ""
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    label: str
    stands: Sequence[Stand] = field(default_factory=tuple)


def initials(name: str) -> str:
    """At most three letters, of first and last words: « Jean-Marie Le Pont » gives JP."""
    words = [word for word in re.split(r"[\s’']+", name) if word[:1].isalnum()]
    if not words:
        return "·"
    if len(words) == 1:
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()


def initials_size(letters: str) -> str:
    """The class that keeps two wide letters inside the poster: an M is as wide as two L."""
    return "initials-wide" if len(letters) > 1 and set("MW") & set(letters) else ""


def name_size(name: str) -> str:
    """The class that makes a long name step down a size on a poster; a name is never hyphenated."""
    longest = max((len(word) for word in name.split()), default=0)
    return "name-longer" if longest > 13 else "name-long" if longest > 9 else ""


_PARTICLES = {"de", "du", "des", "le", "la", "les", "el", "al", "ben", "van", "von", "da", "dos", "di"}


def name_lines(name: str) -> list[str]:
    """A short name on two balanced lines, a particle staying with what it announces; other names wrap by themselves."""
    words = name.split()
    if len(words) not in (2, 3):
        return [name]
    cuts = [place for place in range(1, len(words)) if words[place - 1].lower() not in _PARTICLES]
    if not cuts:
        return [name]
    splits = [(" ".join(words[:place]), " ".join(words[place:])) for place in cuts]
    return list(min(splits, key=lambda lines: max(map(len, lines))))


def display_lines(text: str) -> list[str]:
    """Where an enormous title breaks: after the first name of a person, after the apostrophe of one long word."""
    words = text.split()
    if len(words) == 1 and len(text) > 10:
        cut = re.match(r"^(.{3,9}[’'])(.{3,})$", text)
        return [cut[1], cut[2]] if cut else [text]
    return words if len(words) == 2 else [text]


# Letters wider than the .42 em that opening.css counts for each: how many more of them a word takes.
_WIDE = {"m": 0.6, "w": 0.6, "M": 0.7, "W": 0.75, "&": 0.45, "N": 0.3, "O": 0.2, "Q": 0.2, "G": 0.2, "D": 0.2}


def _span(text: str) -> int:
    """How many letters of ordinary width a text takes: « Belkacem » is eight letters and takes nine."""
    return ceil(len(text) + sum(_WIDE.get(letter, 0) for letter in text) - 0.4 * sum(map(text.count, "ilj’")))


def fit(lines: Sequence[str]) -> str:
    """The size class of an enormous title: its longest word, or half its length, must hold on one line."""
    longest = max(max(len(line), _span(line)) for line in lines)
    if len(lines) == 1:
        words = lines[0].split() or [""]
        longest = max(
            max(max(len(word), _span(word)) for word in words),
            ceil(len(lines[0]) / 2) if len(words) > 1 else 0,
        )
    return f"fit-{next((width for width in _FITS if width >= longest), _FITS[-1])}"


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence hung among the posters, with what it invites to."""

    text: str
    url: str
    action: str
    hue: str = "ink"
    is_say = True


_LINES = (8, 10, 12, 14, 15, 16, 18, 20, 23, 26, 30)


def line_fit(text: str) -> str:
    """The size class of a title that stands on one line of a wide screen (the home page's)."""
    return f"line-{next((width for width in _LINES if width >= len(text)), _LINES[-1])}"


def guillemets(text: str) -> str:
    """The quotation between « », once."""
    bare = text.strip().strip("«»").strip(" \u00a0\u202f")
    return f"«\u00a0{bare}\u00a0»"

"""What the apps above add to the page of an entry.

A network's page shows its meetings and its labels, yet `networks` lies below `events` and `labels`. So the upper
app registers here, in its `AppConfig.ready()`, a callable that the page asks; see `{% entry_panels entry %}`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest

from portal.core.dates import ImpreciseDate
from portal.core.models import Entry

# The kind under which a source is asked for every entry.
ANY_KIND = "*"


class Panel(NamedTuple):
    """A part of a page: its template, and what the template is given beside `entry`."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to an entry, or will: a line of its timeline."""

    when: ImpreciseDate
    title: str
    text: str = ""
    url: str = ""
    # The text is the interface's.
    ours: bool = False


PanelSource = Callable[[Entry, HttpRequest], tuple[str, dict[str, Any]] | None]
MomentSource = Callable[[Entry, HttpRequest], Iterable[Moment]]

_panels: dict[str, list[tuple[int, PanelSource]]] = {}
_moments: dict[str, list[MomentSource]] = {}


def register_panel(kind: str, source: PanelSource, order: int = 50) -> None:
    """Ask `source` for the pages of this kind (`ANY_KIND` for all). Lower orders come first. It may answer None."""
    sources = _panels.setdefault(kind, [])
    if all(known is not source for _order, known in sources):
        sources.append((order, source))


def register_moments(kind: str, source: MomentSource) -> None:
    """Ask `source` for moments of the timeline of entries of this kind."""
    sources = _moments.setdefault(kind, [])
    if source not in sources:
        sources.append(source)


def panels_of(entry: Entry, request: HttpRequest) -> Iterator[Panel]:
    """What the upper apps have to show on this entry's page, in order."""
    sources = [*_panels.get(entry.kind, []), *_panels.get(ANY_KIND, [])]
    for _order, source in sorted(sources, key=lambda pair: pair[0]):
        answer = source(entry, request)
        if answer is not None:
            yield Panel(*answer)


def moments_of(entry: Entry, request: HttpRequest, own: Iterable[Moment] = ()) -> list[Moment]:
    """The entry's own moments and those of the upper apps, from the earliest; unknown dates last."""
    found = list(own)
    for source in [*_moments.get(entry.kind, []), *_moments.get(ANY_KIND, [])]:
        found.extend(source(entry, request))
    return sorted(found, key=lambda moment: moment.when)

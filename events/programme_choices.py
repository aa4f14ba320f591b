"""What of a programme is shown: narrowed by its address, or chosen one by one by who comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Session
from events.programme_pieces import session_look
from portal.core.richtext import french

# Nobody follows more sessions than that in one meeting.
MOST_CHOSEN = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """One list of the form: its options are those that some session bears."""

    name: str
    label: str
    everything: str
    options: Sequence[tuple[str, str]]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Narrowed:
    sessions: Sequence[Session]
    choices: Sequence[Choice]
    text: str

    @property
    def is_narrowed(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def narrow(sessions: Sequence[Session], data: QueryDict) -> Narrowed:
    """By public, theme and kind. Audiences and themes are loaded. A session for nobody in particular is for all."""
    audiences: dict[str, str] = {}
    themes: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for session in sessions:
        audiences |= {audience.slug: audience.name for audience in session.audiences.all()}
        themes |= {theme.slug: theme.name for theme in session.themes.all()}
        kinds[session.kind] = capfirst(session.get_kind_display())
    choices = [
        _choice("public", _("Pour"), _("Tout le monde"), audiences, data),
        _choice("theme", _("Thème"), _("Tous les thèmes"), themes, data),
        _choice("type", _("Type de séance"), _("Tous les types"), kinds, data),
    ]
    public, theme, kind = (choice.chosen for choice in choices)
    found = [
        session
        for session in sessions
        if (not public or public in _slugs(session.audiences.all()) or not session.audiences.all())
        and (not theme or theme in _slugs(session.themes.all()))
        and (not kind or kind == session.kind)
    ]
    words = ngettext("%(n)d séance", "%(n)d séances", len(found)) % {"n": len(found)}
    if len(found) != len(sessions):
        words = _("%(found)s sur %(all)d") % {"found": words, "all": len(sessions)}
    return Narrowed(found, [choice for choice in choices if len(choice.options) > 1 or choice.chosen], words)


def _slugs(rows: Iterable) -> set[str]:
    return {row.slug for row in rows}


def _choice(name: str, label: str, everything: str, found: dict[str, str], data: QueryDict) -> Choice:
    """A value that no session bears is left out, as if it had not been written."""
    options = sorted(((slug, capfirst(word)) for slug, word in found.items()), key=lambda option: option[1])
    asked = data.get(name, "")
    return Choice(name, label, everything, options, asked if asked in found else "")


@dataclass(frozen=True, slots=True)
class Mine:
    """The sessions somebody chose, in order, and those that cannot all be followed."""

    sessions: Sequence[Session]
    clashes: Sequence[tuple[Session, Session]]

    @property
    def keys(self) -> list[int]:
        return [session.pk for session in self.sessions]

    @property
    def text(self) -> str:
        number = len(self.sessions)
        return ngettext("%(n)d séance", "%(n)d séances", number) % {"n": number}

    @property
    def clash_texts(self) -> list[str]:
        return [
            french(
                _("« %(first)s » et « %(second)s » ont lieu en même temps.")
                % {"first": first.title, "second": second.title}
            )
            for first, second in self.clashes
        ]


def chosen_keys(data: QueryDict) -> set[int]:
    """The identifiers of the address that are well formed, up to a limit."""
    told = data.getlist("s")[:MOST_CHOSEN]
    return {int(text) for text in told if text.isascii() and text.isdecimal() and len(text) < 12}


def mine_of(sessions: Iterable[Session], data: QueryDict) -> Mine:
    """Among the sessions of this meeting; what is unknown, or of another meeting, is left out."""
    keys = chosen_keys(data)
    chosen = [session for session in sessions if session.pk in keys]
    clashes = [
        (first, second)
        for place, first in enumerate(chosen)
        for second in chosen[place + 1 :]
        if _clash(first, second)
    ]
    return Mine(chosen, clashes)


def _clash(first: Session, second: Session) -> bool:
    """On the clock of the wall, the same day. A cancelled session hinders nobody."""
    if first.day_number != second.day_number or first.is_cancelled or second.is_cancelled:
        return False
    if not (first.start_time and first.end_time and second.start_time and second.end_time):
        return False
    return first.start_time < second.end_time and second.start_time < first.end_time


def look_word(session: Session) -> str:
    return session_look(session)[1]

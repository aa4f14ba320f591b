"""What a registration's pages show: its ticket, its code as a drawing, its sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import ChoiceState
from events.models import Event, Registration, Session
from events.programme_pieces import places_words
from events.services.choosing import session_positions
from events.services.places import sessions_with_places, waiting_in_sessions
from events.windows import until_text
from events.wording import place_text, session_hours_text, when_text


@dataclass(frozen=True)
class SessionLine:
    """One box of the form: a session, its hours and room, what is left, and whether it can be ticked."""

    pk: int
    title: str
    about: str
    left: str
    is_checked: bool
    is_full: bool
    # On one's own page, a full session can be waited for; `choice` is what was chosen already.
    can_wait: bool = False
    waits: bool = False
    choice: int | None = None
    offer: str = ""


def session_lines(
    sessions: Sequence[Session], *, free: Mapping[int, int], checked: set[int]
) -> list[SessionLine]:
    return [
        SessionLine(
            pk=session.pk,
            title=session.title,
            about=", ".join(
                part
                for part in (session_hours_text(session), session.room.name if session.room else "")
                if part
            ),
            left=places_words(session, free) if free.get(session.pk) else _("complet"),
            is_checked=session.pk in checked,
            is_full=not free.get(session.pk) and session.pk not in checked,
        )
        for session in sessions
    ]


def own_session_lines(registration: Registration, sessions: Sequence[Session]) -> list[SessionLine]:
    """The sessions with limited places, each with what this person has in it: a place, an offer, a rank."""
    event = registration.event
    choices = {choice.session_id: choice for choice in registration.choices.all()}
    held = {pk for pk, choice in choices.items() if choice.state == ChoiceState.HELD}
    positions = session_positions(registration) if len(held) < len(choices) else {}
    waiting = waiting_in_sessions(event)
    lines = []
    for line in session_lines(sessions, free=sessions_with_places(event), checked=held):
        choice = choices.get(line.pk)
        left, offer = line.left, ""
        if choice is not None and choice.state == ChoiceState.OFFERED and choice.offer_until is not None:
            left = _("place proposée")
            offer = until_text(choice.offer_until, event)
        elif choice is not None and choice.pk in positions:
            left = _("en liste d’attente, position %(position)d") % {"position": positions[choice.pk]}
        elif line.is_full and waiting.get(line.pk):
            left = ngettext(
                "complet, %(count)d personne en liste d’attente",
                "complet, %(count)d personnes en liste d’attente",
                waiting[line.pk],
            ) % {"count": waiting[line.pk]}
        waits = choice is not None and choice.state == ChoiceState.WAITING
        lines.append(
            replace(
                line,
                left=left,
                can_wait=(line.is_full or waits) and not offer,
                waits=waits,
                choice=choice.pk if choice else None,
                offer=offer,
            )
        )
    return lines


def code_drawing(code: str) -> SafeString:
    """The code of a ticket as a QR code: letters only, drawn by us, with nothing of the private link in it."""
    return _drawn(code, title=_("Code à présenter à l’entrée"))


def drawing_of_link(address: str) -> SafeString:
    """A private link as a QR code, for paper."""
    return _drawn(address, title=_("Lien vers l’inscription"))


def _drawn(text: str, *, title: str) -> SafeString:
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        border=2, dark="#14131a", light="#ffffff", title=title, omitsize=True
    )
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 - segno draws; text is not copied


def ticket_facts(registration: Registration, event: Event) -> list[tuple[str, str]]:
    facts = [
        (_("Au nom de"), registration.full_name),
        (_("Quand"), when_text(event)),
        (_("Où"), place_text(event)),
    ]
    return [(label, value) for label, value in facts if value]

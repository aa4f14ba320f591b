"""What the page of the door shows, and the words that its script says."""

import unicodedata
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from events import door
from events.enums import RegistrationState as S
from events.forms.door import WalkInForm
from events.models import Event, Session
from events.services.checking_in import COMES_IN, TURNED_AWAY, Outcome
from events.wording import session_hours_text

# Without a script: the rest is found by its name.
MOST_SHOWN = 60


@dataclass(frozen=True)
class Line:
    """One person, as the page says it."""

    pk: int
    name: str
    comes_for: str
    words: str
    is_here: bool
    comes_in: bool
    waits: bool
    key: str


def fold(text: str) -> str:
    """Without accents nor case: « Éloïse » is found by « eloise »."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _matches(person: dict[str, Any], words: list[str]) -> bool:
    whole = fold(f"{person['n']} {person['f']} {person['c']}")
    return all(word in whole for word in words)


def _line(person: dict[str, Any], session: Session | None, event: Event) -> Line:
    presences = [one for one in person["p"] if session is None or one[0] == session.pk]
    since = parse_datetime(presences[0][1]) if presences else None
    state = S(person["s"])
    if since is not None:
        words = _("Présente depuis %(hour)s") % {
            "hour": time_format(since.astimezone(event.zone).time(), "H:i")
        }
    elif session is None and state == S.PRESENT:
        words = _("Présente")
    elif state in TURNED_AWAY:
        words = str(TURNED_AWAY[state].label)
    else:
        words = _("Attendue") if state != S.ABSENT else _("Notée absente")
    return Line(
        pk=person["i"],
        name=person["n"] or person["c"],
        comes_for=person["f"],
        words=words,
        is_here=since is not None or (session is None and state == S.PRESENT),
        comes_in=state in COMES_IN,
        waits=state == S.WAITLISTED,
        key=str(uuid.uuid4()),
    )


def _chosen(sessions: list[Session], asked: str) -> Session | None:
    return next((session for session in sessions if str(session.pk) == asked), None)


def page_context(
    request: HttpRequest, event: Event | None, *, form: WalkInForm | None = None
) -> dict[str, Any]:
    """Of a meeting, or of none: what a device opens without a network holds no name."""
    context: dict[str, Any] = {"event": event, "form": form or WalkInForm(), "texts": script_words()}
    if event is None:
        return context
    sessions = door.sessions_of(event)
    session = _chosen(sessions, request.GET.get("seance", ""))
    people = door.people_of(event)
    words = fold(request.GET.get("q", "")[:100]).split()
    found = [person for person in people if person["n"] and _matches(person, words)]
    if session is not None and session.capacity is not None:
        found = [person for person in found if session.pk in person["x"]]
    return context | {
        "facts": door.event_facts(event, sessions),
        "sessions": [(one.pk, one.title, session_hours_text(one)) for one in sessions],
        "session": session,
        "counts": door.counts_of(people, session),
        "q": request.GET.get("q", "")[:100],
        "lines": [_line(person, session, event) for person in found[:MOST_SHOWN]],
        "more": max(0, len(found) - MOST_SHOWN),
        "is_over": door.is_over(event),
        "retour": request.GET.urlencode()[:300],
    }


def script_words() -> dict[str, Any]:
    """Everything that the script says, in the language of the page."""
    return {
        "outcomes": {outcome.value: str(outcome.label) for outcome in Outcome},
        "here": _("Présente depuis %(hour)s"),
        "hereAlone": _("Présente"),
        "expected": _("Attendue"),
        "absent": _("Notée absente"),
        "waits": _("En liste d’attente"),
        "mark": _("Présent"),
        "undo": _("Annuler"),
        "admit": _("Faire entrer"),
        "markOf": _("Présent : %(name)s"),
        "undoOf": _("Annuler la présence de %(name)s"),
        "admitOf": _("Faire entrer %(name)s"),
        "welcome": _("Bienvenue"),
        "again": _("Déjà entrée"),
        "stop": _("N’entre pas"),
        "undone": _("Présence annulée"),
        "noCode": _("Ce code n’est pas un billet d’ici."),
        "notInList": _("Ce billet n’est pas dans la liste de cet événement."),
        "elsewhere": _("Billet d’un autre événement : %(event)s"),
        "online": _("En ligne."),
        "offline": _("Hors ligne : la liste est sur cet appareil, les pointages y sont gardés."),
        "sent": _("Tout est envoyé."),
        "unsentOne": _("1 pointage n’est pas encore envoyé."),
        "unsent": _("%(n)s pointages ne sont pas encore envoyés."),
        "others": _(
            "%(n)s pointages d’un autre compte attendent sur cet appareil : il doit s’y reconnecter."
        ),
        "retry": _("Nouvel essai dans %(n)s s."),
        "signedOut": _("Votre session est finie : reconnectez-vous, rien de ce qui attend n’est perdu."),
        "noList": _("La liste n’est pas sur cet appareil. Ouvrez cette page une fois avec du réseau."),
        "expired": _("L’événement est passé : sa liste a été effacée de cet appareil."),
        "nobody": _("Personne de ce nom. Essayez avec moins de lettres, ou inscrivez-la ci-dessous."),
        "foundOne": _("1 personne"),
        "found": _("%(n)s personnes"),
        "noCamera": _("La caméra ne s’ouvre pas. Autorisez-la dans le navigateur, ou cherchez par le nom."),
        "scan": _("Scanner un billet"),
        "stopScan": _("Fermer la caméra"),
        "needsName": _("Écrivez le prénom et le nom."),
        "walkKept": _("%(name)s : entrée gardée sur cet appareil."),
        "fullOf": _("%(name)s : c’est complet."),
        "over": _("Faire entrer quand même"),
        "queue": _("Mettre en liste d’attente"),
        "leave": _("Ne pas faire entrer"),
        "waitKept": _("%(name)s est en liste d’attente."),
        "signOutUnsent": _(
            "Des pointages ne sont pas encore envoyés. Vous déconnecter les laisse sur cet appareil "
            "jusqu’à votre retour. Appuyez encore pour vous déconnecter."
        ),
    }

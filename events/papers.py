"""What is printed of a meeting: a ticket, badges, the sheet that people sign."""

from collections.abc import Iterable
from typing import Any

import segno
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.tickets import ticket_facts
from events.wording import place_text, session_hours_text, when_text
from portal.core.models import SiteSettings
from portal.core.papers import pdf

# One file: more is printed by parts, chosen in the list of registrations.
MOST_PEOPLE = 2000


def _square(text: str) -> str:
    return segno.make(text, error="m", micro=False).svg_inline(
        border=0, dark="#14131a", light="#ffffff", omitsize=True
    )


def _common(event: Event, *, title: str) -> dict[str, Any]:
    site = SiteSettings.load()
    return {
        "title": title,
        "heading": event.title,
        "hue": event.hue,
        "site": site.site_name,
        "language": (get_language() or "fr").split("-")[0],
        "footer": ", ".join(part for part in (site.site_name, site.territory_name) if part),
    }


def ticket_pdf(registration: Registration) -> bytes:
    """For paper: the code alone, nothing of the private link, so that a lost sheet opens nothing."""
    event = registration.event
    chosen = (
        event.sessions.held().filter(choices__registration=registration).in_order().select_related("room")
    )
    sessions = []
    for session in chosen:
        room = session.room.name if session.room else ""
        sessions.append(
            (session.title, ", ".join(part for part in (session_hours_text(session), room) if part))
        )
    access = event.venue.access if event.venue else ""
    data = _common(event, title=_("Billet : %(event)s") % {"event": event.title}) | {
        "kicker": _("Billet d’entrée"),
        "facts": [(label, value) for label, value in ticket_facts(registration, event)],
        "qr": _square(registration.code),
        "qr_says": _("Code à présenter à l’entrée : %(code)s") % {"code": registration.code},
        "code": registration.code,
        "note": _("Une personne"),
        "sessions_title": _("Vos séances"),
        "sessions": sessions,
        "practical": [(_("Venir"), access)] if access else [],
    }
    return pdf("ticket", data)


def _people(registrations: Iterable[Registration]) -> list[dict[str, str]]:
    return [{"name": row.full_name, "comes_for": row.comes_for, "code": row.code} for row in registrations]


def badges_pdf(event: Event, registrations: Iterable[Registration]) -> bytes:
    says = _("Code de %(name)s")
    people = [
        one | {"qr": _square(one["code"]), "qr_says": says % {"name": one["name"]}}
        for one in _people(registrations)
    ]
    return pdf(
        "badges", _common(event, title=_("Badges : %(event)s") % {"event": event.title}) | {"people": people}
    )


def sign_in_pdf(event: Event, registrations: Iterable[Registration]) -> bytes:
    people = _people(registrations)
    counted = ngettext("%(n)d personne", "%(n)d personnes", len(people)) % {"n": len(people)}
    data = _common(event, title=_("Feuille d’émargement : %(event)s") % {"event": event.title}) | {
        "when": ", ".join(part for part in (when_text(event), place_text(event)) if part),
        "count": counted,
        "columns": [_("N°"), _("Nom"), _("Vient pour"), _("Code"), _("Signature")],
        "people": people,
    }
    return pdf("sign_in", data)

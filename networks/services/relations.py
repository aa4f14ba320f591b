"""What ties an entry to others: themes, partners; and the words that searches find it by."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from networks.enums import PartnershipRole
from networks.models import (
    Initiative,
    Mandate,
    Membership,
    Network,
    Partnership,
    Structure,
    Territory,
    Theme,
)
from portal.core.audit import Actor, record
from portal.core.models import Entry


def add_theme(*, entry: Entry, theme: Theme, by: Actor | None, at: dt.datetime) -> None:
    """Tie the entry to a theme, once."""
    with transaction.atomic():
        if theme.entries.filter(pk=entry.pk).exists():
            return
        theme.entries.add(entry.pk)
        record(verb="theme", target=entry, by=by, at=at, theme=theme.slug)


def add_partner(
    *,
    entry: Entry,
    partner: Structure | Territory,
    by: Actor | None,
    at: dt.datetime,
    role: str = PartnershipRole.PARTNER,
    note: str = "",
    position: int = 0,
) -> Partnership:
    """A structure or a territory stands beside the entry, in a role; said again, its note is corrected."""
    who = "structure" if isinstance(partner, Structure) else "territory"
    with transaction.atomic():
        partnership, created = Partnership.objects.update_or_create(
            entry_id=entry.pk,
            role=role,
            **{f"{who}_id": partner.pk},
            defaults={"note": note, "position": position},
        )
        if created:
            record(verb="partner", target=entry, by=by, at=at, partner=partner.pk, role=str(role))
    return partnership


def refresh_search_text(*, entry: Entry) -> str:
    """Gather the words by which one looks for an entry: other names, people, themes, place.

    Derived from rows that are audited where they change, so it leaves no audit line of its own.
    """
    words = [*entry.aliases, *entry.themes.values_list("name", flat=True)]
    words += _places_of(entry)
    words += [str(person) for person in _people_of(entry)]
    text = "\n".join(dict.fromkeys(word for word in words if word))
    if text != entry.search_text:
        Entry.objects.filter(pk=entry.pk).update(search_text=text)
        entry.search_text = text
    return text


def _places_of(entry: Entry) -> list[str]:
    """The territory the entry lies in, the commune's other names, the carriers of an initiative."""
    if isinstance(entry, Territory):
        return [entry.parent.title] if entry.parent else []
    if not isinstance(entry, Structure | Network | Initiative):
        return []
    words = [entry.territory.title, *entry.territory.aliases] if entry.territory else []
    if isinstance(entry, Structure):
        words += [entry.parent.title] if entry.parent else []
        words += entry.address.splitlines()
    elif isinstance(entry, Initiative):
        words += entry.carriers.values_list("title", flat=True)
    else:
        words += entry.facilitators.values_list("title", flat=True)
    return words


def _people_of(entry: Entry) -> list:
    """People who may be named, with an office or a seat here, or members of the network."""
    mandates = Mandate.objects.filter(
        Q(body_structure_id=entry.pk) | Q(body_network_id=entry.pk), holder_person__is_public_figure=True
    )
    people = [mandate.holder_person for mandate in mandates.select_related("holder_person")]
    members = Membership.objects.filter(network_id=entry.pk, person__is_public_figure=True)
    return people + [membership.person for membership in members.select_related("person")]

"""Whom invitations reach: invented addresses for some members of each network, as staff would have typed them."""

import datetime as dt
from pathlib import Path

from networks.models import MemberContact, Membership, Network
from portal.accounts.models import User

# How many members of each network have somebody to write to.
WRITTEN_TO = {"club-des-talents": 12, "grappe-auvergne-rhone-alpes": 10, "villes-michelin": 1, "cisca": 8}


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    for slug, number in WRITTEN_TO.items():
        network = Network.objects.get(slug=slug)
        members = Membership.objects.filter(network=network).members_on(at.date())
        for membership in members.order_by("pk")[:number]:
            if not membership.contacts.exists():
                MemberContact.objects.create(
                    membership=membership,
                    # A talent of the demonstration is invented; who would answer for a real body is not named.
                    name=membership.talent.title if membership.talent else "",
                    email=f"membre-{membership.pk}@{slug}.exemple.fr",
                )

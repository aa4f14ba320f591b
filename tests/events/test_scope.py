"""Somebody who only facilitates sees and touches the rows of their own networks, everywhere in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from events.models import Event, Invitation, Registration
from networks.models import Membership, Network, Representative
from networks.permissions import facilitated_by, is_limited, may_touch, within
from networks.services import join_network
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.pages.roles import sync_roles
from tests.events.registration.helpers import NOW, ask
from tests.factories.events import StructureFactory
from tests.factories.registrations import InvitationFactory, NetworkFactory, OpenEventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def networks():
    """Two networks, each with its member, its meeting, its registration and its invitation."""
    made = []
    for name in ("Grappe", "Club"):
        network = NetworkFactory(title=name)
        house = StructureFactory(title=f"Maison {name}")
        network.facilitators.add(house)
        join_network(network=network, member=StructureFactory(email=f"{name}@exemple.fr"), by=None, at=NOW)
        event = OpenEventFactory(title=f"Rencontre {name}", network=network)
        ask(event, name.lower())
        InvitationFactory(event=event, email=f"invite.{name}@exemple.fr")
        made.append(network)
    ask(OpenEventFactory(title="Sans réseau"), "ailleurs")
    return made


def account(*roles: Role) -> User:
    sync_roles()
    user = User.objects.create_user(
        f"{'-'.join(roles) or 'rien'}@exemple.fr", full_name="Anselme", is_staff=True
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def facilitator(networks):
    user = account(Role.FACILITATOR)
    Representative.objects.create(user=user, structure=networks[0].facilitators.get())
    return user


@pytest.fixture
def desk(client, facilitator):
    client.force_login(facilitator)
    return client


def names(rows) -> set[str]:
    return {str(row) for row in rows}


def test_the_function_and_the_rows_agree(networks, facilitator):
    mine, other = networks
    assert names(facilitated_by(facilitator)) == {"Grappe"}
    assert names(within(facilitator, Network.objects.all(), "pk")) == {"Grappe"}
    assert [may_touch(facilitator, network) for network in (mine, other, None)] == [True, False, False]
    assert names(within(facilitator, Event.objects.all(), "network")) == {"Rencontre Grappe"}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.RECEPTION, Role.DPO, Role.ADMINISTRATOR])
def test_whoever_works_on_every_network_is_not_limited(networks, role):
    user = account(Role.FACILITATOR, role)
    assert not is_limited(user)
    assert names(within(user, Network.objects.all(), "pk")) == {"Grappe", "Club"}
    assert may_touch(user, None)


def test_a_facilitator_without_a_structure_sees_nothing(networks):
    user = account(Role.FACILITATOR)
    assert not within(user, Registration.objects.all(), "event__network").exists()


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Network, {"Grappe"}),
        (Event, {"Rencontre Grappe"}),
        (Registration, {"Grappe Essai"}),
        (Invitation, {"invite.Grappe@exemple.fr"}),
        (Membership, 1),
    ],
)
def test_lists_hold_their_own_rows_only(desk, model, expected):
    options = model._meta
    page = desk.get(reverse(f"admin:{options.app_label}_{options.model_name}_changelist"))
    rows = page.context["cl"].queryset
    found = (
        rows.count()
        if isinstance(expected, int)
        else {getattr(row, "email", None) or str(row) for row in rows}
    )
    if model is Registration:
        found = names(rows)
    assert found == expected
    assert "Rencontre Club" not in page.content.decode()


@pytest.mark.parametrize("model", [Network, Event, Registration, Membership])
def test_another_network_s_row_is_not_there(desk, networks, model):
    row = {
        Network: networks[1],
        Event: networks[1].events.get(),
        Registration: Registration.objects.get(event__network=networks[1]),
        Membership: networks[1].members.get(),
    }[model]
    options = model._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
    # Django sends who asks for an unknown row back to the first page.
    assert desk.get(address).status_code == 302
    assert desk.post(address, {"title": "Pris"}).status_code in (302, 403)
    row.refresh_from_db()
    assert "Pris" not in str(row)


def test_an_action_does_not_reach_another_network(desk, networks):
    other = Registration.objects.get(event__network=networks[1])
    desk.post(
        reverse("admin:events_registration_changelist"),
        {"action": "action_cancel", "_selected_action": [other.pk]},
    )
    other.refresh_from_db()
    assert other.is_active


def test_only_their_networks_can_be_invited(desk, networks):
    event = networks[0].events.get()
    page = desk.post(
        reverse("admin:events_event_changelist"), {"action": "action_invite", "_selected_action": [event.pk]}
    )
    assert names(page.context["form"].fields["network"].queryset) == {"Grappe"}

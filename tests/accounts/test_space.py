"""/espace/: each finds what is theirs, and nothing of the others'."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from networks.enums import RepresentativeRole
from networks.models import Representative
from portal.accounts.enums import Role
from tests.factories.networks import StructureFactory, TerritoryFactory
from tests.factories.registrations import InvitationFactory, OpenEventFactory, RegistrationFactory


@pytest.fixture(autouse=True)
def that_day(time_machine, at):
    """The meetings of the factories are to come on that day."""
    time_machine.move_to(at)


@pytest.fixture
def signed_in(make_user):
    def sign_in(email: str, *roles) -> tuple[Client, object]:
        user, client = make_user(email, *roles), Client()
        client.force_login(user)
        return client, user

    return sign_in


def text(client: Client) -> str:
    response = client.get("/espace/")
    assert response.status_code == 200
    return response.content.decode()


def represent(user, **body) -> None:
    Representative.objects.create(user=user, role=RepresentativeRole.CORRESPONDENT, **body)


def test_a_partner_sees_their_own_and_nothing_of_another(signed_in):
    """Two structures at one meeting; everything that could leak is there."""
    event = OpenEventFactory(title="La grande rencontre")
    everything = {}
    for letter in "ab":
        client, user = signed_in(f"{letter}@exemple.fr", Role.PARTNER)
        structure = StructureFactory(title=f"Structure {letter.upper()}")
        represent(user, structure=structure)
        RegistrationFactory(
            event=event, structure=structure, first_name="Jeanne", last_name=f"Inscrite-{letter}"
        )
        InvitationFactory(event=event, member=structure, email=f"collegue-{letter}@exemple.fr")
        mine = InvitationFactory(event=event, email=f"{letter}@exemple.fr")
        everything[letter] = (
            client,
            {f"Structure {letter.upper()}", f"Inscrite-{letter}"},
            mine.link_token,
        )
    for letter, other in (("a", "b"), ("b", "a")):
        page = text(everything[letter][0])
        assert all(word in page for word in everything[letter][1])
        assert not any(word in page for word in everything[other][1])
        assert everything[other][2] not in page
        assert f"collegue-{letter}" not in page and f"collegue-{other}" not in page


def test_a_territory_counts_like_a_structure(signed_in):
    client, user = signed_in("a@exemple.fr", Role.PARTNER)
    territory = TerritoryFactory(title="Val de Drôme")
    represent(user, territory=territory)
    RegistrationFactory(event=OpenEventFactory(), territory=territory, last_name="Inscrite")
    page = text(client)
    assert "Val de Drôme" in page and "Inscrite" in page


def test_somebody_without_structure_sees_no_registration_without_structure(signed_in):
    """An empty list of structures must not read as « those without any »."""
    client, _user = signed_in("a@exemple.fr", Role.PARTNER)
    RegistrationFactory(event=OpenEventFactory(), structure=None, territory=None, last_name="Passante")
    InvitationFactory(event=OpenEventFactory(), member=None, email="autre@exemple.fr")
    page = text(client)
    assert "Passante" not in page
    assert "Rien n’attend" in page


def test_what_is_over_no_longer_waits(signed_in):
    client, user = signed_in("a@exemple.fr", Role.PARTNER)
    structure = StructureFactory()
    represent(user, structure=structure)
    long_ago = timezone.now() - dt.timedelta(days=400)
    past = OpenEventFactory(
        title="Rencontre passée",
        starts_at=long_ago,
        ends_at=long_ago + dt.timedelta(hours=2),
        day=long_ago.date(),
        registration_opens_at=None,
        registration_closes_at=None,
    )
    RegistrationFactory(event=past, structure=structure, last_name="Ancienne")
    InvitationFactory(event=past, email="a@exemple.fr")
    page = text(client)
    assert "Rencontre passée" not in page and "Ancienne" not in page


@pytest.mark.parametrize("role", [role for role in Role if role.opens_admin])
def test_staff_find_the_way_to_the_admin(signed_in, synced_roles, role):
    client, _user = signed_in("a@exemple.fr", role)
    assert 'href="/admin/"' in text(client)


def test_partners_do_not(signed_in):
    client, _user = signed_in("a@exemple.fr", Role.PARTNER)
    assert "/admin/" not in text(client)


def test_what_waits_is_counted_for_who_may_deal_with_it(signed_in, synced_roles):
    from portal.core.enums import PublicationState

    StructureFactory.create_batch(2, state=PublicationState.REVIEW, published_at=None)
    StructureFactory(state=PublicationState.DRAFT, published_at=None)
    editor, _user = signed_in("a@exemple.fr", Role.EDITOR)
    jury, _user = signed_in("b@exemple.fr", Role.JURY)
    first = editor.get("/admin/").context["waiting"]
    assert [(item.count, item.label) for item in first] == [
        (2, "structures à relire"),
        (1, "structure en brouillon"),
    ]
    assert editor.get(first[0].url).context["cl"].result_count == 2
    assert jury.get("/admin/").context["waiting"] == []


def test_the_number_of_queries_does_not_grow(
    signed_in, django_assert_max_num_queries, django_assert_num_queries
):
    client, user = signed_in("a@exemple.fr", Role.PARTNER)
    structure, event = StructureFactory(), OpenEventFactory()
    represent(user, structure=structure)

    def add() -> None:
        RegistrationFactory(event=event, structure=structure)
        InvitationFactory(event=OpenEventFactory(), email="a@exemple.fr")

    add()
    with django_assert_max_num_queries(20) as few:
        text(client)
    add()
    add()
    with django_assert_num_queries(len(few)):
        text(client)

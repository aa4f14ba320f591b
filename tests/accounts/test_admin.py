"""Accounts in the admin, and the admin's first page."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.admin_site import SUBJECTS
from portal.core.models import AuditEntry
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("synced_roles")


@pytest.fixture
def administrator(make_user) -> User:
    return make_user("administration@exemple.fr", Role.ADMINISTRATOR)


@pytest.fixture
def desk(administrator) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


NEW = {
    "email": "noor@exemple.fr",
    "full_name": "Noor Rahmani",
    "language": "fr",
    "roles": ["editor", "publisher"],
}


def test_opening_an_account_asks_for_no_password_and_sends_the_invitation(desk, administrator):
    page = desk.get(reverse("admin:accounts_user_add"))
    assert 'type="password"' not in page.content.decode()
    assert desk.post(reverse("admin:accounts_user_add"), NEW).status_code == 302
    user = User.objects.get(email="noor@exemple.fr")
    assert {group.name for group in user.groups.all()} == {"editor", "publisher"}
    assert user.is_staff and not user.has_usable_password()
    assert [letter.to for letter in mail.outbox] == [["noor@exemple.fr"]]
    assert AuditEntry.objects.get(verb="invite").actor_id == administrator.pk


def test_an_address_already_taken_is_said_on_the_form(desk, make_user):
    make_user("noor@exemple.fr")
    response = desk.post(reverse("admin:accounts_user_add"), NEW | {"email": "NOOR@exemple.fr"})
    assert response.status_code == 200
    assert "Un compte utilise déjà cette adresse" in response.content.decode()
    assert mail.outbox == []


def test_roles_change_and_the_address_does_not(desk, make_user):
    user = make_user("noor@exemple.fr", Role.EDITOR)
    form = {"email": "pirate@exemple.fr", "full_name": "Noor", "language": "en", "roles": ["partner"]}
    inline = {"invitations-TOTAL_FORMS": 0, "invitations-INITIAL_FORMS": 0}
    response = desk.post(reverse("admin:accounts_user_change", args=[user.pk]), form | inline)
    assert response.status_code == 302, response.context["errors"]
    user.refresh_from_db()
    assert (user.email, user.full_name, user.language, user.is_staff) == (
        "noor@exemple.fr",
        "Noor",
        "en",
        False,
    )


@pytest.mark.parametrize(
    ("action", "field", "value"), [("action_close", "is_active", False), ("action_reopen", "is_active", True)]
)
def test_accounts_are_closed_and_reopened(desk, make_user, action, field, value):
    user = make_user("noor@exemple.fr", Role.EDITOR, is_active=not value)
    chosen = {"action": action, "_selected_action": [user.pk]}
    desk.post(reverse("admin:accounts_user_changelist"), chosen)
    user.refresh_from_db()
    assert getattr(user, field) is value


def test_nobody_closes_their_own_account_nor_a_superuser(desk, administrator, db):
    root = User.objects.create_superuser("root@exemple.fr", PASSWORD)
    chosen = {"action": "action_close", "_selected_action": [root.pk, administrator.pk]}
    desk.post(reverse("admin:accounts_user_changelist"), chosen)
    assert set(User.objects.active()) == {root, administrator}
    page = desk.get(reverse("admin:accounts_user_change", args=[root.pk]))
    assert 'name="_save"' not in page.content.decode()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.FACILITATOR, Role.RECEPTION, Role.JURY])
def test_accounts_are_for_administrators(make_user, role):
    client = Client()
    client.force_login(make_user("noor@exemple.fr", role))
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role.opens_admin])
def test_every_role_reads_its_first_page_in_few_queries(make_user, role, django_assert_max_num_queries):
    client = Client()
    client.force_login(make_user("noor@exemple.fr", role))
    with django_assert_max_num_queries(20):
        response = client.get("/admin/")
    assert response.status_code == 200
    assert "Ce qui vous attend" in response.content.decode()


def test_the_first_page_is_sorted_by_subject(desk):
    names = [str(subject["name"]) for subject in desk.get("/admin/").context["app_list"]]
    order = [str(name) for name, _patterns in SUBJECTS.values()]
    assert names == [name for name in order if name in names]
    assert {"Courrier", "Comptes", "Actualités et pages"} <= set(names)


def test_signing_in_to_the_admin_is_signing_in_to_the_site(client, db):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/comptes/connexion/?next=")


def test_the_page_of_an_account_costs_the_same_with_one_or_three(
    desk, make_user, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("admin:accounts_user_changelist")
    make_user("a@exemple.fr", Role.EDITOR)
    with django_assert_max_num_queries(20) as few:
        desk.get(url)
    make_user("b@exemple.fr", Role.EDITOR)
    make_user("c@exemple.fr", Role.JURY)
    with django_assert_num_queries(len(few)):
        desk.get(url)

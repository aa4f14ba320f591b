"""Who may do what: the table, the database and the page say the same."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command

from portal.accounts.enums import Role
from portal.accounts.services import set_roles
from portal.core.models import AuditEntry
from portal.pages.management.commands.sync_roles import BEGIN, END
from portal.pages.roles import (
    MACHINERY,
    PERSONAL,
    RULES,
    WRITTEN_BY_SERVICES,
    permissions_of,
    roles_table,
    sync_roles,
)


def test_the_page_shows_the_table():
    page = (Path(settings.BASE_DIR) / "docs" / "roles.md").read_text()
    shown = page.partition(BEGIN)[2].partition(END)[0].strip()
    assert shown == roles_table(), "run `manage.py sync_roles --write-table` and read the difference"


def test_the_groups_hold_exactly_the_table(synced_roles):
    held = {
        group.name: {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }
    assert held == {role.value: permissions_of(role) for role in Role}


def test_syncing_again_takes_back_what_was_given_by_hand(synced_roles):
    editor, administrator = Group.objects.get(name="editor"), Group.objects.get(name="administrator")
    editor.permissions.set(administrator.permissions.all())
    call_command("sync_roles")
    assert editor.permissions.count() == len(permissions_of(Role.EDITOR))
    sync_roles()
    assert editor.permissions.count() == len(permissions_of(Role.EDITOR))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.JURY, Role.PARTNER])
def test_personal_data_is_for_those_who_work_with_it(role):
    personal = {name.replace(".", ".*_") for name in PERSONAL}
    touched = {f"{name.split('.')[0]}.*_{name.rpartition('_')[2]}" for name in permissions_of(role)}
    assert touched & personal == set()


def test_only_publishers_and_administrators_publish():
    assert {role for role in Role if "core.publish_entry" in permissions_of(role)} == {
        Role.PUBLISHER,
        Role.ADMINISTRATOR,
    }


def test_nobody_writes_the_audit_trail_nor_deletes_an_account():
    for role in Role:
        allowed = permissions_of(role)
        assert {name for name in allowed if name.endswith("_auditentry")} <= {"core.view_auditentry"}
        assert "accounts.delete_user" not in allowed


def test_partners_hold_no_permission_and_never_open_the_admin(client, make_user, synced_roles):
    assert permissions_of(Role.PARTNER) == set()
    user = make_user("partenaire@exemple.fr", Role.PARTNER)
    assert not user.is_staff
    client.force_login(user)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 403


def test_roles_open_and_close_the_admin(make_user, at):
    user = make_user("noor@exemple.fr", Role.PARTNER)
    set_roles(user, roles=[Role.PARTNER, Role.EDITOR], by=None, at=at)
    assert user.is_staff
    set_roles(user, roles=[Role.PARTNER], by=None, at=at)
    assert not user.is_staff
    verbs = AuditEntry.objects.filter(verb="set_roles").order_by("pk").values_list("details", flat=True)
    assert [line["roles"] for line in verbs] == [["partner"], ["editor", "partner"], ["partner"]]


def test_giving_the_same_roles_again_writes_no_line(make_user, at):
    user = make_user("noor@exemple.fr", Role.EDITOR)
    count = AuditEntry.objects.count()
    set_roles(user, roles=[Role.EDITOR], by=None, at=at)
    assert AuditEntry.objects.count() == count


def test_every_model_that_the_table_names_exists():
    named = (
        {rule.models for rules in RULES.values() for rule in rules}
        | PERSONAL
        | WRITTEN_BY_SERVICES
        | MACHINERY
    )
    unknown = [name for name in sorted(named) if "*" not in name and not _exists(name)]
    assert unknown == []


def _exists(name: str) -> bool:
    try:
        return bool(apps.get_model(name))
    except LookupError:
        return False


def test_every_row_about_a_person_who_did_not_ask_for_a_page_is_personal():
    """`is_personal` is how models say it; the table must know them all."""
    said = {model._meta.label_lower for model in apps.get_models() if getattr(model, "is_personal", False)}
    # People who hold an office or speak at a meeting are content: editors write their names on the pages.
    assert said - {"networks.person"} <= PERSONAL

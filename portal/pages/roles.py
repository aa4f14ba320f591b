"""What each role may do: one table, read by `sync_roles`, shown in docs/roles.md.

It stands at the roof because it names the models of every app. Rules are patterns, so that a new kind of entry
is covered without a line here; what holds personal data is never covered by a pattern, only by its name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from portal.accounts.enums import Role
from portal.core.models import Entry

# Every app whose rows somebody keeps; libraries are named one by one below.
HOUSE_APPS = ("core", "accounts", "mail", "networks", "talents", "events", "labels", "news", "pages")

# Who is concerned is somebody who did not ask to be on a public page.
PERSONAL = frozenset(
    {
        "accounts.user",
        "accounts.accountinvitation",
        "events.accessneed",
        "events.answer",
        "events.dooract",
        "events.registration",
        "events.registrationsession",
        "events.registrationtransition",
        "events.invitation",
        "mail.message",
        "mail.suppression",
        "networks.membercontact",
        "networks.representative",
    }
)
# What tells of somebody's body or health: read by the reception, and by nobody else (domain: « asked apart »).
SENSITIVE = frozenset({"events.accessneed"})
# Written by services alone, whoever asks.
WRITTEN_BY_SERVICES = frozenset(
    {
        "core.auditentry",
        "core.entry",
        "core.slugredirect",
        "mail.message",
        "events.accessneed",
        "events.answer",
        "events.dooract",
        "events.registrationtransition",
    }
)
# How the machine runs, of no interest to anybody's work.
MACHINERY = frozenset({"core.limitwindow"})

READ = ("view",)
WRITE = ("view", "add", "change")
KEEP = ("view", "add", "change", "delete")


@dataclass(frozen=True)
class Rule:
    """Actions on models: `talents.*` (every model without personal data), `talents.*:parts` (those that are not
    entries), or one model by its name."""

    models: str
    actions: tuple[str, ...]

    def permissions(self) -> Iterator[str]:
        for model in _matching(self.models):
            label = model._meta.label_lower
            actions = READ if label in WRITTEN_BY_SERVICES else self.actions
            for action in actions:
                yield f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def _matching(pattern: str) -> Iterator[type[models.Model]]:
    name, _, only = pattern.partition(":")
    app_label, _, model_name = name.partition(".")
    for model in apps.get_app_config(app_label).get_models():
        label = model._meta.label_lower
        if model_name != "*":
            if label == name.lower():
                yield model
            continue
        if label in PERSONAL or label in MACHINERY or label in WRITTEN_BY_SERVICES:
            continue
        if only == "parts" and issubclass(model, Entry):
            continue
        yield model


def _content(actions: tuple[str, ...]) -> tuple[Rule, ...]:
    """The public content: entries are written; what hangs on them (a session, a step of a path) is also deleted."""
    contents = ("networks", "talents", "events", "labels", "news")
    pictures = ("core.picture", "core.entrylink")
    rules = [Rule(f"{app}.*", actions) for app in contents] + [Rule(name, actions) for name in pictures]
    if "change" in actions:
        rules += [Rule(f"{app}.*:parts", KEEP) for app in contents] + [Rule(name, KEEP) for name in pictures]
    return (*rules, Rule("pages.page", actions), Rule("core.entry", READ))


_RECEPTION = (
    Rule("events.registration", WRITE),
    Rule("events.registrationsession", KEEP),
    Rule("events.answer", READ),
    Rule("events.dooract", READ),
    Rule("events.invitation", WRITE),
)

RULES: dict[Role, tuple[Rule, ...]] = {
    Role.EDITOR: _content(WRITE),
    Role.PUBLISHER: (
        *_content(WRITE),
        Rule("core.slugredirect", READ),
        Rule("core.sitesettings", READ),
        Rule("core.featuredentry", KEEP),
    ),
    Role.FACILITATOR: (
        *_content(READ),
        *(Rule(f"networks.{name}", WRITE) for name in ("network", "initiative", "person")),
        *(
            Rule(f"networks.{name}", KEEP)
            for name in ("membership", "mandate", "partnership", "territorystage", "figure")
        ),
        Rule("events.event", WRITE),
        Rule("events.*:parts", KEEP),
        Rule("networks.membercontact", KEEP),
        Rule("core.picture", WRITE),
        Rule("core.entrylink", KEEP),
        *_RECEPTION,
    ),
    Role.RECEPTION: (
        Rule("events.*", READ),
        *_RECEPTION,
        Rule("events.accessneed", READ),
        Rule("mail.message", READ),
    ),
    Role.JURY: (Rule("talents.*", READ), Rule("labels.*", READ), Rule("core.picture", READ)),
    Role.DPO: (
        *_content(READ),
        *(Rule(name, READ) for name in sorted(PERSONAL - SENSITIVE)),
        Rule("core.auditentry", READ),
        Rule("events.registration", ("view", "change", "delete")),
        Rule("mail.suppression", ("view", "add", "delete")),
        Rule("networks.person", ("view", "change", "delete")),
    ),
    Role.ADMINISTRATOR: (
        *(Rule(f"{app}.*", KEEP) for app in HOUSE_APPS if app != "accounts"),
        *(Rule(name, WRITE) for name in sorted(PERSONAL - SENSITIVE)),
        Rule("networks.membercontact", KEEP),
        Rule("networks.representative", KEEP),
        Rule("mail.suppression", KEEP),
        Rule("core.entry", READ),
        Rule("core.auditentry", READ),
        Rule("core.slugredirect", READ),
    ),
    Role.PARTNER: (),
}

# Permissions that are not the four of a model.
OF_THEIR_OWN: dict[Role, tuple[str, ...]] = {
    Role.PUBLISHER: ("core.publish_entry", "core.withdraw_entry"),
    Role.DPO: ("core.withdraw_entry",),
    Role.ADMINISTRATOR: ("core.publish_entry", "core.withdraw_entry"),
}


def permissions_of(role: Role) -> set[str]:
    """`app.codename` of everything that the role may do, as the installed models stand."""
    found = {name for rule in RULES[role] for name in rule.permissions()}
    return found | set(OF_THEIR_OWN.get(role, ()))


def sync_roles() -> None:
    """Make the groups in the database say exactly what the table says. Safe to run again."""
    with transaction.atomic():
        ContentType.objects.clear_cache()
        by_name = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        for role in Role:
            group, _created = Group.objects.get_or_create(name=role.value)
            group.permissions.set(_known(by_name, permissions_of(role)))


def _known(by_name: dict[str, Permission], names: Iterable[str]) -> list[Permission]:
    missing = sorted(name for name in names if name not in by_name)
    if missing:
        # Permission rows are written after migrations: before them there is nothing to give.
        raise LookupError(f"run `migrate` first: no permission {', '.join(missing)}")
    return [by_name[name] for name in names]


def roles_table() -> str:
    """The table of docs/roles.md: a model a line, a role a column; v view, a add, c change, d delete."""
    letters = {"view": "v", "add": "a", "change": "c", "delete": "d"}
    rows: dict[str, dict[Role, str]] = {}
    for role in Role:
        for name in permissions_of(role):
            app_label, _, codename = name.partition(".")
            action, _, model_name = codename.partition("_")
            own = name in OF_THEIR_OWN.get(role, ())
            line = rows.setdefault(name if own else f"{app_label}.{model_name}", {})
            line[role] = line.get(role, "") + ("✓" if own else letters[action])
    head = "| | " + " | ".join(str(role.value) for role in Role) + " |"
    rule = "| --- |" + " --- |" * len(Role)
    lines = []
    for name in sorted(rows):
        cells = ("".join(sorted(rows[name].get(role, ""), key="vacd✓".index)) for role in Role)
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join([head, rule, *lines])

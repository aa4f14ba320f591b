"""Foreign keys go the same way as imports: down. And migrations say what the models say."""

import pytest
from django.core.management import call_command

from tests.guards.houses import house_models

# From the floor up; apps of one floor do not know each other.
FLOORS = [
    {"contenttypes", "auth", "sessions", "sites"},
    {"core"},
    {"accounts"},
    {"mail"},
    {"networks"},
    {"talents"},
    {"events", "labels"},
    {"news", "pages"},
    {"demo"},
]
FLOOR = {app: number for number, apps in enumerate(FLOORS) for app in apps}


def _ties() -> list[tuple[str, str, str]]:
    ties = []
    for model in house_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model is not None:
                ties.append(
                    (
                        model._meta.app_label,
                        field.related_model._meta.app_label,
                        f"{model._meta.label}.{field.name}",
                    )
                )
    return ties


def test_there_are_ties_to_walk():
    assert len(_ties()) > 100


def test_foreign_keys_go_down_or_stay_in_their_app():
    wrong = [name for source, target, name in _ties() if source != target and FLOOR[target] >= FLOOR[source]]
    assert wrong == []


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

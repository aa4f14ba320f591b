"""Folding changes how a migration is written, never what it makes."""

from django.db.migrations.state import ProjectState

from tools.fold_constraints import fold

HEAD = """
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[('id', models.BigAutoField(primary_key=True)), ('seats', models.IntegerField())],
            options={
                'verbose_name': 'lieu',
            },
        ),
        migrations.CreateModel(
            name='Bare',
            fields=[('id', models.BigAutoField(primary_key=True)), ('rank', models.IntegerField())],
        ),
        migrations.AddField(model_name='place', name='town', field=models.IntegerField(default=0)),
"""
CONSTRAINTS = """        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(
                condition=models.Q(seats__gte=0), name='seats_positive'
            ),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('town', 'seats'), name='town_once'),
        ),
        migrations.AddConstraint(
            model_name='bare',
            constraint=models.UniqueConstraint(fields=('rank',), name='rank_once'),
        ),
"""
SOURCE = f"{HEAD}{CONSTRAINTS}    ]\n"


def state_after(source: str) -> ProjectState:
    names: dict[str, type] = {}
    exec(compile(source, "migration", "exec"), names)
    return names["Migration"]("0001", "essai").mutate_state(ProjectState())


def test_a_folded_migration_makes_the_same_models() -> None:
    folded = fold(SOURCE)
    for model in ("place", "bare"):
        before, after = (state_after(text).models["essai", model] for text in (SOURCE, folded))
        assert after.fields.keys() == before.fields.keys()
        assert {c.name: c for c in after.options["constraints"]} == {
            c.name: c for c in before.options["constraints"]
        }
    assert state_after(folded).models["essai", "place"].options["verbose_name"] == "lieu"


def test_a_constraint_on_a_field_added_later_stays_after_it() -> None:
    folded = fold(SOURCE)
    assert folded.count("AddConstraint(") == 1
    assert folded.index("name='town', field") < folded.index("town_once")


def test_folding_again_changes_nothing() -> None:
    folded = fold(SOURCE)
    assert fold(folded) == folded

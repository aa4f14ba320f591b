"""The five fields of the site, and what makes the database refuse a ceremony that is not an event.

Written by hand: 0001 may be generated anew without losing it.
"""

from django.db import migrations

FIELDS = [
    ("Économique", "economique", "eco", "coins"),
    ("Social", "social", "soc", "heart-handshake"),
    ("Culturel", "culturel", "cul", "palette"),
    ("Numérique", "numerique", "num", "monitor"),
    ("Sportif", "sportif", "spo", "medal"),
]

# Decision 0002: the same technique as a network's member that is a talent.
CEREMONY_IS_AN_EVENT = """
ALTER TABLE talents_edition ADD CONSTRAINT edition_ceremony_is_an_event
    FOREIGN KEY (ceremony_id, ceremony_kind) REFERENCES core_entry (id, kind)
    DEFERRABLE INITIALLY DEFERRED
"""


def add_fields(apps, schema_editor):
    field = apps.get_model("talents", "Field")
    for position, (name, slug, hue, icon) in enumerate(FIELDS, start=1):
        field.objects.create(name=name, slug=slug, hue=hue, icon=icon, position=position)


def remove_fields(apps, schema_editor):
    apps.get_model("talents", "Field").objects.filter(slug__in=[slug for _, slug, _, _ in FIELDS]).delete()


class Migration(migrations.Migration):
    dependencies = [("talents", "0001_initial")]
    operations = [
        migrations.RunPython(add_fields, remove_fields, elidable=False),
        migrations.RunSQL(
            CEREMONY_IS_AN_EVENT, "ALTER TABLE talents_edition DROP CONSTRAINT edition_ceremony_is_an_event"
        ),
    ]

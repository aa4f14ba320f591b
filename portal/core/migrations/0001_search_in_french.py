"""PostgreSQL's strengths, prepared once: extensions, and French search that ignores accents."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is only STABLE because its dictionary could change; ours does not, and an index wants IMMUTABLE.
IMMUTABLE_UNACCENT = """
CREATE FUNCTION vivier_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent'::regdictionary, $1) $$
"""

SEARCH_CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION vivier_fr (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION vivier_fr
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.french_stem
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(IMMUTABLE_UNACCENT, "DROP FUNCTION vivier_unaccent(text)"),
        migrations.RunSQL(SEARCH_CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION vivier_fr"),
    ]

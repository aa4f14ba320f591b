from django.db import migrations

# One transaction at a time looks at a given chain: two that each write half of a cycle would not see each other.
REFUSE_CYCLE = """
CREATE FUNCTION vivier_refuse_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    leads_back boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(TG_NAME));
    EXECUTE format(
        'WITH RECURSIVE above(id) AS ('
        '    SELECT %1$I FROM %2$I.%3$I WHERE entry_ptr_id = $1'
        '    UNION SELECT t.%1$I FROM %2$I.%3$I t JOIN above ON t.entry_ptr_id = above.id'
        ') SELECT EXISTS (SELECT FROM above WHERE id = $1)',
        TG_ARGV[0], TG_TABLE_SCHEMA, TG_TABLE_NAME
    ) INTO leads_back USING NEW.entry_ptr_id;
    IF leads_back THEN
        RAISE EXCEPTION 'row % of % leads back to itself (%)', NEW.entry_ptr_id, TG_TABLE_NAME, TG_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_words_trigrams")]
    operations = [migrations.RunSQL(REFUSE_CYCLE, "DROP FUNCTION vivier_refuse_cycle()")]

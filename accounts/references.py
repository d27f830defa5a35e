"""Migration operation: what a table's rows name exists and stays, asked once a statement instead of once a row.

PostgreSQL asks a foreign key row by row; of a million rows that are copied in that takes two thirds of its time. Here
the rows that a statement brings are held against the tables they name all at once, with the same locks, so that the
same is refused: a row that names what is not there, and taking away what a row names, also by two people at once.
SQLite keeps its foreign keys, which cost it nothing.
"""

from collections.abc import Iterable
from typing import Any

from accounts.row_security import EVERY_ROW, SETTING
from accounts.table_operation import OnPostgres
from audit.append_only import PG_REFUSE

# As with a foreign key, row-level security hides neither what is named nor who names it. What is named is held with the
# lock that a foreign key takes: whoever would delete it waits, and then sees the rows that name it.
_ARRIVED = f"""
CREATE OR REPLACE FUNCTION estafet_named_exist() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE missing bigint; shown text := current_setting('{SETTING}', true);
BEGIN
  PERFORM set_config('{SETTING}', '{EVERY_ROW}', true);
  EXECUTE format(
    'WITH wanted AS (SELECT DISTINCT %1$I AS id FROM arrived WHERE %1$I IS NOT NULL), '
    'held AS MATERIALIZED (SELECT id FROM %2$I WHERE id IN (SELECT id FROM wanted) ORDER BY id FOR KEY SHARE) '
    'SELECT id FROM wanted WHERE id NOT IN (SELECT id FROM held) LIMIT 1', TG_ARGV[0], TG_ARGV[1]
  ) INTO missing;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION '%.% names %, which is not in %', TG_TABLE_NAME, TG_ARGV[0], missing, TG_ARGV[1]
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM set_config('{SETTING}', coalesce(shown, ''), true);
  RETURN NULL;
END
$$
"""
_GONE = f"""
CREATE OR REPLACE FUNCTION estafet_still_named() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE named bigint; which text := ''; shown text := current_setting('{SETTING}', true);
BEGIN
  PERFORM set_config('{SETTING}', '{EVERY_ROW}', true);
  IF TG_OP = 'DELETE' THEN
    which := format(' WHERE %1$I IN (SELECT id FROM gone)', TG_ARGV[1]);
  END IF;
  EXECUTE format('SELECT %I FROM %I', TG_ARGV[1], TG_ARGV[0]) || which || ' LIMIT 1' INTO named;
  IF named IS NOT NULL THEN
    RAISE EXCEPTION '%.% still names % of %', TG_ARGV[0], TG_ARGV[1], named, TG_TABLE_NAME
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM set_config('{SETTING}', coalesce(shown, ''), true);
  RETURN NULL;
END
$$
"""
_DROP_KEY = """
DO $$
DECLARE key text;
BEGIN
  FOR key IN
    SELECT conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND conkey = ARRAY[attnum]
    WHERE contype = 'f' AND conrelid = '"{table}"'::regclass AND attname = '{column}'
  LOOP
    EXECUTE format('ALTER TABLE "{table}" DROP CONSTRAINT %I', key);
  END LOOP;
END
$$
"""


class ReferencesByStatement(OnPostgres):
    """Triggers on `model`'s table, and on those it names, in the place of its foreign keys.

    For append-only tables only: a row that is there already is taken not to name another thing later.
    """

    def describe(self) -> str:
        return f"Ask what {self.model} names once a statement"

    def statements(self, model: Any) -> Iterable[str]:
        yield from (PG_REFUSE, _ARRIVED, _GONE)
        for table, column, named in _references(model):
            yield _DROP_KEY.format(table=table, column=column)
            yield (
                f'CREATE TRIGGER "{table}_{column}" AFTER INSERT ON "{table}" REFERENCING NEW TABLE AS arrived '
                f"FOR EACH STATEMENT EXECUTE FUNCTION estafet_named_exist('{column}', '{named}')"
            )
            yield (
                f'CREATE TRIGGER "{table}_{column}_deleted" AFTER DELETE ON "{named}" REFERENCING OLD TABLE AS gone '
                f"FOR EACH STATEMENT EXECUTE FUNCTION estafet_still_named('{table}', '{column}')"
            )
            yield (
                f'CREATE TRIGGER "{table}_{column}_emptied" AFTER TRUNCATE ON "{named}" '
                f"FOR EACH STATEMENT EXECUTE FUNCTION estafet_still_named('{table}', '{column}')"
            )
            yield (
                f'CREATE OR REPLACE TRIGGER "{named}_id_stays" BEFORE UPDATE OF id ON "{named}" '
                "FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION estafet_refuse()"
            )

    def undoing(self, model: Any) -> Iterable[str]:
        for table, column, named in _references(model):
            yield f'DROP TRIGGER "{table}_{column}" ON "{table}"'
            yield f'DROP TRIGGER "{table}_{column}_deleted" ON "{named}"'
            yield f'DROP TRIGGER "{table}_{column}_emptied" ON "{named}"'
            # The name that Django would look for, were it to change the column, does not matter to it.
            yield (
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_fk" FOREIGN KEY ("{column}") '
                f'REFERENCES "{named}" (id) DEFERRABLE INITIALLY DEFERRED'
            )


def _references(model: Any) -> list[tuple[str, str, str]]:
    """Table, column, and the table that the column names."""
    keys = [field for field in model._meta.local_concrete_fields if field.is_relation]
    return [(model._meta.db_table, field.column, field.related_model._meta.db_table) for field in keys]

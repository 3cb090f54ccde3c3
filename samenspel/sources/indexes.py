"""Steps for migrations: the full-text index of each database, and rows that leave with a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE VIRTUAL TABLE sources_words USING fts5(
  head, plain, stems, content='sources_searchrow', content_rowid='id',
  tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')
--
CREATE TRIGGER sources_searchrow_added AFTER INSERT ON sources_searchrow BEGIN
  INSERT INTO sources_words(rowid, head, plain, stems)
    VALUES (new.id, new.head, new.plain, new.stems);
END
--
CREATE TRIGGER sources_searchrow_gone AFTER DELETE ON sources_searchrow BEGIN
  INSERT INTO sources_words(sources_words, rowid, head, plain, stems)
    VALUES ('delete', old.id, old.head, old.plain, old.stems);
END
--
CREATE TRIGGER sources_searchrow_changed
AFTER UPDATE OF head, plain, stems ON sources_searchrow BEGIN
  INSERT INTO sources_words(sources_words, rowid, head, plain, stems)
    VALUES ('delete', old.id, old.head, old.plain, old.stems);
  INSERT INTO sources_words(rowid, head, plain, stems)
    VALUES (new.id, new.head, new.plain, new.stems);
END
"""
SQLITE_BACK = """
DROP TRIGGER sources_searchrow_changed
--
DROP TRIGGER sources_searchrow_gone
--
DROP TRIGGER sources_searchrow_added
--
DROP TABLE sources_words
"""
POSTGRES = """
ALTER TABLE sources_searchrow ADD COLUMN found tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('simple', head), 'A') ||
  setweight(to_tsvector('simple', plain), 'B') ||
  setweight(to_tsvector('simple', stems), 'C')) STORED
--
CREATE INDEX sources_searchrow_found ON sources_searchrow USING gin (found)
"""
POSTGRES_BACK = "ALTER TABLE sources_searchrow DROP COLUMN found"

REMOVE = "DELETE FROM sources_searchrow WHERE kind = '{kind}' AND key = old.id;"
LEAVES_SQLITE = "CREATE TRIGGER {table}_unfound AFTER DELETE ON {table} BEGIN " + REMOVE + " END"
LEAVES_POSTGRES = (
    "CREATE FUNCTION {table}_unfound() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN " + REMOVE + " RETURN NULL; END $$"
    "\n--\n"
    "CREATE TRIGGER {table}_unfound AFTER DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_unfound()"
)
LEAVES_BACK_POSTGRES = (
    "DROP TRIGGER {table}_unfound ON {table}\n--\nDROP FUNCTION {table}_unfound()"
)


def _run(sqlite: str, postgres: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        script = postgres if editor.connection.vendor == "postgresql" else sqlite
        for statement in script.split("\n--\n"):
            editor.execute(statement)

    return run


def full_text() -> migrations.RunPython:
    """Index the search rows: FTS5 kept true by triggers, or a generated column with a GIN index."""
    return migrations.RunPython(_run(SQLITE, POSTGRES), _run(SQLITE_BACK, POSTGRES_BACK))


def leaves_with(table: str, kind: str) -> migrations.RunPython:
    """When a row of `table` is removed, by whatever road, its search rows of `kind` go too."""
    names = {"table": table, "kind": kind}
    return migrations.RunPython(
        _run(LEAVES_SQLITE.format(**names), LEAVES_POSTGRES.format(**names)),
        _run(f"DROP TRIGGER {table}_unfound", LEAVES_BACK_POSTGRES.format(**names)),
    )

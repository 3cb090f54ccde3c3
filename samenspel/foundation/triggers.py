"""Triggers that make the database itself refuse to change or remove what is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PERIOD = {"UPDATE": "changed", "DELETE": "removed"}


def write_once(table: str, *, columns: str = "", delete: bool = True) -> migrations.RunPython:
    """A migration step: rows of `table` can't be changed (only `columns`, when named) or removed.

    `columns` is a comma-separated list for UPDATE OF. With `delete=False` a row may still be
    removed, as a version is when its whole source is erased.
    """
    verbs = ["UPDATE", "DELETE"] if delete else ["UPDATE"]

    def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for verb in verbs:
            of = f" OF {columns}" if columns and verb == "UPDATE" else ""
            name = f"{table}_not_{PERIOD[verb]}"
            words = f"{table}: written once, not {PERIOD[verb]}"
            if editor.connection.vendor == "postgresql":
                editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END $$"
                )
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb}{of} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb}{of} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
                )

    def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for verb in verbs:
            name = f"{table}_not_{PERIOD[verb]}"
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER {name} ON {table}")
                editor.execute(f"DROP FUNCTION {name}()")
            else:
                editor.execute(f"DROP TRIGGER {name}")

    return migrations.RunPython(forwards, backwards)

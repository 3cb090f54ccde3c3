"""Whatever erases a source, the database throws away what was learned from it, with its words.

The round of the hour lets it be learned anew (`studying.let_go`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from samenspel.foundation.triggers import write_once

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "source_takes_weights_along"
HELD = {
    "sqlite": "EXISTS (SELECT 1 FROM json_each({row}learned_from) WHERE value = OLD.id)",
    "postgresql": "{row}learned_from @> to_jsonb(OLD.id)",
}
FIGURES = (
    "DELETE FROM suggestions_learned WHERE learning_id IN "
    "(SELECT id FROM suggestions_learning l WHERE {held})"
)
WEIGHTS = (
    "UPDATE suggestions_learning SET weights = NULL, done = NULL, "
    "learned_from = '[]', looked_at = '[]' WHERE {held}"
)


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    held = HELD[editor.connection.vendor]
    work = (
        f"{FIGURES.format(held=held.format(row='l.'))}; {WEIGHTS.format(held=held.format(row=''))};"
    )
    when = f"CREATE TRIGGER {NAME} BEFORE DELETE ON sources_source FOR EACH ROW"
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {work} RETURN OLD; END $$"
        )
        editor.execute(f"{when} EXECUTE FUNCTION {NAME}()")
    else:
        editor.execute(f"{when} BEGIN {work} END")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {NAME} ON sources_source")
        editor.execute(f"DROP FUNCTION {NAME}()")
    else:
        editor.execute(f"DROP TRIGGER {NAME}")


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0001_searching")]

    operations = [
        write_once("suggestions_allowance", delete=False),
        migrations.RunPython(forwards, backwards),
    ]

from django.core.management import call_command
from django.db import migrations


def make_table(apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def drop_table(apps, editor):
    editor.execute("DROP TABLE foundation_cache")


class Migration(migrations.Migration):
    """The table of the database cache, so that `migrate` is all that a host has to run."""

    dependencies = [("foundation", "0002_written_once")]
    operations = [migrations.RunPython(make_table, drop_table)]

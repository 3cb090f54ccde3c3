"""Makes the database empty again, so that the demo can begin anew."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import connection

from samenspel.circles.models import Expedition


def holds_only_the_demo() -> bool:
    return not Expedition.objects.exclude(invented=True).exists()


def wipe() -> None:
    """Remove everything. What is written once can't be deleted, so the tables go and come back."""
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)

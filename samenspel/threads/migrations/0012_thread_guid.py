"""A red thread has a guid, as everything that travels in files has."""

import uuid

from django.db import migrations, models

from samenspel.sources.indexes import leaves_again


def fill(apps, editor):
    for row in apps.get_model("threads", "Thread")._base_manager.only("pk").iterator():
        row.guid = uuid.uuid4()
        row.save(update_fields=["guid"])


class Migration(migrations.Migration):
    dependencies = [("threads", "0011_side_by_side")]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="guid",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        leaves_again("threads_thread", "threads"),  # SQLite made the table anew, without it
    ]

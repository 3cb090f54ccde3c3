"""Every source that was here gets a guid of its own."""

import uuid

from django.db import migrations


def fill(apps, editor):
    for row in apps.get_model("sources", "Source")._base_manager.only("pk").iterator():
        row.guid = uuid.uuid4()
        row.save(update_fields=["guid"])


class Migration(migrations.Migration):
    dependencies = [("sources", "0007_guids")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

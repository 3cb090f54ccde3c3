"""Every coding is in its coder's layer, and everything has a guid of its own."""

import uuid

from django.db import migrations


def fill(apps, editor):
    model = apps.get_model
    Coder, Coding = model("threads", "Coder"), model("threads", "Coding")
    for coding in Coding._base_manager.select_related("code__codebook").iterator():
        coding.coder, _ = Coder.objects.get_or_create(
            person_id=coding.by_id, expedition_id=coding.code.codebook.expedition_id
        )
        coding.guid = uuid.uuid4()
        coding.save(update_fields=["coder", "guid"])
    for name in ("Codebook", "Code", "Passage"):
        for row in model("threads", name)._base_manager.only("pk").iterator():
            row.guid = uuid.uuid4()
            row.save(update_fields=["guid"])


class Migration(migrations.Migration):
    dependencies = [("threads", "0004_layers")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

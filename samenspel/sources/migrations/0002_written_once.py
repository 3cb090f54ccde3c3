from django.db import migrations

from samenspel.foundation.triggers import write_once


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]
    operations = [
        write_once("sources_version", delete=False),
        write_once("sources_consent", delete=False),
    ]

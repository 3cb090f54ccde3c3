from django.db import migrations

from samenspel.sources.indexes import leaves_again


class Migration(migrations.Migration):
    dependencies = [("sources", "0009_recordings")]

    operations = [leaves_again("sources_source", "sources")]

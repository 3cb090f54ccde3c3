from django.db import migrations

from samenspel.sources.indexes import full_text, leaves_with


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_written_once")]
    operations = [full_text(), leaves_with("sources_source", "sources")]

from django.db import migrations

from samenspel.sources.indexes import leaves_with


class Migration(migrations.Migration):
    dependencies = [("threads", "0001_initial"), ("sources", "0003_search")]
    operations = [leaves_with("threads_thread", "threads")]

from django.db import migrations

from samenspel.foundation.triggers import write_once
from samenspel.sources.indexes import leaves_with


class Migration(migrations.Migration):
    dependencies = [("threads", "0001_initial"), ("sources", "0003_search")]
    operations = [
        write_once("threads_codechange", delete=False),
        leaves_with("threads_thread", "threads"),
    ]

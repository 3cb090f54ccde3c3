from django.db import migrations

from samenspel.foundation.triggers import write_once


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [write_once("foundation_entry")]

from django.db import migrations

from samenspel.foundation.triggers import write_once
from samenspel.sources.indexes import leaves_with


class Migration(migrations.Migration):
    dependencies = [("agendas", "0001_initial"), ("sources", "0003_search")]
    operations = [
        write_once("agendas_turnout", delete=False),
        write_once("agendas_standing", delete=False),
        leaves_with("agendas_agreement", "agreements"),
        leaves_with("agendas_question", "learning"),
    ]

from django.db import migrations

from samenspel.foundation.triggers import write_once
from samenspel.sources.indexes import leaves_with


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial"), ("sources", "0003_search")]
    operations = [
        write_once(
            "lessons_edition",
            columns="lesson_id, number, slug, claim, holds, works, tomorrow, language, difference, "
            "meant_for, beside",
            delete=False,
        ),
        leaves_with("lessons_edition", "lessons"),
    ]

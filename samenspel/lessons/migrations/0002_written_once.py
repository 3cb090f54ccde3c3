from django.db import migrations

from samenspel.foundation.triggers import write_once


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_initial")]
    operations = [
        write_once(
            "lessons_edition",
            columns="lesson_id, number, slug, claim, holds, works, tomorrow, language, difference",
            delete=False,
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


def one_to_one(to):
    return models.OneToOneField(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_counts_in_the_register"), ("threads", "0013_split_undone")]

    operations = [
        migrations.AddField("signature", "change", one_to_one("threads.codechange")),
        migrations.AddField("signature", "talk", one_to_one("threads.talk")),
    ]

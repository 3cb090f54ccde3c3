import django.db.models.deletion
from django.db import migrations, models


def one_to_one(to):
    return models.OneToOneField(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_exchange"), ("threads", "0012_thread_guid")]

    operations = [
        migrations.AlterField("signature", "memo", one_to_one("threads.memo")),
        migrations.AddField("signature", "wording", one_to_one("threads.wording")),
        migrations.AddField("signature", "step", one_to_one("threads.step")),
        migrations.AddField("signature", "gathered", one_to_one("threads.threadpassage")),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threads", "0005_whose_layer")]

    operations = [
        migrations.RemoveConstraint(model_name="coding", name="coding_once_each"),
        migrations.RemoveField(model_name="coding", name="by"),
        migrations.AlterField(
            model_name="coding",
            name="coder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="threads.coder"
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.UniqueConstraint(
                fields=("passage", "code", "coder"), name="coding_once_each"
            ),
        ),
    ]

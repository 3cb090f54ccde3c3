from django.db import migrations

from samenspel.sources.indexes import leaves_with


class Migration(migrations.Migration):
    """An edition that is removed can't be found any more."""

    dependencies = [("stories", "0001_initial"), ("sources", "0003_search")]

    operations = [leaves_with("stories_episodeedition", "episodes")]

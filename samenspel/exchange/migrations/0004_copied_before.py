"""Texts that were taken in before are known again as copies, where the guid and the words agree."""

from collections import defaultdict

from django.db import migrations
from django.db.models import Count

from samenspel.exchange.likeness import is_mostly_in


def know_again(apps, editor):
    Version = apps.get_model("sources", "Version")._base_manager
    Source = apps.get_model("sources", "Source")._base_manager
    Held = apps.get_model("exchange", "Held")._base_manager
    Copied = apps.get_model("exchange", "Copied")._base_manager
    twice = Source.values("guid").annotate(many=Count("pk")).filter(many__gt=1).values("guid")

    def words(row):
        return Version.filter(source=row).values_list("text", flat=True)

    same = defaultdict(list)
    for row in Source.filter(guid__in=twice).order_by("pk"):
        same[row.guid].append(row)
    for rows in same.values():
        for at, copy in enumerate(rows):
            for origin in rows[:at]:
                held = Held.filter(source=origin, export__kind="qdpx", export__created__lt=copy.created)
                if held.exists() and is_mostly_in(words(copy), words(origin)):
                    Copied.create(origin=origin, copy=copy)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_copied")]

    operations = [migrations.RunPython(know_again, migrations.RunPython.noop)]

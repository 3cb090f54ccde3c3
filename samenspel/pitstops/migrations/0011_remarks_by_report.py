"""What stands beside a report is found by the report, no longer by its pitstop."""

from typing import Any

from django.db import migrations


def forwards(apps: Any, schema_editor: Any) -> None:
    _rename(apps, {str(pitstop): str(report) for report, pitstop in _pairs(apps)})


def backwards(apps: Any, schema_editor: Any) -> None:
    _rename(apps, {str(report): str(pitstop) for report, pitstop in _pairs(apps)})


def _pairs(apps: Any) -> Any:
    reports = apps.get_model("pitstops", "Report").objects.exclude(pitstop=None)
    return reports.values_list("pk", "pitstop")


def _rename(apps: Any, keys: dict[str, str]) -> None:
    remarks = apps.get_model("stories", "Remark").objects.filter(kind="verslag", key__in=keys)
    for remark in remarks.only("pk", "key"):
        remark.key = keys[remark.key]
        remark.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("pitstops", "0010_occasion"), ("stories", "0004_margins")]
    operations = [migrations.RunPython(forwards, backwards)]

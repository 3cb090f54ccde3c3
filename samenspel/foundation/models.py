"""The machinery's own tables. They hold verbs, ids and times, never words of people."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone


class AppendOnly(models.Model):
    """A row that is written once. The database refuses changes too (a trigger per table)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is append-only")


class Entry(AppendOnly):
    """One line of the ledger: who did which deed to what, and when.

    `facts` holds only numbers and short slugs; `space` is the id of the group in which it was done,
    so that a group can read its own history.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=60)
    by = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    space = models.BigIntegerField(null=True, db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"])]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.subject_id}"

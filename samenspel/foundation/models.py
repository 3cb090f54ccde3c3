"""The machinery's own tables. They hold verbs, ids and times, never words of people."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

LONGEST_SUBJECT = 200


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


class Mail(models.Model):
    """A mail on its way out. To whom and what it says is wiped once it has left or can't leave.

    Of a mail that is written at the moment it is sent (`mail.later`) only the `kind` stands here,
    and the number of what it is `about`.
    """

    to = models.EmailField(blank=True)
    kind = models.CharField(max_length=30, blank=True)
    about = models.BigIntegerField(null=True)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    written = models.DateTimeField(default=timezone.now, db_index=True)
    useful_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True)
    given_up = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try"],
                condition=models.Q(sent=None, given_up=None),
                name="foundation_mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class Received(models.Model):
    """A mail that the development postbox kept instead of sending it."""

    at = models.DateTimeField(default=timezone.now)
    to = models.TextField()
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField()
    html = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject


class Tally(models.Model):
    """How often something was tried within a stretch of time; the key is a hash."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M:%S}"


class Pulse(models.Model):
    """How far a topic is: a number that only grows, and nothing about what changed.

    `heard` has, per audience, the last revision that was meant for it; `ended` is the last
    revision at which somebody's right to listen ended.
    """

    topic = models.CharField(max_length=100, primary_key=True)
    revision = models.PositiveBigIntegerField(default=0)
    heard = models.JSONField(default=dict)
    ended = models.PositiveBigIntegerField(default=0)
    changed = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.topic} at {self.revision}"

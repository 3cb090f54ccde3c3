"""Very many rows at once stand there as if a model had written them."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.foundation import rows
from samenspel.sources.tests.builders import a_source, newest
from samenspel.threads.models import Passage
from samenspel.threads.tests.builders import a_passage

NAMES = ("guid", "version", "start", "end", "made_by", "created")
LINE = "command line"


def test_they_read_back_as_they_were_given_and_their_keys_are_theirs_alone(cast):
    version = newest(a_source(cast, circle=Circle.TEAM))
    now = timezone.now()
    given = [(uuid.uuid4(), version.pk, 0, end, cast.els.pk, now) for end in range(1, 21)]
    keys = rows.add(Passage, NAMES, given)
    found = Passage.objects.unguarded(LINE).filter(pk__in=list(keys)).order_by("pk")
    assert list(found.values_list(*NAMES)) == given
    after = a_passage(cast, version.source, "sleutel")
    assert after.pk not in list(keys)
    assert list(rows.add(Passage, NAMES, [])) == []


def test_a_field_that_is_left_out_is_a_mistake(cast):
    with pytest.raises(ValueError, match="every field"):
        rows.add(Passage, NAMES[:-1], [])

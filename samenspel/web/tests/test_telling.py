"""The history speaks in sentences."""

from __future__ import annotations

from samenspel.circles.deeds import DEEDS
from samenspel.web import urls
from samenspel.web.telling import SENTENCES


def test_every_deed_has_its_sentence() -> None:
    assert urls.urlpatterns  # every room is there, and so are its deeds
    assert set(DEEDS) <= set(SENTENCES)

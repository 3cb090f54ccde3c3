"""A deed that grants another: to whoever does it, within it, in the same coalition."""

from __future__ import annotations

import pytest

from samenspel.circles import deeds
from samenspel.circles.deeds import NotYours, coordinator, deed, member
from samenspel.foundation.models import Entry


@pytest.fixture
def lower(monkeypatch):
    """A deed for coordinators, beside those of the rooms."""
    monkeypatch.setattr(deeds, "DEEDS", dict(deeds.DEEDS))

    @deed("lower.do", may=coordinator)
    def do(place, *, by):
        """Do it."""
        return place

    return do


@pytest.mark.django_db
def test_what_is_granted_holds_within_the_deed_and_no_longer(cast, lower):
    @deed("upper.do", may=member, grants=["lower.do"])
    def upper(place, *, by):
        """Do it along with something else."""
        return lower(place, by=by)

    upper(cast.oost, by=cast.amina)
    assert list(Entry.objects.order_by("id").values_list("verb", "by")) == [
        ("lower.do", cast.amina.pk),
        ("upper.do", cast.amina.pk),
    ]
    with pytest.raises(NotYours):
        lower(cast.oost, by=cast.amina)


@pytest.mark.django_db
def test_it_reaches_nobody_else_no_other_deed_and_no_other_coalition(cast, lower):
    @deed("other.do", may=coordinator)
    def other(place, *, by):
        """Do something else."""

    @deed("upper.do", may=member, grants=["lower.do"])
    def upper(place, *, then, by):
        """Do what was given."""
        return then()

    for wrong in (
        lambda: lower(cast.oost, by=cast.bram),
        lambda: lower(cast.west, by=cast.amina),
        lambda: other(cast.oost, by=cast.amina),
    ):
        with pytest.raises(NotYours):
            upper(cast.oost, then=wrong, by=cast.amina)
    with pytest.raises(NotYours):
        upper(cast.oost, then=lambda: lower(cast.oost, by=cast.cor), by=cast.cor)
    with pytest.raises(ZeroDivisionError):
        upper(cast.oost, then=lambda: 1 / 0, by=cast.amina)
    with pytest.raises(NotYours):
        lower(cast.oost, by=cast.amina)


def test_what_is_granted_is_there_and_lies_lower():
    from samenspel.circles.tables import all_deeds

    names = {each.name: each for each in all_deeds()}
    granted = [(each, names[name]) for each in names.values() for name in each.grants]
    assert granted
    assert all(one.room != other.room for one, other in granted)

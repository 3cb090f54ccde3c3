"""Nothing shared is read without saying for whom; and then exactly by its circle."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from samenspel.circles.models import Circle, Coalition, Membership
from samenspel.circles.roles import ask_again, asked_once
from samenspel.circles.sight import REASONS, NobodyIsLooking, lifted, readers, sees
from samenspel.circles.tests.cast import READERS, Cast
from samenspel.sources.models import Source, Version


def a_row(cast: Cast, circle: Circle, **more) -> Source:
    fields = {"author": cast.amina, "coalition": cast.oost, "expedition": cast.expedition}
    return Source.objects.create(
        **{**fields, "title": "De sleutel", "circle": circle, "ceiling": circle, **more}
    )


def seers(cast: Cast, row: Source) -> set[str]:
    return {
        name
        for name, person in cast.everybody().items()
        if Source.objects.visible_to(person).filter(pk=row.pk).exists()
    }


@pytest.mark.parametrize("circle", Circle)
def test_each_circle_has_exactly_its_readers(cast, circle):
    row = a_row(cast, circle)
    assert seers(cast, row) == READERS[circle] | {"amina"}


@pytest.mark.parametrize("circle", Circle)
@pytest.mark.parametrize("place", ["oost", "west", "noord", None])
def test_a_row_in_memory_is_asked_alike(cast, circle, place):
    if place is None and circle == Circle.COALITION:
        return
    coalition = place and getattr(cast, place)
    expedition = coalition.expedition if coalition else cast.expedition
    for author in (cast.amina, cast.els, cast.fons):
        row = a_row(cast, circle, author=author, coalition=coalition, expedition=expedition)
        asked = {name for name, person in cast.everybody().items() if sees(person, row)}
        assert asked == seers(cast, row)


@pytest.mark.parametrize("circle", Circle)
def test_what_stands_in_one_row_is_seen_alike(cast, circle):
    one, other = a_row(cast, circle), a_row(cast, circle)
    for row in (one, other):
        Version.objects.create(source=row, number=1, text="Een", made_by=cast.amina)
    for person in cast.everybody().values():
        seen = Version.objects.visible_to(person).filter(source=one)
        assert list(Version.objects.visible_in(one, person)) == list(seen)


def test_a_row_that_leads_elsewhere_is_no_place_to_look(cast):
    with pytest.raises(ValueError, match="does not stand in"):
        Version.objects.visible_in(cast.oost, cast.els)


@pytest.mark.parametrize("circle", Circle)
def test_readers_counts_the_very_people_who_can_read(cast, circle):
    row = a_row(cast, circle)
    assert {p.name.lower() for p in readers(row)} == seers(cast, row) - {"passerby"} - (
        {"dirk"} if circle == Circle.PUBLIC else set()
    )


@pytest.mark.parametrize("circle", [c for c in Circle if c != Circle.COALITION])
def test_a_row_of_the_team_itself_is_read_by_the_team(cast, circle):
    row = a_row(cast, circle, author=cast.els, coalition=None)
    team = {"wim", "fenna"}
    travellers = {"amina", "bram", "bo", "cor"}
    expected = {
        Circle.PRIVATE: set(),
        Circle.TEAM: team,
        Circle.EXPEDITION: team | travellers,
        Circle.PARTNERS: team | travellers | {"fons", "pia"},
        Circle.PUBLIC: team | travellers | {"fons", "pia", "dirk", "passerby"},
    }
    assert seers(cast, row) == expected[circle] | {"els"}
    if circle != Circle.PUBLIC:
        assert {p.name.lower() for p in readers(row)} == seers(cast, row)


def test_access_that_has_ended_holds_no_more(cast):
    row = a_row(cast, Circle.TEAM)
    assert "els" in seers(cast, row)
    Membership.objects.filter(person=cast.els, coalition=cast.oost).update(
        until=timezone.localdate() - timedelta(days=1)
    )
    Membership.objects.filter(person=cast.wim, coalition=cast.oost).update(ended=timezone.now())
    assert not {"els", "wim"} & seers(cast, row)


def test_a_question_that_was_asked_before_is_asked_alike(cast):
    """Within a request the manager keeps the question it put together, until a deed is done."""
    a_row(cast, Circle.TEAM)
    with asked_once():
        for _ in range(2):
            for person in [*cast.everybody().values(), None]:
                kept, anew = (
                    rows.visible_to(person).values_list("pk")
                    for rows in (Source.objects, Source.objects.all())
                )
                assert str(kept.query) == str(anew.query)
        assert Source.objects.visible_to(cast.els).exists()
        Membership.objects.filter(person=cast.els).update(ended=timezone.now())
        assert Source.objects.visible_to(cast.els).exists()
        ask_again()
        assert not Source.objects.visible_to(cast.els).exists()


def test_access_that_has_not_begun_does_not_hold_yet(cast):
    row = a_row(cast, Circle.COALITION)
    Membership.objects.filter(person=cast.bram).update(
        since=timezone.localdate() + timedelta(days=1)
    )
    assert "bram" not in seers(cast, row)


LOOKS = {
    "iteration": lambda rows: list(rows.all()),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "values": lambda rows: list(rows.values("title")),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "iterator": lambda rows: list(rows.iterator()),
    "update": lambda rows: rows.update(title="x"),
    "delete": lambda rows: rows.all().delete(),
    "get_or_create": lambda rows: rows.get_or_create(title="x"),
    "union": lambda rows: list(rows.visible_to(None).union(rows.all())),
    "or": lambda rows: list(rows.visible_to(None) | rows.all()),
    "subquery": lambda rows: list(Coalition.objects.filter(pk__in=rows.values("coalition"))),
    "exists subquery": lambda rows: list(
        Coalition.objects.filter(Exists(rows.filter(coalition=OuterRef("pk"))))
    ),
    "explain": lambda rows: rows.all().explain(),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_nobody_looks_unannounced(cast, look):
    a_row(cast, Circle.PUBLIC)
    with pytest.raises(NobodyIsLooking):
        look(Source.objects)


def test_rows_inside_a_row_are_guarded_too(cast):
    source = a_row(cast, Circle.COALITION)
    Version.objects.create(
        source=source, number=1, text="Wie heeft de sleutel?", made_by=cast.amina
    )
    with pytest.raises(NobodyIsLooking):
        list(source.versions.all())
    with pytest.raises(NobodyIsLooking):
        list(Source.objects.visible_to(cast.amina).prefetch_related("versions"))
    assert source.versions.visible_to(cast.bram).count() == 1
    assert source.versions.visible_to(cast.els).count() == 0


def test_a_reason_comes_from_the_list(cast):
    with pytest.raises(ValueError, match="not a reason"):
        Source.objects.unguarded("because I can")
    with pytest.raises(ValueError, match="not a reason"), lifted("because I can"):
        pass
    assert Source.objects.unguarded(next(iter(REASONS))).count() == 0


def test_the_guard_comes_back_after_it_was_lifted(cast):
    with lifted("command line"):
        assert Source.objects.count() == 0
    with pytest.raises(NobodyIsLooking):
        Source.objects.count()


def test_the_database_holds_the_ceiling(cast):
    row = a_row(cast, Circle.TEAM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.visible_to(cast.amina).filter(pk=row.pk).update(circle=Circle.PUBLIC)


def test_the_database_refuses_to_change_a_version(cast):
    source = a_row(cast, Circle.COALITION)
    Version.objects.create(
        source=source, number=1, text="Wie heeft de sleutel?", made_by=cast.amina
    )
    with (
        pytest.raises(Exception, match="written once"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute("UPDATE sources_version SET text = 'Niemand'")

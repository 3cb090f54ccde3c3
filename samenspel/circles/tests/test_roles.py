"""What somebody holds is asked once per request, and never remembered longer."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from samenspel.circles import actions
from samenspel.circles.models import OWN, TEAM, Membership
from samenspel.circles.roles import ask_once, held


def test_who_holds_what(cast):
    places = held(cast.els)
    assert places.coalitions(TEAM) == {cast.oost.pk, cast.west.pk}
    assert places.coalitions(OWN) == set()
    assert places.expeditions() == {cast.expedition.pk}
    assert held(cast.dirk).expeditions(OWN) == {cast.elsewhere.pk}


def test_it_is_asked_once_in_a_request(cast, rf, django_assert_num_queries):
    def page(request):
        for _ in range(3):
            assert held(cast.amina).coalitions(OWN) == {cast.oost.pk}
            assert held(cast.bram).coalitions(OWN) == {cast.oost.pk}
        return HttpResponse()

    with django_assert_num_queries(2):
        ask_once(page)(rf.get("/"))


def test_a_deed_in_the_same_request_is_known_at_once(cast, rf):
    def page(request):
        assert cast.oost.pk in held(cast.els).coalitions(TEAM)
        access = Membership.objects.get(person=cast.els, coalition=cast.oost)
        actions.end_access(access, by=cast.bo)
        assert cast.oost.pk not in held(cast.els).coalitions(TEAM)
        return HttpResponse()

    ask_once(page)(rf.get("/"))


def test_the_next_request_asks_anew(cast, rf):
    seen = []

    def page(request):
        seen.append(held(cast.amina).coalitions(OWN))
        return HttpResponse()

    look = ask_once(page)
    look(rf.get("/"))
    Membership.objects.filter(person=cast.amina).update(ended=timezone.now())
    look(rf.get("/"))
    assert seen == [{cast.oost.pk}, set()]


def test_nothing_is_kept_outside_a_request(cast):
    assert held(cast.amina).places
    Membership.objects.filter(person=cast.amina).update(ended=timezone.now())
    assert not held(cast.amina).places

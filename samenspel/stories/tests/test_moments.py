"""Moments in a recording become chapters of its episode."""

from __future__ import annotations

from django.urls import reverse

from samenspel.circles.tests.cast import Cast
from samenspel.sources import moments as sources
from samenspel.stories import actions, moments
from samenspel.stories.models import Chapter

from .builders import an_episode
from .test_episodes import enter

HOST = "command line"


def starts() -> list[tuple[int, str]]:
    return list(Chapter.objects.unguarded(HOST).values_list("start", "title"))


def test_one_moment_or_all_of_them_become_chapters(cast: Cast) -> None:
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen")], by=cast.bo)
    tape = episode.recording
    assert tape is not None
    first = sources.mark(tape, at=1000, words="Een antwoord", by=cast.amina)
    sources.mark(tape, at=0, words="Begin", by=cast.amina)
    sources.mark(tape, at=1500, by=cast.amina)
    sources.mark(tape, at=2000, words="De vraag", by=cast.amina)
    page = reverse("sources:source", args=[episode.source_id])
    at = reverse("stories:chapter_of", args=[episode.slug, first.pk])
    bo = enter(cast.bo)
    assert at in bo.get(page).content.decode()
    assert at not in enter(cast.amina).get(page).content.decode()
    assert bo.post(at).url == f"{page}#momenten"
    assert starts() == [(0, "Binnen"), (1000, "Een antwoord")]
    assert "Een hoofdstuk van de aflevering" in bo.get(page).content.decode()
    bo.post(reverse("stories:chapters_of", args=[episode.slug]))
    assert starts() == [(0, "Binnen"), (1000, "Een antwoord"), (2000, "De vraag")]
    assert moments.chapter(episode, moments=[first], by=cast.bo) == 0
    assert enter(cast.bram).post(at).status_code == 404

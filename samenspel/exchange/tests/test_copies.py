"""What was taken along and taken in again elsewhere goes back with the words that it came from."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.models import Circle, Expedition, Membership, Role
from samenspel.circles.tests.cast import Cast
from samenspel.exchange import arriving, busy, ours
from samenspel.exchange import traces as traces_of_exchange
from samenspel.exchange.likeness import is_mostly_in
from samenspel.exchange.models import Copied, Export, Held
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.lessons.tests import builders as lessons
from samenspel.sources import actions as sources
from samenspel.sources import traces
from samenspel.sources.models import Consent, Source
from samenspel.sources.search import find
from samenspel.sources.tests.builders import a_source, asked
from samenspel.threads import actions as threads
from samenspel.threads.models import Memo, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_memo, a_passage, a_thread

from .builders import give_out, take_in
from .test_round_trip import elsewhere

__all__ = ["elsewhere"]

LINE = "command line"
TEXT = "Wie heeft de sleutel? Wij niet. De poort bleef dicht."


@pytest.fixture
def rivier(elsewhere: Expedition, cast: Cast) -> Expedition:
    """Another expedition, where Wim brings and Fenna reads along."""
    Membership.objects.create(person=cast.fenna, expedition=elsewhere, role=Role.RESEARCHER)
    return elsewhere


@pytest.fixture
def told(cast: Cast) -> Source:
    return a_source(cast, circle=Circle.TEAM, text=TEXT)


def copied(cast: Cast, to: Expedition, data: bytes, folder: Any, **more: Any) -> Source:
    take_in(cast, folder, data, **{"by": cast.wim, "expedition": to, **more})
    return there(to)


def there(expedition: Expedition) -> Source:
    found: Source = Source.objects.unguarded(LINE).get(expedition=expedition)
    return found


def losses(arrival: Any) -> set[str]:
    return {each["code"] for each in arrival.kept["losses"]}


def repacked(data: bytes, change: Any) -> bytes:
    """The same archive, with the project in it as `change` makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            kept = old.read(part)
            name = part.filename
            kept = change(kept.decode()).encode() if name.endswith(".qde") else kept
            new.writestr(change(name), kept)
    return out.getvalue()


def unsigned(data: bytes) -> bytes:
    """As another package writes it: it does not say where it is from, and has no sets."""
    anonymous = re.compile(r' origin="[^"]*"')
    sets = re.compile(r"<Sets>.*</Sets>", re.DOTALL)
    return repacked(data, lambda qde: sets.sub("", anonymous.sub(' origin="Ander"', qde)))


def take_back(source: Source, person: Any) -> None:
    source.refresh_from_db(from_queryset=Source.objects.unguarded(LINE))
    sources.narrow(source, to=Circle.PRIVATE, by=person)


# Where it stands


def test_whoever_spoke_reads_that_there_is_a_copy_and_not_where(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copy = copied(cast, rivier, data, tmp_path)
    give_out(cast, "csv", by=cast.wim, expedition=rivier)
    page = traces.places(told)
    (place,) = [each for each in page if "andere expeditie" in each.kind]
    assert place.can_be_recalled
    assert place.standing
    beyond = [each for each in page if not each.can_be_recalled]
    assert len(beyond) == 2
    said = " ".join(f"{each.kind} {each.title} {each.words} {each.url}" for each in page)
    for secret in (rivier.name, rivier.slug, cast.wim.name, str(copy.pk)):
        assert secret not in said
    take_back(told, cast.amina)
    (place,) = [each for each in traces.places(told) if "andere expeditie" in each.kind]
    assert not place.standing


def test_nobody_sees_of_a_copy_what_it_came_from(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    outside = Membership.objects.filter(person=cast.fenna).exclude(expedition=rivier)
    outside.update(until=timezone.localdate() - timezone.timedelta(days=1))
    assert Source.objects.visible_to(cast.fenna).count() == 1
    assert not Copied.objects.visible_to(cast.fenna).exists()


# Taking back


def test_taken_back_there_it_is_gone_here_with_all_that_hangs_on_it(
    cast, told, rivier, tmp_path, settings
):
    settings.VAR = tmp_path / "var"
    marked = a_passage(cast, told, "De poort bleef dicht.")
    threads.give(marked, code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)
    _export, data = give_out(cast, "qdpx")
    copy = copied(cast, rivier, data, tmp_path)
    busy._index(cast_arrival(cast), [copy.pk])
    passage = Passage.objects.unguarded(LINE).get(version__source=copy)
    a_thread(cast, passage, place=rivier, by=cast.wim)
    export, _bytes = give_out(cast, "csv", by=cast.wim, expedition=rivier)
    busy.give_now(export)
    assert find(cast.fenna, "poort").total
    assert Passage.objects.visible_to(cast.fenna).filter(pk=passage.pk).exists()

    take_back(told, cast.amina)

    assert not find(cast.fenna, "poort").total
    assert not Source.objects.visible_to(cast.fenna).exists()
    assert not Passage.objects.visible_to(cast.fenna).filter(pk=passage.pk).exists()
    assert not arriving.path_of(export.key, "out").exists()
    held = Held.objects.unguarded(LINE).filter(source=copy)
    assert [row.recalled is not None for row in held] == [True]
    page = Client()
    page.force_login(cast.fenna)
    assert page.get(reverse("sources:source", args=[copy.pk])).status_code == 404


def cast_arrival(cast: Cast) -> Any:
    from samenspel.exchange.models import Arrival

    return Arrival.objects.unguarded(LINE).latest("pk")


def test_whoever_brought_it_is_told_without_a_word_or_a_name(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copy = copied(cast, rivier, data, tmp_path)
    Mail.objects.all().delete()
    take_back(told, cast.amina)
    (letter,) = Mail.objects.filter(to=cast.wim.email)
    assert rivier.name in letter.text
    assert reverse("sources:source", args=[copy.pk]) in letter.text
    for secret in ("sleutel", told.title, cast.amina.name, cast.expedition.name, "polder"):
        assert secret not in letter.subject + letter.text


def test_in_english_too(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    cast.wim.language = "en"
    cast.wim.save()
    take_back(told, cast.amina)
    letter = Mail.objects.get(to=cast.wim.email)
    assert letter.subject == "Words that you took in were taken back"


def test_two_copies_and_the_copy_of_a_copy_all_go(cast, told, rivier, tmp_path):
    kust = cast.elsewhere
    Membership.objects.create(person=cast.wim, expedition=kust, role=Role.RESEARCHER)
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    _export, second = give_out(cast, "qdpx", by=cast.wim, expedition=rivier)
    copied(cast, kust, second, tmp_path)
    zee = Expedition.objects.create(name="Zee", slug="zee", starts=rivier.starts, ends=rivier.ends)
    Membership.objects.create(person=cast.wim, expedition=zee, role=Role.RESEARCHER)
    copied(cast, zee, data, tmp_path)
    assert len([p for p in traces.places(told) if "andere expeditie" in p.kind]) == 3
    take_back(told, cast.amina)
    assert {there(each).circle for each in (rivier, kust, zee)} == {Circle.PRIVATE}
    assert not any(p.standing for p in traces.places(told) if "andere expeditie" in p.kind)


def test_a_public_lesson_on_a_copy_gets_its_gap(cast, tmp_path):
    kust = cast.elsewhere
    Membership.objects.create(person=cast.els, expedition=kust, role=Role.RESEARCHER)
    Membership.objects.create(
        person=cast.els,
        expedition=kust,
        coalition=cast.noord,
        role=Role.RESEARCHER,
        until=kust.ends,
    )
    origin = a_source(cast, by=cast.dirk, place=cast.noord, circle=Circle.TEAM, text=TEXT)
    _export, data = give_out(cast, "qdpx", expedition=kust)
    chosen = {"voice_by": ours.VOICE, "voices": {"resident": "resident"}, "agreed": "spoken"}
    copy = copied(cast, cast.expedition, data, tmp_path, by=cast.els, place=cast.oost, **chosen)
    speaker = copy.speakers.unguarded(LINE).get()
    sources.know(speaker, person=cast.amina, by=cast.els)
    lesson = lessons.a_lesson(cast)
    quote = lessons.a_quote(cast, lesson, "De poort bleef dicht.", copy)
    lessons.given(cast, quote)
    edition = lessons.publish(cast, lesson)
    assert "De poort bleef dicht." in Client().get(edition.lesson_url).content.decode()
    take_back(origin, cast.dirk)
    assert "De poort bleef dicht." not in Client().get(edition.lesson_url).content.decode()
    line = Consent.objects.unguarded(LINE).filter(request=quote.request).last()
    assert (line.answer, line.how) == ("withdrawn", Consent.How.ELSEWHERE)
    reader = Client()
    reader.force_login(cast.amina)
    page = reader.get(reverse("sources:answer", args=[quote.request_id])).content.decode()
    assert "daar waar de tekst vandaan komt" in page
    assert "genoteerd door" not in page
    history = reader.get(f"/coalitie/{cast.oost.pk}/geschiedenis/").content.decode()
    assert "Iemand elders" in history
    assert "Dirk" not in history


def test_a_no_to_one_question_leaves_a_copy_as_it_leaves_a_file(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copy = copied(cast, rivier, data, tmp_path)
    request = asked(cast, told, "Wij niet.")
    sources.answer(request, answer="refused", by=cast.amina)
    assert Source.objects.visible_to(cast.fenna).filter(pk=copy.pk).exists()
    reader = Client()
    reader.force_login(cast.amina)
    page = reader.get(reverse("sources:answer", args=[request.pk])).content.decode()
    assert "een kopie in een andere expeditie" in page


def test_what_only_its_coalition_reads_again_is_not_read_elsewhere(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    sources.narrow(told, to=Circle.COALITION, by=cast.amina)
    assert there(rivier).circle == Circle.PRIVATE
    assert "taken_back" in losses(take_in(cast, tmp_path, data, by=cast.wim, expedition=rivier))


def test_what_was_only_its_coalitions_does_not_come_in_elsewhere(cast, rivier, tmp_path):
    a_source(cast, circle=Circle.COALITION, text=TEXT)
    _export, data = give_out(cast, "qdpx", by=cast.bo)
    assert "taken_back" in losses(take_in(cast, tmp_path, data, by=cast.wim, expedition=rivier))
    assert not Source.objects.unguarded(LINE).filter(expedition=rivier).exists()


def test_a_copy_is_read_no_more_widely_than_those_who_speak_agreed(cast, rivier, tmp_path):
    origin = a_source(cast, circle=Circle.EXPEDITION, text=TEXT)
    _export, data = give_out(cast, "qdpx")
    copy = copied(cast, rivier, data, tmp_path)
    with pytest.raises(Refused, match="niet zo ver"):
        sources.widen(copy, to=Circle.PUBLIC, by=cast.wim)
    sources.widen(copy, to=Circle.EXPEDITION, by=cast.wim)
    sources.narrow(origin, to=Circle.TEAM, by=cast.amina)
    assert there(rivier).circle == Circle.TEAM
    assert Source.objects.visible_to(cast.fenna).exists()


# Coming in, and coming back


def test_what_was_taken_back_does_not_come_in_by_an_older_file(cast, told, rivier, tmp_path):
    passage = a_passage(cast, told, "Wij niet.")
    a_memo(cast, "Zij zei: wij niet.", passage=passage)
    a_memo(cast, "Los van alles.")
    _export, data = give_out(cast, "qdpx")
    take_back(told, cast.amina)
    arrival = take_in(cast, tmp_path, data, by=cast.wim, expedition=rivier)
    assert {"taken_back", "note_left_out"} <= losses(arrival)
    assert not Source.objects.unguarded(LINE).filter(expedition=rivier).exists()
    memos = Memo.objects.unguarded(LINE).filter(expedition=rivier)
    assert [memo.text for memo in memos] == ["Los van alles."]


def test_nor_does_a_copy_that_was_taken_back_grow(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    take_back(told, cast.amina)
    arrival = take_in(cast, tmp_path, data, by=cast.wim, expedition=rivier)
    assert losses(arrival) >= {"taken_back"}
    assert not losses(arrival) & {"here_already"}
    assert there(rivier).circle == Circle.PRIVATE


def test_nobody_opens_a_copy_again_while_its_words_are_taken_back(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    take_back(told, cast.amina)
    with pytest.raises(Refused, match="teruggenomen"):
        sources.widen(there(rivier), to=Circle.TEAM, by=cast.wim)


def test_given_again_a_copy_comes_back_by_hand_and_goes_again(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    take_back(told, cast.amina)
    told.refresh_from_db(from_queryset=Source.objects.unguarded(LINE))
    sources.widen(told, to=Circle.TEAM, by=cast.amina)
    assert there(rivier).circle == Circle.PRIVATE
    sources.widen(there(rivier), to=Circle.TEAM, by=cast.wim)
    (place,) = [each for each in traces.places(told) if "andere expeditie" in each.kind]
    assert place.standing
    take_back(told, cast.amina)
    assert there(rivier).circle == Circle.PRIVATE
    (place,) = [each for each in traces.places(told) if "andere expeditie" in each.kind]
    assert not place.standing


def test_who_spoke_is_asked_anew_when_a_copy_comes_back(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    chosen = {"voice_by": ours.VOICE, "voices": {"resident": "resident"}, "agreed": "spoken"}
    copied(cast, rivier, data, tmp_path, **chosen)
    take_back(told, cast.amina)
    told.refresh_from_db(from_queryset=Source.objects.unguarded(LINE))
    sources.widen(told, to=Circle.TEAM, by=cast.amina)
    with pytest.raises(Refused):
        sources.widen(there(rivier), to=Circle.TEAM, by=cast.wim)
    sources.widen(there(rivier), to=Circle.TEAM, by=cast.wim, agreed="spoken")
    assert there(rivier).circle == Circle.TEAM


# Earlier versions


def test_an_earlier_version_that_came_on_its_own_goes_too(cast, told, rivier, tmp_path):
    sources.revise(told, text="Heel iets anders staat er nu.", by=cast.amina)
    _export, data = give_out(cast, "qdpx")
    take_in(cast, tmp_path, unsigned(data), by=cast.wim, expedition=rivier)
    assert Source.objects.visible_to(cast.fenna).filter(expedition=rivier).count() == 2
    take_back(told, cast.amina)
    assert not Source.objects.visible_to(cast.fenna).filter(expedition=rivier).exists()
    assert Mail.objects.filter(to=cast.wim.email).count() == 1


def test_nor_does_one_come_in_again_in_the_same_expedition(cast, told, tmp_path):
    sources.revise(told, text="Heel iets anders staat er nu.", by=cast.amina)
    _export, data = give_out(cast, "qdpx")
    take_back(told, cast.amina)
    arrival = take_in(cast, tmp_path, unsigned(data))
    assert losses(arrival) >= {"taken_back", "here_hidden"}
    assert Source.objects.unguarded(LINE).count() == 1


# A guid that somebody wrote in a file


def test_other_words_under_a_guid_of_ours_hang_on_nothing(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    forged = _with_text(data, told, "Dit zei een ander. En nog iets dat Amina niet zei.")
    arrival = take_in(cast, tmp_path, forged, by=cast.wim, expedition=rivier)
    assert "taken_back" not in losses(arrival)
    take_back(told, cast.amina)
    assert there(rivier).circle == Circle.TEAM
    assert not [each for each in traces.places(told) if "andere expeditie" in each.kind]


def test_a_guid_of_ours_with_other_words_tells_nothing_of_what_was_taken_back(
    cast, told, rivier, tmp_path
):
    """As a guid that is nowhere: it comes in, and the list is the same."""
    _export, data = give_out(cast, "qdpx")
    take_back(told, cast.amina)
    other = _with_text(data, told, "Dit zei een ander.")
    nowhere = repacked(other, _renamed(told.guid))
    lists = [
        take_in(cast, tmp_path, each, by=cast.wim, expedition=rivier).kept["losses"]
        for each in (other, nowhere)
    ]
    assert lists[0] == lists[1]
    assert Source.objects.visible_to(cast.fenna).filter(expedition=rivier).count() == 2


def _renamed(guid: uuid.UUID) -> Any:
    new = str(uuid.uuid4())
    return lambda told: re.sub(str(guid), new, told, flags=re.IGNORECASE)


def _with_text(data: bytes, source: Source, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            mine = part.filename.lower().endswith(f"{source.guid}.txt")
            new.writestr(part.filename, text if mine else old.read(part))
    return out.getvalue()


def test_what_never_left_by_the_register_takes_nothing_away(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    Export.objects.unguarded(LINE).all().delete()
    copied(cast, rivier, data, tmp_path)
    take_back(told, cast.amina)
    assert there(rivier).circle == Circle.TEAM


def test_words_that_were_touched_elsewhere_are_known_still(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    touched = _with_text(data, told, "Wie heeft de  sleutel?\r\nWij niet! De poort bleef dicht.\n")
    copied(cast, rivier, unsigned(touched), tmp_path)
    take_back(told, cast.amina)
    assert there(rivier).circle == Circle.PRIVATE


def test_whoever_brought_a_copy_can_not_take_the_original_back(cast, told, rivier, tmp_path):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    _export, again = give_out(cast, "qdpx", by=cast.wim, expedition=rivier)
    take_in(cast, tmp_path, again)
    take_back(there(rivier), cast.wim)
    told.refresh_from_db(from_queryset=Source.objects.unguarded(LINE))
    assert told.circle == Circle.TEAM
    with pytest.raises(IntegrityError), transaction.atomic():
        Copied.objects.create(origin=there(rivier), copy=told)


def test_a_file_that_says_which_export_it_is_hangs_on_that_one(cast, told, rivier, tmp_path):
    kust = cast.elsewhere
    Membership.objects.create(person=cast.wim, expedition=kust, role=Role.RESEARCHER)
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    give_out(cast, "qdpx", by=cast.wim, expedition=rivier)
    copied(cast, kust, data, tmp_path)
    take_back(there(rivier), cast.wim)
    assert there(kust).circle == Circle.TEAM
    take_back(told, cast.amina)
    assert there(kust).circle == Circle.PRIVATE


def test_a_file_that_does_not_say_it_hangs_on_all_it_may_be_from(cast, told, rivier, tmp_path):
    kust = cast.elsewhere
    Membership.objects.create(person=cast.wim, expedition=kust, role=Role.RESEARCHER)
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    give_out(cast, "qdpx", by=cast.wim, expedition=rivier)
    copied(cast, kust, unsigned(data), tmp_path)
    take_back(there(rivier), cast.wim)
    assert there(kust).circle == Circle.PRIVATE


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("Een. Twee. Drie.", True),
        ("Een.\nTwee.  \nDrie.", True),
        ("Een. Twee. Vier!", True),
        ("Een. Zeventien. Drieentwintig.", False),
        ("", False),
    ],
)
def test_which_words_are_the_same_text(text, is_it):
    assert is_mostly_in([text], ["Een. Twee. Drie."]) == is_it


def test_what_was_taken_back_before_it_was_known_follows_within_the_hour(
    cast, told, rivier, tmp_path
):
    _export, data = give_out(cast, "qdpx")
    copied(cast, rivier, data, tmp_path)
    Source.objects.unguarded(LINE).filter(pk=told.pk).update(circle=Circle.PRIVATE)
    assert there(rivier).circle == Circle.TEAM
    traces_of_exchange.follow()
    assert there(rivier).circle == Circle.PRIVATE
    assert Mail.objects.filter(to=cast.wim.email).count() == 1

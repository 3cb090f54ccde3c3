"""A recording written out by a service: a small one of our own, that speaks the open interface."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.sources import actions, recordings, service, traces, transcribing
from samenspel.sources.models import Brought, Recording, Transcribing
from samenspel.sources.tests.tapes import a_recording

HOST = "command line"


class Service:
    """What it is asked is kept; `answers` gives status, kind and words of each answer."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: Callable[[int], tuple[int, str, bytes]] = lambda number: spoken("Hallo.")
        self.meanwhile: Callable[[], object] = lambda: None
        self.promises: int | None = None
        of = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
                parts: Any = message_from_bytes(head + body).get_payload()
                told = {
                    part.get_param("name", header="Content-Disposition"): part.get_payload(
                        decode=True
                    )
                    for part in parts
                }
                of.asked.append({"path": self.path, "key": self.headers["Authorization"], **told})
                of.meanwhile()
                status, kind, words = of.answers(len(of.asked))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if of.promises is not None:
                    self.send_header("Content-Length", str(of.promises))
                if status == 307:
                    self.send_header("Location", words.decode())
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("localhost", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def spoken(*words: str, each: float = 1.0) -> tuple[int, str, bytes]:
    segments = [
        {"id": n, "start": n * each, "end": (n + 1) * each, "text": f" {text}"}
        for n, text in enumerate(words)
    ]
    told = {"task": "transcribe", "text": " ".join(words), "segments": segments}
    return 200, "application/json", json.dumps(told).encode()


def stretch(begin: bytes, end: bytes) -> tuple[int, str, bytes]:
    told = b'{"segments": [{"start": %b, "end": %b, "text": "x"}]}'
    return 200, "application/json", told % (begin, end)


def segments(*told: tuple[float, float, str], **more: str) -> tuple[int, str, bytes]:
    rows = [{"start": begin, "end": end, "text": words} for begin, end, words in told]
    return 200, "application/json", json.dumps({"segments": rows, **more}).encode()


@pytest.fixture
def there(settings: Any) -> Iterator[Service]:
    found = Service()
    settings.TRANSCRIBER, settings.TRANSCRIBER_KEY = found.url, "geheim"
    yield found
    found.close()


@pytest.fixture
def recording(cast: Cast) -> Recording:
    source = actions.keep(
        cast.oost, text="Nog niet uitgeschreven.", title="Bij Mo thuis", by=cast.amina
    )
    return a_recording(source, by=cast.amina)


def written_out(recording: Recording, by: Any) -> Transcribing:
    row = transcribing.transcribe(recording, agreed="spoken", by=by)
    transcribing.fetch.func(str(row.key))
    found: Transcribing = Transcribing.objects.unguarded(HOST).get(pk=row.pk)
    return found


def test_words_come_back_and_are_kept_after_a_look(
    cast: Cast, there: Service, recording: Recording
) -> None:
    there.answers = lambda number: spoken("Ik woon hier lang.", "En ik werk hier.")
    row = written_out(recording, cast.amina)
    (asked,) = there.asked
    assert asked["path"] == "/v1/audio/transcriptions"
    assert asked["key"] == "Bearer geheim"
    assert (asked["model"], asked["language"]) == (b"whisper-1", b"nl")
    assert asked["response_format"] == b"verbose_json"
    assert b"Sloterdijkstraat" not in asked["file"]
    assert (row.trouble, row.done, row.where) == ("", 100, "localhost")
    amina = Client()
    amina.force_login(cast.amina)
    page = amina.get(reverse("sources:recordings", args=[recording.source_id])).content.decode()
    look = reverse("sources:compare", args=[row.result.key])
    assert look in page
    assert "localhost" in page
    beside = amina.get(look).content.decode()
    assert "woon" in beside
    assert "computer" in beside
    assert amina.post(look, {"after": 1}).status_code == 302
    version = recording.source.versions.unguarded(HOST).get(number=2)
    (cue,) = version.layout
    assert (cue["begin"], cue["stop"]) == (0, 2000)
    read = amina.get(reverse("sources:source", args=[recording.source_id])).content.decode()
    assert "Een computer" in read
    actions.revise(recording.source, text="Ik woon hier al lang.", by=cast.amina)
    assert (
        "Een computer"
        not in amina.get(reverse("sources:source", args=[recording.source_id])).content.decode()
    )


def test_a_long_recording_goes_in_pieces_and_its_times_go_on(
    cast: Cast, there: Service, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcribing, "PIECE", 1500)
    there.answers = lambda number: spoken(f"Stuk {number}.", each=0.5)
    row = written_out(recording, cast.amina)
    assert len(there.asked) == 2
    assert [(each["begin"], each["stop"]) for each in row.result.paragraphs] == [(0, 2000)]
    assert row.result.paragraphs[0]["text"] == "Stuk 1. Stuk 2."


def test_pieces_become_smaller_until_the_service_takes_them(
    cast: Cast, there: Service, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcribing, "SMALLEST", 1000)
    monkeypatch.setattr(transcribing, "PIECE", 4000)

    def picky(_number: int) -> tuple[int, str, bytes]:
        large = len(there.asked[-1]["file"]) > 15_000
        return (413, "text/plain", b"") if large else spoken("Ja.", each=0.5)

    there.answers = picky
    assert written_out(recording, cast.amina).trouble == ""
    there.answers = lambda number: (413, "text/plain", b"")
    assert written_out(recording, cast.amina).trouble == "large"


def test_captions_are_read_as_well(cast: Cast, there: Service, recording: Recording) -> None:
    words = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Mo>Kom binnen.\n"
    there.answers = lambda number: (200, "text/vtt", words)
    (told,) = written_out(recording, cast.amina).result.paragraphs
    assert (told["text"], told["speaker"], told["begin"]) == ("Kom binnen.", "Mo", 1000)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ((500, "text/plain", b"au"), "away"),
        ((401, "application/json", b"{}"), "key"),
        ((404, "text/html", b"<p>"), "address"),
        ((429, "text/plain", b""), "busy"),
        ((400, "application/json", b"{}"), "refused"),
        ((307, "text/plain", b"http://localhost:9/elders"), "address"),
        ((200, "application/json", b"<html>"), "nonsense"),
        ((200, "application/json", b"[1, 2]"), "nonsense"),
        ((200, "application/json", b'{"segments": [{"start": "x"}]}'), "nonsense"),
        (stretch(b"NaN", b"1"), "nonsense"),
        ((200, "application/json", b"[" * 200_000), "nonsense"),
        ((200, "text/vtt", b"WEBVTT\n\nniets"), "nonsense"),
        ((200, "application/json", b'{"text": "", "segments": []}'), "silent"),
        (stretch(b"90", b"91"), "nonsense"),
        ((200, "text/html", b"<!doctype html><title>Inloggen</title>"), "nonsense"),
        ((200, "application/json", b""), "nonsense"),
        ((200, "application/json", b'{"text": null}'), "nonsense"),
        ((200, "application/json", b'{"text": {"a": 1}}'), "nonsense"),
        ((204, "application/json", b""), "nonsense"),
        (segments((0, 900, "Half"), (1000, 1900, "van deze woorden gaat verloren")), "nonsense"),
    ],
)
def test_whatever_it_answers_nothing_is_half_kept(
    cast: Cast, there: Service, recording: Recording, answer: Any, trouble: str
) -> None:
    there.answers = lambda number: answer
    row = written_out(recording, cast.amina)
    assert row.trouble == trouble
    assert row.ended
    assert not Brought.objects.unguarded(HOST).exists()
    amina = Client()
    amina.force_login(cast.amina)
    page = amina.get(reverse("sources:recordings", args=[recording.source_id])).content.decode()
    assert str(transcribing.REFUSALS[trouble]) in page


def test_an_answer_without_end_is_none(
    cast: Cast, there: Service, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "READS", 100_000)
    there.answers = lambda number: (200, "application/json", b" " * 200_000)
    assert written_out(recording, cast.amina).trouble == "nonsense"
    monkeypatch.setattr(service, "LASTS", -1)
    there.answers = lambda number: spoken("Hallo.")
    assert written_out(recording, cast.amina).trouble == "slow"


def test_a_service_that_says_nothing_for_long(
    cast: Cast, there: Service, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "WAITS", 0.2)
    waits = threading.Event()
    there.meanwhile = lambda: waits.wait(20)
    assert written_out(recording, cast.amina).trouble == "slow"
    waits.set()
    assert not Brought.objects.unguarded(HOST).exists()


def test_half_an_answer_is_none_and_after_all_of_it_nothing_is_awaited(
    cast: Cast, there: Service, recording: Recording
) -> None:
    words = b"WEBVTT\n\n00:00.000 --> 00:01.000\nKom binnen.\n"
    there.answers = lambda number: (200, "text/vtt", words)
    there.promises = len(words) + 500
    assert written_out(recording, cast.amina).trouble == "away"
    there.promises = len(words)
    assert written_out(recording, cast.amina).trouble == ""


def test_times_at_the_edge_lose_no_words(cast: Cast, there: Service, recording: Recording) -> None:
    there.answers = lambda number: segments(
        (-0.2, 0.9, "Kom binnen."), (1.5, 1.5, "Ja."), (2.5, 9.0, "En tot ziens."), (3.5, 4, "Ha.")
    )
    row = written_out(recording, cast.amina)
    (told,) = row.result.paragraphs
    assert told["text"] == "Kom binnen. Ja. En tot ziens."
    assert (told["begin"], told["stop"]) == (0, 3000)


@pytest.mark.parametrize(
    ("named", "tells"), [("english", True), ("en-US", True), ("Dutch", False), ("nl", False)]
)
def test_another_language_than_that_of_the_text_is_told(
    cast: Cast, there: Service, recording: Recording, named: str, tells: bool
) -> None:
    there.answers = lambda number: segments((0, 1, "Come in."), language=named)
    row = written_out(recording, cast.amina)
    assert ("language" in row.result.remarks) is tells
    amina = Client()
    amina.force_login(cast.amina)
    look = amina.get(reverse("sources:compare", args=[row.result.key])).content.decode()
    assert ("een andere taal" in look) is tells


def test_nobody_there(cast: Cast, recording: Recording) -> None:
    assert written_out(recording, cast.amina).trouble == "away"


def test_off_unless_the_host_chose_one(cast: Cast, recording: Recording, settings: Any) -> None:
    settings.TRANSCRIBER = ""
    amina = Client()
    amina.force_login(cast.amina)
    at = reverse("sources:transcribe", args=[recording.source_id, recording.key])
    assert amina.get(at).status_code == 404
    page = amina.get(reverse("sources:recordings", args=[recording.source_id])).content.decode()
    assert at not in page
    with pytest.raises(Refused, match="geen dienst"):
        transcribing.transcribe(recording, agreed="spoken", by=cast.amina)


def test_it_is_told_where_the_sound_goes_before_it_goes(
    cast: Cast, there: Service, recording: Recording
) -> None:
    amina = Client()
    amina.force_login(cast.amina)
    at = reverse("sources:transcribe", args=[recording.source_id, recording.key])
    assert "localhost" in amina.get(at).content.decode()
    assert amina.post(at, {}).status_code == 422
    assert there.asked == []
    assert amina.post(at, {"agreed": "paper"}).status_code == 302
    row = Transcribing.objects.unguarded(HOST).get()
    assert (row.where, row.agreed, row.asked_by) == ("localhost", "paper", cast.amina)
    assert Entry.objects.filter(verb="recording.transcribe").count() == 1
    with pytest.raises(Refused, match="al"):
        transcribing.transcribe(recording, agreed="spoken", by=cast.amina)
    with pytest.raises(NotYours):
        transcribing.transcribe(recording, agreed="spoken", by=cast.cor)


def test_a_voice_that_gave_nothing_does_not_leave(cast: Cast, there: Service) -> None:
    said = [actions.Spoke("Mo", "resident")]
    source = actions.keep(
        cast.oost, text="Mo: hallo", title="Gesprek", by=cast.amina, speakers=said
    )
    recording = a_recording(source, by=cast.amina)
    with pytest.raises(Refused, match="niet goed"):
        transcribing.transcribe(recording, agreed="spoken", by=cast.amina)
    assert there.asked == []


def test_stopped_or_taken_back_halfway_the_rest_does_not_go(
    cast: Cast, there: Service, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcribing, "PIECE", 1000)
    row = transcribing.transcribe(recording, agreed="spoken", by=cast.amina)
    ask = service.ask

    def stopping(*sound: Any, **told: Any) -> Any:
        transcribing.stop(row, by=cast.amina)
        return ask(*sound, **told)

    monkeypatch.setattr(service, "ask", stopping)
    transcribing.fetch.func(str(row.key))
    assert len(there.asked) == 1
    assert Transcribing.objects.unguarded(HOST).get(pk=row.pk).trouble == "stopped"
    row = transcribing.transcribe(recording, agreed="spoken", by=cast.amina)

    def dropping(*sound: Any, **told: Any) -> Any:
        recordings.drop(recording, by=cast.amina)
        return ask(*sound, **told)

    monkeypatch.setattr(service, "ask", dropping)
    transcribing.fetch.func(str(row.key))
    assert len(there.asked) == 2
    assert Transcribing.objects.unguarded(HOST).get(pk=row.pk).trouble == "gone"
    assert not Brought.objects.unguarded(HOST).exists()


def test_whoever_asks_where_their_words_are_reads_that_the_sound_went(
    cast: Cast, there: Service, recording: Recording
) -> None:
    row = written_out(recording, cast.amina)
    (place,) = [each for each in traces.places(recording.source) if "localhost" in each.title]
    assert not place.can_be_recalled
    actions.widen(recording.source, to=Circle.COALITION, by=cast.amina)
    actions.narrow(recording.source, to=Circle.PRIVATE, by=cast.amina)
    assert not Brought.objects.unguarded(HOST).filter(pk=row.result_id).exists()
    assert any("localhost" in each.title for each in traces.places(recording.source))

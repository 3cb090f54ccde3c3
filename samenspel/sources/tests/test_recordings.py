"""Recordings: what is taken in, what is made of it, who hears it, and how it goes."""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.sources import actions, recordings, remaking, traces
from samenspel.sources.models import Arriving, Recording, Source
from samenspel.sources.remaking import look

from .builders import a_source
from .tapes import SECRET, a_film, a_recording, a_tape, sent, worker_does

HOST = "command line"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.RECORDINGS = tmp_path / "opnamen"
    return tmp_path / "opnamen"


@pytest.fixture
def source(cast: Cast) -> Source:
    return a_source(cast)


def files(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []


def told(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    )
    return found


def trouble(arriving: Arriving) -> str:
    worker_does(arriving)
    return str(Arriving.objects.unguarded(HOST).get(pk=arriving.pk).trouble)


def enter(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def file_url(recording: Recording) -> str:
    return reverse("sources:recording", args=[recording.source_id, recording.key])


@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a", "ogg", "webm", "flac"])
def test_whatever_it_was_it_plays_everywhere_and_tells_nothing(cast, source, folder, ending):
    recording = a_recording(source, a_tape(ending), by=cast.amina)
    made = recordings.path_of(recording)
    streams = told(made)["streams"]
    assert [stream["codec_name"] for stream in streams] == ["aac"]
    assert (recording.kind, recording.mime) == ("audio", "audio/mp4")
    assert abs(recording.duration - 3000) < 150
    assert recording.size == made.stat().st_size
    assert SECRET.encode() in a_tape(ending)
    assert SECRET.encode() not in made.read_bytes()
    assert files(folder) == [".m4a"]
    assert not Arriving.objects.unguarded(HOST).exists()


def test_a_film_that_plays_already_keeps_its_pictures(cast, source):
    film = a_film("mp4", 2, "320x180", "-c:v", "libx264", "-metadata", f"comment={SECRET}")
    recording = a_recording(source, film, by=cast.amina)
    made = recordings.path_of(recording)
    kinds = {stream["codec_name"]: stream for stream in told(made)["streams"]}
    assert set(kinds) == {"h264", "aac"}
    assert recording.mime == "video/mp4"
    assert SECRET.encode() not in made.read_bytes()
    assert made.read_bytes().index(b"moov") < made.read_bytes().index(b"mdat")


def test_another_film_is_made_smaller_and_anew(cast, source):
    film = a_film("webm", 1, "1600x900", "-c:v", "libvpx", "-deadline", "realtime")
    made = told(recordings.path_of(a_recording(source, film, by=cast.amina)))["streams"]
    picture = next(stream for stream in made if stream["codec_type"] == "video")
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("h264", 1280, 720)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"soep " * 1000, "unknown"),
        (a_tape("m4a")[:5000], "unknown"),
        (a_tape("flac", 40)[:60_000], "cut"),
        (a_film("mp4", 2, "64x64", "-an"), "silent"),
        (a_film("mp4", 2, "64x64", "-an", "-c:v", "mjpeg", "-frames:v", "1")[:700], "unknown"),
    ],
)
def test_what_is_broken_or_silent_is_refused_and_nothing_of_it_is_kept(
    cast, source, folder, data, code
):
    assert trouble(sent(source, data, by=cast.amina)) == code
    assert str(recordings.REFUSALS[code])
    assert files(folder) == []
    assert not Recording.objects.unguarded(HOST).exists()


def test_what_is_longer_than_may_be_is_refused(cast, source, folder, monkeypatch):
    monkeypatch.setattr(remaking, "LONGEST", 2_000)
    assert trouble(sent(source, a_tape("wav", 3), by=cast.amina)) == "long"
    assert "twaalf uur" in str(recordings.REFUSALS["long"])
    assert files(folder) == []


def test_what_does_not_tell_its_length_is_made_no_longer_than_may_be(
    cast, source, tmp_path, monkeypatch
):
    monkeypatch.setattr(remaking, "LONGEST", 2_000)
    endless = a_tape("webm", 5, "-c:a", "libopus", "-live", "1")
    path = tmp_path / "zonder-lengte.webm"
    path.write_bytes(endless)
    assert look(path).duration is None
    assert 1_900 <= a_recording(source, endless, by=cast.amina).duration <= 2_200


def a_wav(seconds: float, told: float | None = None) -> bytes:
    """Whose beginning tells of so many seconds."""
    data = b"\x00\x40" * int(8000 * seconds)
    said = len(data) if told is None else int(16000 * told)
    about = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    head = struct.pack("<I4s", (36 + said) % 2**32, b"WAVE")
    return b"RIFF" + head + b"fmt " + about + b"data" + struct.pack("<I", said % 2**32) + data


@pytest.mark.parametrize(
    ("seconds", "told", "code"),
    [
        (0, None, "silent"),
        (0.01, None, "silent"),
        (30, 2, "damaged"),  # 28 seconds would be lost without a word
        (0, 3600, "silent"),
        (3, 0, ""),
        (3, 3600, ""),
        (3, 2**32 / 16000, ""),
    ],
)
def test_a_beginning_that_tells_otherwise_than_what_follows(cast, source, seconds, told, code):
    arriving = sent(source, a_wav(seconds, told), by=cast.amina)
    if code:
        assert trouble(arriving) == code
        return
    worker_does(arriving)
    assert abs(Recording.objects.unguarded(HOST).get().duration - 1000 * seconds) < 150


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile://{path}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile 'file:{path}'\n",
        "v=0\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
        "<smil><body><audio src='{path}'/></body></smil>",
    ],
)
def test_a_list_that_names_another_file_opens_nothing(cast, source, folder, tmp_path, playlist):
    other = tmp_path / "geheim.wav"
    other.write_bytes(a_tape())
    assert trouble(sent(source, playlist.format(path=other).encode(), by=cast.amina)) == "unknown"
    assert files(folder) == []


def test_the_process_that_makes_it_can_write_no_more_than_it_may(cast, source, folder, monkeypatch):
    monkeypatch.setattr("samenspel.sources.remaking.LARGEST", 2000)
    assert trouble(sent(source, a_tape("wav", 20), by=cast.amina)) in ("damaged", "heavy")
    assert files(folder) == []


def test_too_large_empty_or_too_many_is_refused_before_anything_is_sent(cast, source, settings):
    settings.SAMENSPEL_MOST_RECORDING = 10 * recordings.MEGABYTE
    for size in (0, 10 * recordings.MEGABYTE + 1):
        with pytest.raises(Refused):
            recordings.bring(source, size=size, by=cast.amina)
    for _ in range(recordings.MOST):
        recordings.bring(source, size=10, by=cast.amina)
    with pytest.raises(Refused):
        recordings.bring(source, size=10, by=cast.amina)


def test_it_arrives_in_pieces_and_a_piece_sent_twice_counts_once(cast, source, folder):
    tape, client = a_tape(), enter(cast.amina)
    page = reverse("sources:recordings", args=[source.pk])
    begun = client.post(
        page,
        {"size": len(tape), "agreed": "on", "complete": "1"},
        headers={"Accept": "application/json"},
    )
    assert begun.status_code == 201
    to, here = begun.json()["to"], 0

    def send(at: int, words: bytes) -> int:
        piece = SimpleUploadedFile("p", words)
        answer = client.post(to, {"at": at, "piece": piece, "complete": "1"})
        return int(answer.json()["here"])

    while here < len(tape):
        before = here
        here = send(before, tape[before : before + 100_000])
        assert here == min(len(tape), before + 100_000)
        if here < len(tape):
            assert send(before, tape[before : before + 100_000]) == here
            assert send(here + 5, b"too far") == here
    arriving = Arriving.objects.unguarded(HOST).get()
    assert arriving.whole
    assert next(folder.iterdir()).read_bytes() == tape
    worker_does(arriving)
    assert Recording.objects.unguarded(HOST).filter(source=source).count() == 1


def test_a_piece_that_is_not_what_was_sent_is_not_kept(cast, source, folder):
    arriving = recordings.bring(source, size=10, name="a.wav", by=cast.amina)
    to, client = reverse("sources:piece", args=[arriving.key]), enter(cast.amina)

    def send(at: int, words: bytes, of: bytes) -> Any:
        told = {"at": at, "piece": SimpleUploadedFile("p", words), "complete": "1"}
        return client.post(to, {**told, "sha256": hashlib.sha256(of).hexdigest()})

    assert send(0, b"eerst", b"eerst").json() == {"here": 5}
    answer = send(5, b"anrde", b"ander")
    assert answer.status_code == 409
    assert answer.json()["here"] == 5
    assert "niet wat je stuurde" in answer.json()["error"]
    assert next(folder.iterdir()).read_bytes() == b"eerst"
    assert send(5, b"ander", b"ander").json() == {"here": 10}


def test_whoever_chooses_the_same_file_again_goes_on_where_it_stopped(cast, source, folder):
    page = reverse("sources:recordings", args=[source.pk])

    def begin(person: Any, **more: Any) -> Any:
        told = {"size": 10, "name": "a.wav", "agreed": "on", "complete": "1", **more}
        return enter(person).post(page, told, headers={"Accept": "application/json"}).json()

    first = begin(cast.amina)
    assert (first["here"], first["sum"]) == (0, "")
    recordings.take_piece(Arriving.objects.unguarded(HOST).get(), 0, BytesIO(b"eerst"))
    block = hashlib.sha256(b"eerst").digest()
    again = {"to": first["to"], "here": 5, "sum": hashlib.sha256(block).hexdigest()}
    assert begin(cast.amina) == again
    assert begin(cast.amina, size=11)["to"] != first["to"]
    assert begin(cast.amina, name="b.wav")["here"] == 0
    assert "Kies hieronder hetzelfde bestand" in enter(cast.amina).get(page).content.decode()
    anew = begin(cast.amina, anew="1")
    assert anew["here"] == 0
    assert anew["to"] != first["to"]
    assert enter(cast.amina).post(first["to"]).status_code == 404


def test_more_than_was_promised_is_not_taken(cast, source, folder):
    arriving = recordings.bring(source, size=10, by=cast.amina)
    assert recordings.take_piece(arriving, 0, SimpleUploadedFile("p", b"x" * 50)) == 10
    assert next(folder.iterdir()).stat().st_size == 10


def test_a_piece_is_of_whoever_sends_it(cast, source):
    arriving = recordings.bring(source, size=10, by=cast.amina)
    to = reverse("sources:piece", args=[arriving.key])
    for person in (cast.bram, cast.els, cast.fons):
        piece = SimpleUploadedFile("p", b"x")
        answer = enter(person).post(to, {"at": 0, "piece": piece, "complete": "1"})
        assert answer.status_code == 404


def test_nobody_brings_one_without_saying_that_those_who_speak_agreed(cast, source):
    page = reverse("sources:recordings", args=[source.pk])
    file = SimpleUploadedFile("opname.wav", a_tape())
    answer = enter(cast.amina).post(page, {"recording": file, "complete": "1"})
    assert answer.status_code == 422
    assert not Arriving.objects.unguarded(HOST).exists()


def test_it_works_without_a_script(cast, source):
    page = reverse("sources:recordings", args=[source.pk])
    file = SimpleUploadedFile("opname.wav", a_tape())
    client = enter(cast.amina)
    answer = client.post(page, {"recording": file, "agreed": "on", "complete": "1"}, follow=True)
    assert answer.status_code == 200
    assert "klaargemaakt" in answer.content.decode()
    worker_does(Arriving.objects.unguarded(HOST).get())
    assert "<audio" in client.get(page).content.decode()
    assert "<audio" in client.get(reverse("sources:source", args=[source.pk])).content.decode()


def test_whoever_sent_something_that_can_not_be_played_reads_why(cast, source):
    trouble(sent(source, b"soep", by=cast.amina))
    page = enter(cast.amina).get(reverse("sources:recordings", args=[source.pk]))
    assert "Er is niets van bewaard." in page.content.decode()
    assert "<bdi>opname.wav</bdi>:" in page.content.decode()


@pytest.mark.parametrize("by_script", [True, False])
def test_what_is_refused_at_once_is_called_by_its_name(cast, source, by_script):
    page = reverse("sources:recordings", args=[source.pk])
    words = {"agreed": "on", "complete": "1"}
    if by_script:
        words |= {"size": 0, "name": "Gesprek <Mo>.wav"}
        answer = enter(cast.amina).post(page, words, headers={"Accept": "application/json"})
        assert answer.json()["error"].startswith("Gesprek <Mo>.wav: ")
    else:
        file = SimpleUploadedFile("Gesprek met Mo.wav", b"x")
        for _ in range(recordings.MOST):
            recordings.bring(source, size=10, by=cast.amina)
        answer = enter(cast.amina).post(page, words | {"recording": file})
        assert "Gesprek met Mo.wav: " in answer.content.decode()
    assert answer.status_code == 422


def test_without_a_script_it_is_kept_only_when_all_of_it_came(cast, source, folder):
    page = reverse("sources:recordings", args=[source.pk])
    words = {"agreed": "on", "complete": "1", "size": 5000}
    file = SimpleUploadedFile("opname.wav", a_tape())
    answer = enter(cast.amina).post(page, words | {"recording": file})
    assert answer.status_code == 422
    assert "Dit kwam niet heel aan." in answer.content.decode()
    short = SimpleUploadedFile("opname.wav", a_tape())
    short.size = len(a_tape()) + 1
    with pytest.raises(Refused):
        recordings.bring_file(source, short, by=cast.amina)
    assert not Arriving.objects.unguarded(HOST).exists()


def test_lists_tell_how_long_one_can_listen_and_the_longest_comes_first(cast, source):
    longer = a_source(cast, title="De langste")
    for each, seconds in ((source, [61]), (longer, [40, 40])):
        for length in seconds:
            a_recording(each, a_wav(length), by=cast.amina)
    a_source(cast, title="Zonder geluid")
    told = enter(cast.amina).get(reverse("sources:sources"), {"op": "duur"}).content.decode()
    assert told.index("De langste") < told.index(source.title) < told.index("Zonder geluid")
    assert told.index("1:20</span>") < told.index("1:01</span>")
    assert told.count('aria-label="Opname"') == 2
    page = enter(cast.amina).get(reverse("sources:recordings", args=[source.pk])).content.decode()
    kept = source.recordings.unguarded(HOST).get()
    sent_on = date_format(timezone.localtime(kept.created), "j F Y, H:i")
    assert f"gestuurd op {sent_on}" in page
    assert "<span>1:01</span>" in page


@pytest.fixture
def recording(cast: Cast, source: Source) -> Recording:
    return a_recording(source, a_tape("wav", 30), by=cast.amina)


@pytest.mark.parametrize(
    ("asked", "status", "stretch"),
    [
        ("bytes=0-", 206, (0, None)),
        ("bytes=0-1", 206, (0, 2)),
        ("bytes=100-199", 206, (100, 200)),
        ("bytes=100-", 206, (100, None)),
        ("bytes=-50", 206, (-50, None)),
        ("bytes=100-999999999999", 206, (100, None)),
        (None, 200, (0, None)),
        ("bytes=5-3", 416, None),
        ("bytes=999999999-", 416, None),
        ("bytes=-", 200, (0, None)),
        ("bytes=0-1,5-6", 200, (0, None)),
        ("lines=0-1", 200, (0, None)),
    ],
)
def test_it_is_handed_out_in_parts(cast, recording, asked, status, stretch):
    headers = {"Range": asked, "Accept-Encoding": "gzip"} if asked else {}
    answer = enter(cast.amina).get(file_url(recording), headers=headers)
    whole = recordings.path_of(recording).read_bytes()
    assert answer.status_code == status
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "private, no-store"
    if stretch is None:
        assert answer["Content-Range"] == f"bytes */{len(whole)}"
        return
    content = b"".join(answer)
    assert content == whole[slice(*stretch)]
    assert answer["Content-Type"] == "audio/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'inline; filename="opname-{recording.pk}.m4a"'
    assert int(answer["Content-Length"]) == len(content)
    if status == 206:
        first = stretch[0] % len(whole)
        last = first + len(content) - 1
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


def test_a_part_is_never_large_and_who_asks_for_no_part_gets_all_of_it(
    cast, recording, monkeypatch
):
    monkeypatch.setattr("samenspel.foundation.ranges.PART", 1000)
    client = enter(cast.amina)
    answer = client.get(file_url(recording), headers={"Range": "bytes=500-"})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes 500-1499/{recording.size}"
    answer = client.get(file_url(recording))
    assert answer.status_code == 200
    assert b"".join(answer) == recordings.path_of(recording).read_bytes()


def test_who_may_read_the_words_may_hear_them_and_nobody_else(cast, recording):
    hears = {who for who, person in cast.everybody().items() if _hears(person, recording)}
    assert hears == {"amina", "bram", "bo"}
    actions.widen(recording.source, to=Circle.TEAM, by=cast.amina)
    hears = {who for who, person in cast.everybody().items() if _hears(person, recording)}
    assert hears == {"amina", "bram", "bo", "els", "wim", "fenna"}


def _hears(person: Any, recording: Recording) -> bool:
    answer = enter(person).get(file_url(recording), headers={"Range": "bytes=0-"})
    assert answer.status_code in (206, 404)
    return answer.status_code == 206


def test_that_somebody_listened_is_kept_as_that_they_read(cast, recording):
    actions.widen(recording.source, to=Circle.TEAM, by=cast.amina)
    client = enter(cast.els)
    for asked in ("bytes=0-", "bytes=500-", "bytes=0-"):
        client.get(file_url(recording), headers={"Range": asked})
    assert recording.source.looks.unguarded(HOST).count() == 1


def test_whoever_takes_the_source_back_takes_the_voice_away(
    cast, recording, folder, django_capture_on_commit_callbacks
):
    source, url = recording.source, file_url(recording)
    actions.widen(source, to=Circle.TEAM, by=cast.amina)
    client = enter(cast.els)
    assert client.get(url, headers={"Range": "bytes=0-"}).status_code == 206
    assert [place.kind for place in traces.places(source)] == ["opname"]
    with django_capture_on_commit_callbacks(execute=True):
        waiting = sent(source, a_tape(), by=cast.amina)
    assert files(folder) == [".m4a", ".part"]
    with django_capture_on_commit_callbacks(execute=True):
        actions.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert files(folder) == []
    assert client.get(url, headers={"Range": "bytes=0-"}).status_code == 404
    assert enter(cast.amina).get(url, headers={"Range": "bytes=0-"}).status_code == 404
    worker_does(waiting)
    assert files(folder) == []
    assert not Recording.objects.unguarded(HOST).exists()


def test_what_is_taken_back_while_it_is_made_is_not_kept(cast, source, folder, monkeypatch):
    arriving = sent(source, a_tape("wav", 30), by=cast.amina)
    real = recordings.remake

    def takes_back_meanwhile(*args: Any, **kwargs: Any) -> Any:
        made = real(*args, **kwargs)
        actions.narrow(source, to=Circle.PRIVATE, by=cast.amina)
        return made

    monkeypatch.setattr(recordings, "remake", takes_back_meanwhile)
    worker_does(arriving)
    assert files(folder) == []
    assert not Recording.objects.unguarded(HOST).exists()


def test_fewer_readers_but_not_none_leaves_the_recording(cast, recording, folder):
    source = recording.source
    actions.widen(source, to=Circle.TEAM, by=cast.amina)
    actions.narrow(source, to=Circle.COALITION, by=cast.amina)
    assert files(folder) == [".m4a"]


def test_it_is_thrown_away_by_hand(cast, recording, folder, django_capture_on_commit_callbacks):
    to = reverse("sources:drop_recording", args=[recording.source_id, recording.key])
    assert enter(cast.bram).post(to).status_code == 302  # told that it is not his to do
    assert files(folder) == [".m4a"]
    with django_capture_on_commit_callbacks(execute=True):
        assert enter(cast.amina).post(to).status_code == 302
    assert files(folder) == []


def test_files_of_nobody_and_what_never_arrived_are_removed(
    cast, recording, folder, django_capture_on_commit_callbacks
):
    recordings.bring(recording.source, size=10, by=cast.amina)
    (folder / "wees.m4a").write_bytes(b"x")
    arriving = Arriving.objects.unguarded(HOST).get()
    recordings.take_piece(arriving, 0, SimpleUploadedFile("p", b"x"))
    days_later = time_machine.travel(timezone.now() + 2 * recordings.KEEPS_ARRIVING)
    with days_later, django_capture_on_commit_callbacks(execute=True):
        recordings.forget_files()
    assert [path.name for path in folder.iterdir()] == [recordings.path_of(recording).name]
    assert not Arriving.objects.unguarded(HOST).exists()

"""Pictures of cards and recordings: made anew, seen by who leads, and gone in the end."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.foundation.pictures import MOST_BYTES
from samenspel.pitstops import actions, clips, photos
from samenspel.pitstops.models import Clip, Kind, Photo, Pitstop, Promise
from samenspel.pitstops.seats import TABLE

from .builders import a_phone, at, begun, reflecting, step

WEBM = b"\x1a\x45\xdf\xa3" + b"\0" * 400
MP4 = b"\0\0\0\x20ftypM4A " + b"\0" * 400


def a_picture(size: tuple[int, int] = (800, 600), kind: str = "JPEG", **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return out.getvalue()


def upload(data: bytes, name: str = "kaart.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def with_place() -> bytes:
    """A picture that tells where it was taken, and by which phone."""
    exif = Image.Exif()
    exif[0x010F] = "Telefoon van Jan"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(exif=exif)


def fresh(pitstop: Pitstop) -> Pitstop:
    return Pitstop.objects.unguarded(TABLE).get(pk=pitstop.pk)


def test_a_picture_from_the_table_is_made_anew_and_nobodys(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop, name="Jan")
    sent = with_place()
    assert b"Telefoon van Jan" in sent
    photo = photos.hand_in(phone.fresh(), step(pitstop, Kind.REFLECT), upload(sent))
    kept = bytes(Photo.objects.unguarded(TABLE).get(pk=photo.pk).picture)
    assert b"Telefoon" not in kept
    assert not Image.open(BytesIO(kept)).getexif()
    # Nothing leads to the seat: not a field, and not a line in the log.
    fields = {field.name for field in Photo._meta.get_fields()}
    assert fields == {"id", "pitstop", "step", "picture", "voice", "typed"}
    assert not Entry.objects.filter(subject="pitstops.photo").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "Kies eerst een foto"),
        (b"geen foto", "kunnen we niet lezen"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 64, "HEIC"),
        (b"\0\0\0\x18ftypmif1" + b"\0" * 64, "HEIC"),
        (a_picture()[:400], "beschadigd|niet lezen"),
        (b"x" * (MOST_BYTES + 1), "15 MB"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(cast, data, words):
    pitstop = reflecting(cast)
    seat, there = a_phone(pitstop).fresh(), step(pitstop, Kind.REFLECT)
    with pytest.raises(Refused) as refused:
        photos.hand_in(seat, there, upload(data) if data is not None else None)
    assert any(each in str(refused.value) for each in words.split("|")), str(refused.value)
    assert not Photo.objects.unguarded(TABLE).exists()


def test_what_only_its_writer_reads_is_not_handed_to_the_facilitator(cast):
    pitstop = reflecting(cast)
    there = step(pitstop, Kind.REFLECT)
    actions.narrow(there, promise=Promise.SELF, by=cast.bo)
    there = step(pitstop, Kind.REFLECT)
    seat = a_phone(pitstop).fresh()
    with pytest.raises(Refused):
        photos.hand_in(seat, there, upload(a_picture()))
    with pytest.raises(Refused):
        clips.hand_in(seat, there, upload(WEBM))


def test_nothing_is_handed_in_where_no_cards_are_written(cast):
    pitstop = begun(cast)
    there = at(pitstop, Kind.TALK, cast.bo)
    with pytest.raises(Refused):
        photos.hand_in(a_phone(pitstop).fresh(), there, upload(a_picture()))


def test_one_phone_can_not_fill_the_table(cast):
    pitstop = reflecting(cast)
    seat, there = a_phone(pitstop).fresh(), step(pitstop, Kind.REFLECT)
    for _ in range(photos.MOST_AT_ONCE):
        photos.hand_in(seat, there, upload(a_picture((40, 40))))
    with pytest.raises(Refused):
        photos.hand_in(seat, there, upload(a_picture((40, 40))))
    assert photos.hand_in(a_phone(pitstop).fresh(), there, upload(a_picture((40, 40))))


@pytest.mark.parametrize(
    ("data", "kind"),
    [(WEBM, "audio/webm"), (MP4, "audio/mp4"), (b"OggS" + b"\0" * 40, ""), (b"<html>", "")],
)
def test_a_recording_is_known_by_how_it_begins(data, kind):
    assert clips.kind_of(data) == kind


def test_a_recording_that_can_not_be_is_refused(cast):
    pitstop = reflecting(cast)
    seat, there = a_phone(pitstop).fresh(), step(pitstop, Kind.REFLECT)
    for wrong in (None, upload(b""), upload(b"<html>"), upload(WEBM + b"x" * clips.MOST_BYTES)):
        with pytest.raises(Refused):
            clips.hand_in(seat, there, wrong)
    clip = clips.hand_in(seat, there, upload(MP4))
    assert (bytes(clip.sound), clip.kind) == (MP4, "audio/mp4")
    fields = {field.name for field in Clip._meta.get_fields()}
    assert fields == {"id", "pitstop", "step", "sound", "kind", "typed"}


# Over the web


def at_the_phone(phone) -> Client:
    client = Client()
    client.cookies.load(phone.cookie())
    return client


def of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_phone_hands_in_and_who_leads_sees(cast):
    pitstop = reflecting(cast)
    client, there = at_the_phone(a_phone(pitstop)), step(pitstop, Kind.REFLECT)
    page = client.get(reverse("pitstops:other_ways", args=[pitstop.pk]))
    assert "no-store" in page["Cache-Control"]
    for name, file, address in (
        ("photo", upload(a_picture()), "hand_photo"),
        ("sound", upload(WEBM, "opname.webm"), "hand_clip"),
    ):
        answer = client.post(
            reverse(f"pitstops:{address}", args=[pitstop.pk]), {"step": there.pk, name: file}
        )
        assert answer.status_code == 302
    photo = Photo.objects.unguarded(TABLE).get()
    clip = Clip.objects.unguarded(TABLE).get()
    looks = {
        reverse("pitstops:photo", args=[pitstop.pk, photo.pk]): "image/jpeg",
        reverse("pitstops:clip", args=[pitstop.pk, clip.pk]): "audio/webm",
    }
    for address, kind in looks.items():
        seen = of(cast.bo).get(address)
        assert (seen.status_code, seen["Content-Type"]) == (200, kind)
        assert "no-store" in seen["Cache-Control"]
        assert seen["X-Content-Type-Options"] == "nosniff"
        for person in (cast.amina, cast.cor, cast.fons):
            assert of(person).get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert client.get(address).status_code == 302


def test_in_place_a_phone_is_answered_in_words(cast):
    pitstop = reflecting(cast)
    client, there = at_the_phone(a_phone(pitstop)), step(pitstop, Kind.REFLECT)
    address = reverse("pitstops:hand_clip", args=[pitstop.pk])
    live = {"X-Live": "1"}
    said = client.post(address, {"step": there.pk, "sound": upload(WEBM)}, headers=live)
    assert said.json()["words"]
    wrong = client.post(address, {"step": there.pk, "sound": upload(b"nee")}, headers=live)
    assert (wrong.status_code, bool(wrong.json()["words"])) == (409, True)
    nobody = Client().post(address, {"step": there.pk, "sound": upload(WEBM)}, headers=live)
    assert nobody.status_code == 403
    assert Clip.objects.unguarded(TABLE).count() == 1


def test_nothing_is_taken_after_the_end_or_from_who_left(cast):
    pitstop = reflecting(cast)
    phone, there = a_phone(pitstop), step(pitstop, Kind.REFLECT)
    client = at_the_phone(phone)
    actions.end(pitstop, by=cast.bo)
    for address in ("hand_photo", "hand_clip"):
        client.post(
            reverse(f"pitstops:{address}", args=[pitstop.pk]),
            {"step": there.pk, "photo": upload(a_picture()), "sound": upload(WEBM)},
        )
    assert not Photo.objects.unguarded(TABLE).exists()
    assert not Clip.objects.unguarded(TABLE).exists()


def test_who_leads_brings_a_picture_types_it_and_throws_it_away(cast):
    pitstop = reflecting(cast)
    actions.end(pitstop, by=cast.bo)
    client, there = of(cast.bo), step(pitstop, Kind.REFLECT)
    page = reverse("pitstops:type_in", args=[pitstop.pk])
    answer = client.post(page, {"do": "photo", "stap": there.pk, "photo": upload(a_picture())})
    photo = Photo.objects.visible_to(cast.bo).get()
    shown = client.get(answer["Location"]).content.decode()
    assert reverse("pitstops:photo", args=[pitstop.pk, photo.pk]) in shown
    # Kept for now: marked, and not the first that is offered any more.
    client.post(page, {"do": "read", "stap": there.pk, "photo": photo.pk, "keep": "1"})
    assert Photo.objects.visible_to(cast.bo).get().typed
    assert "<img" not in client.get(page).content.decode().partition("<main")[2]
    client.post(page, {"do": "read", "stap": there.pk, "photo": photo.pk})
    assert not Photo.objects.unguarded(TABLE).exists()


def test_a_recording_is_thrown_away_once_typed(cast):
    pitstop = reflecting(cast)
    there = step(pitstop, Kind.REFLECT)
    clip = clips.hand_in(a_phone(pitstop).fresh(), there, upload(WEBM))
    client, page = of(cast.bo), reverse("pitstops:type_in", args=[pitstop.pk])
    assert "<audio" in client.get(page).content.decode()
    client.post(page, {"do": "read", "stap": there.pk, "clip": clip.pk})
    assert not Clip.objects.unguarded(TABLE).exists()


def test_a_picture_of_another_meeting_is_not_there(cast):
    one, other = reflecting(cast), reflecting(cast, title="Een andere")
    photo = actions.keep_photo(other, picture=a_picture(), by=cast.bo)
    address = reverse("pitstops:photo", args=[one.pk, photo.pk])
    assert of(cast.bo).get(address).status_code == 404
    page = reverse("pitstops:type_in", args=[one.pk])
    said = {"do": "read", "stap": step(one, Kind.REFLECT).pk, "photo": photo.pk}
    assert of(cast.bo).post(page, said).status_code == 404
    assert Photo.objects.unguarded(TABLE).count() == 1


def test_after_thirty_days_all_of_it_is_gone(cast):
    now, old = reflecting(cast), reflecting(cast, title="Toen")
    for pitstop in (now, old):
        actions.keep_photo(pitstop, picture=a_picture(), by=cast.bo)
        clips.hand_in(a_phone(pitstop).fresh(), step(pitstop, Kind.REFLECT), upload(WEBM))
        actions.end(fresh(pitstop), by=cast.bo)
    ended = timezone.now() - timedelta(days=31)
    Pitstop.objects.unguarded(TABLE).filter(pk=old.pk).update(ended=ended)
    photos.forget_old()
    assert [row.pitstop_id for row in Photo.objects.unguarded(TABLE)] == [now.pk]
    assert [row.pitstop_id for row in Clip.objects.unguarded(TABLE)] == [now.pk]


def test_of_a_meeting_that_was_never_ended_too(cast):
    pitstop = reflecting(cast)
    actions.keep_photo(pitstop, picture=a_picture(), by=cast.bo)
    long_ago = timezone.localdate() - timedelta(days=40)
    Pitstop.objects.unguarded(TABLE).filter(pk=pitstop.pk).update(day=long_ago)
    photos.forget_old()
    assert not Photo.objects.unguarded(TABLE).exists()


def test_an_address_that_is_none(cast):
    pitstop = reflecting(cast)
    address = reverse("pitstops:clip", args=[pitstop.pk, uuid4()])
    assert of(cast.bo).get(address).status_code == 404

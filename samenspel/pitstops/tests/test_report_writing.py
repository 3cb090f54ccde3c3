"""Writing in the report together: nothing is overwritten, and nothing is lost."""

from __future__ import annotations

import importlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.foundation.pictures import as_jpeg
from samenspel.pitstops import blocks as pieces
from samenspel.pitstops import reporting
from samenspel.pitstops.blocks import Part, from_json, to_json
from samenspel.pitstops.models import Picture, ReportVersion, Settled
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources

from .builders import a_picture, held
from .test_report import entered, page, read, settled, written


def a_report():
    head = pieces.block(Part.HEADING, text="Kop")
    one, two = pieces.block(Part.SAID, text="een"), pieces.block(Part.SAID, text="twee")
    why = pieces.block(Part.QUESTION, text="waarom?", to=one.id)
    return head, one, why, two


def texts(blocks):
    return [block.text for block in blocks]


# Blocks


def test_blocks_come_back_as_they_were_kept():
    full = (
        *a_report(),
        pieces.block(Part.CARDS, text="Stapel", cards=("a", "b")),
        pieces.block(Part.DOTS, dots=(pieces.Dots(3, name="Stapel"), pieces.Dots(1, card="a"))),
        pieces.block(Part.DARED, counts={"yes": 5, "no": 0}),
    )
    assert from_json(to_json(full)) == full


def test_a_block_moves_with_its_questions():
    _, one, why, two = blocks = a_report()
    assert texts(pieces.moved(blocks, two.id, up=True)) == ["Kop", "twee", "een", "waarom?"]
    assert texts(pieces.moved(blocks, one.id, up=False)) == ["Kop", "twee", "een", "waarom?"]
    with pytest.raises(Refused):
        pieces.moved(blocks, two.id, up=False)
    with pytest.raises(Refused):
        pieces.moved(blocks, why.id, up=True)


def test_questions_to_a_removed_block_go_on_to_the_one_before_it():
    head, one, why, _ = blocks = a_report()
    rest = pieces.removed(blocks, one.id)
    assert texts(rest) == ["Kop", "waarom?", "twee"]
    assert pieces.find(rest, why.id).to == head.id
    assert texts(pieces.removed(blocks, why.id)) == ["Kop", "een", "twee"]
    alone = pieces.removed((one, why), one.id)
    assert [(block.text, block.to) for block in alone] == [("waarom?", "")]


def test_what_is_added_stands_below_the_block_and_its_questions():
    _, one, why, _two = blocks = a_report()
    new = pieces.block(Part.SAID, text="nieuw")
    there = ["Kop", "een", "waarom?", "nieuw", "twee"]
    assert texts(pieces.added(blocks, new, one.id)) == there
    assert texts(pieces.added(blocks, new, why.id)) == there
    asked = pieces.added(blocks, pieces.block(Part.QUESTION, text="hoe?"), why.id)
    assert texts(asked) == ["Kop", "een", "waarom?", "hoe?", "twee"]
    assert asked[3].to == one.id


def test_two_who_word_other_blocks_both_get_their_way():
    _, one, _, two = base = a_report()
    theirs, none = pieces.merged(base, {one.id: "zij"}, base)
    both, clashes = pieces.merged(base, {one.id: "een", two.id: "ik"}, theirs)
    assert (texts(both), none, clashes) == (["Kop", "zij", "waarom?", "ik"], {}, {})


def test_of_a_block_that_both_worded_both_texts_are_told():
    _, one, _, two = base = a_report()
    theirs, _ = pieces.merged(base, {one.id: "zij"}, base)
    both, clashes = pieces.merged(base, {one.id: "ik", two.id: "ook ik"}, theirs)
    assert clashes == {one.id: "zij"}
    assert texts(both) == ["Kop", "zij", "waarom?", "ook ik"]
    same, clashes = pieces.merged(base, {one.id: "zij"}, theirs)
    assert (same, clashes) == (theirs, {})


def test_a_block_that_i_worded_and_they_removed_comes_back():
    _, one, _, _two = base = a_report()
    theirs = pieces.removed(base, one.id)
    both, clashes = pieces.merged(base, {one.id: "toch"}, theirs)
    assert (texts(both)[:2], clashes) == (["Kop", "toch"], {})
    untouched, _ = pieces.merged(base, {one.id: "een"}, theirs)
    assert untouched == theirs


@pytest.mark.parametrize(("part", "many"), [(Part.HEADING, 201), (Part.SAID, 20_001)])
def test_what_is_too_long_is_refused_and_not_cut(part, many):
    with pytest.raises(Refused, match="te lang"):
        pieces.plain("x" * many, pieces.block(part))
    assert len(pieces.plain("x" * (many - 1), pieces.block(part))) == many - 1


def test_words_are_kept_in_one_form():
    said = pieces.block(Part.SAID)
    assert pieces.plain("e\u0301\r\nb\x00 ", said) == "é\nb"
    assert pieces.plain(" a \n b ", pieces.block(Part.CARDS)) == "a b"


# Deeds


def test_each_save_is_a_version_and_the_old_one_stays(cast):
    what = held(cast)
    block = written(what, cast.amina, text="Eerst.")
    now = reporting.newest(what.report).number
    reporting.write(what.report, after=now, texts={block.id: "Beter."}, by=cast.bram)
    old = ReportVersion.objects.unguarded(TABLE).get(report=what.report, number=now)
    assert "Eerst." in str(old.blocks)
    assert "Beter." in str(reporting.newest(what.report).blocks)
    with pytest.raises(TypeError):
        old.save()


def test_saving_without_a_change_makes_no_version(cast):
    what = held(cast)
    now = reporting.newest(what.report).number
    texts = {block.id: block.text for block in what.blocks}
    reporting.write(what.report, after=now, texts=texts, by=cast.amina)
    assert reporting.newest(what.report).number == now


def test_who_is_outside_writes_nothing(cast):
    what = held(cast)
    for person in (cast.cor, cast.fons, cast.dirk):
        with pytest.raises(NotYours):
            reporting.write(what.report, after=1, texts={}, by=person)
        assert entered(person).post(page(what, "anders/"), {"number": 1}).status_code == 404


def test_an_older_version_is_put_back_as_a_new_one(cast):
    what = held(cast)
    first = what.blocks
    for block in first[1:]:
        reporting.remove(what.report, block=block.id, by=cast.amina)
    many = reporting.newest(what.report).number
    answer = entered(cast.bram).post(page(what, "versies/"), {"versie": 1})
    assert answer.status_code == 302
    assert reporting.newest(what.report).number == many + 1
    assert what.blocks == first


def test_versions_stand_side_by_side(cast):
    what = held(cast)
    written(what, cast.amina, text="De sleutel ligt nu bij de buurvrouw.")
    status, words = read(cast.bram, page(what, "versies/"))
    assert status == 200
    assert "<ins>De sleutel ligt nu bij de buurvrouw.</ins>" in words
    assert read(cast.bram, page(what, "versies/?naar=99"))[0] == 404


# The editor, without JavaScript


def test_the_editor_saves_what_was_typed_and_does_what_was_pressed(cast):
    what = held(cast)
    client = entered(cast.amina)
    said = what.part(Part.SAID)
    form = {
        "number": 1,
        f"text-{said.id}": "We spraken af te bellen.",
        "do": f"add:question:{said.id}",
    }
    answer = client.post(page(what, "anders/"), form)
    question = what.part(Part.QUESTION)
    assert answer.headers["Location"] == page(what, "anders/") + f"#blok-{question.id}"
    assert what.part(Part.SAID).text == "We spraken af te bellen."
    assert question.to == said.id
    form = {"number": 3, f"text-{question.id}": "Wie belt er?"}
    assert client.post(page(what, "anders/"), form).headers["Location"] == page(what)
    words = read(cast.bram, page(what))[1]
    assert words.index("We spraken af te bellen.") < words.index("Wie belt er?")


def test_two_screens_on_one_part_see_both_texts(cast):
    what = held(cast)
    said, pile = what.part(Part.SAID), what.part(Part.CARDS)
    first, second = entered(cast.amina), entered(cast.bram)
    first.post(page(what, "anders/"), {"number": 1, f"text-{said.id}": "Van Amina."})
    form = {"number": 1, f"text-{said.id}": "Van Bram.", f"text-{pile.id}": "De sleutel"}
    answer = second.post(page(what, "anders/"), form)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "<p>Van Amina.</p>" in words
    assert ">Van Bram.</textarea>" in words
    assert (what.part(Part.SAID).text, what.part(Part.CARDS).text) == ("Van Amina.", "De sleutel")
    number = reporting.newest(what.report).number
    assert f'name="number" value="{number}"' in words
    second.post(page(what, "anders/"), {"number": number, f"text-{said.id}": "Van ons."})
    assert what.part(Part.SAID).text == "Van ons."


def test_what_is_refused_comes_back_as_it_was_typed(cast):
    what = held(cast)
    said, pile = what.part(Part.SAID), what.part(Part.CARDS)
    form = {"number": 1, f"text-{said.id}": "Blijft staan.", f"text-{pile.id}": "x" * 300}
    answer = entered(cast.amina).post(page(what, "anders/"), form)
    assert answer.status_code == 422
    assert ">Blijft staan.</textarea>" in answer.content.decode()
    assert 'name="number" value="1"' in answer.content.decode()
    assert reporting.newest(what.report).number == 1


def test_a_button_for_a_part_that_is_gone_says_so(cast):
    what = held(cast)
    answer = entered(cast.amina).post(page(what, "anders/"), {"number": 1, "do": "up:weg"})
    assert answer.status_code == 422
    assert "staat niet meer in het verslag" in answer.content.decode()


# Pictures


def test_a_picture_is_made_anew_smaller_and_without_a_place():
    sent = a_picture(size=(4000, 3000))
    assert b"Exif" in sent
    made = as_jpeg(sent)
    assert (made.width, made.height) == (1600, 1200)
    assert b"Exif" not in made.data
    assert made.data[:2] == b"\xff\xd8"


def test_a_transparent_picture_gets_a_white_ground():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(out, "PNG")
    made = Image.open(BytesIO(as_jpeg(out.getvalue()).data))
    assert made.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"geen foto", "kunnen we niet lezen"),
        (b"", "kunnen we niet lezen"),
        (a_picture(size=(2000, 2000))[:9000], "beschadigd"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kunnen we niet lezen"),
        (b"\xff\xd8" + bytes(15 * 1024 * 1024), "groter dan"),
        (a_picture(size=(6000, 5000), format="PNG"), "te veel pixels"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(data, says):
    importlib.import_module("weasyprint")  # it would let half a picture pass
    with pytest.raises(Refused, match=says):
        as_jpeg(data)


def test_a_picture_goes_with_the_report_and_no_further(cast):
    what = held(cast)
    client = entered(cast.amina)
    said = what.part(Part.SAID)
    file = SimpleUploadedFile("muur.jpg", a_picture(), "image/jpeg")
    form = {"picture": file, "shows": "Vellen aan de muur", "na": said.id, "complete": "1"}
    assert client.post(page(what, "foto/"), form).status_code == 302
    picture = Picture.objects.unguarded(TABLE).get()
    path = page(what, f"foto/{picture.pk}/")
    assert 'alt="Vellen aan de muur"' in read(cast.bram, page(what))[1]
    answer = entered(cast.bram).get(path)
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (
        "image/jpeg",
        "nosniff",
    )
    for person in (None, cast.cor, cast.fons):
        assert entered(person).get(path).status_code == 404
    done = settled(what, cast.bo)
    sources.widen(done.source, to=5, by=cast.bo)
    assert entered(None).get(path).status_code == 200


def test_a_picture_that_is_not_in_the_settled_version_stays_inside(cast):
    what = held(cast)
    done = settled(what, cast.bo)
    sources.widen(done.source, to=5, by=cast.bo)
    reporting.add_picture(what.report, jpeg=as_jpeg(a_picture()), shows="Later", by=cast.amina)
    path = page(what, f"foto/{Picture.objects.unguarded(TABLE).get().pk}/")
    assert entered(None).get(path).status_code == 404
    assert entered(cast.amina).get(path).status_code == 200


def test_a_picture_of_an_earlier_settled_version_is_not_shown_any_more(cast):
    what = held(cast)
    reporting.add_picture(what.report, jpeg=as_jpeg(a_picture()), shows="Muur", by=cast.bo)
    done = settled(what, cast.bo)
    sources.widen(done.source, to=5, by=cast.bo)
    path = page(what, f"foto/{Picture.objects.unguarded(TABLE).get().pk}/")
    assert entered(None).get(path).status_code == 200
    reporting.put_back(what.report, number=1, by=cast.bo)
    reporting.settle(what.report, by=cast.bo)
    assert entered(None).get(path).status_code == 404


def test_a_picture_that_is_taken_out_is_gone_from_older_versions_too(cast):
    what = held(cast)
    reporting.add_picture(what.report, jpeg=as_jpeg(a_picture()), shows="Wij", by=cast.amina)
    number = reporting.newest(what.report).number
    reporting.remove(what.report, block=what.part(Part.IMAGE).id, by=cast.bram)
    assert not Picture.objects.unguarded(TABLE).exists()
    assert "Hier is een foto weggehaald" in read(cast.amina, page(what, f"?versie={number}"))[1]


def settled_with_a_picture(cast):
    """A public report with a picture, and the paths of its page and the picture."""
    what = held(cast)
    reporting.add_picture(what.report, jpeg=as_jpeg(a_picture()), shows="Muur", by=cast.amina)
    sources.widen(settled(what, cast.bo).source, to=5, by=cast.bo)
    return what, page(what, f"foto/{what.part(Part.IMAGE).ref}/")


def test_a_picture_that_is_taken_out_of_the_draft_stays_in_what_was_settled(cast):
    what, path = settled_with_a_picture(cast)
    number = reporting.newest(what.report).number
    form = {"number": number, "do": f"remove:{what.part(Part.IMAGE).id}"}
    answer = entered(cast.bram).post(page(what, "anders/"), form, follow=True)
    assert "Het vastgestelde verslag houdt deze foto" in answer.content.decode()
    for person in (None, cast.cor, cast.amina):
        assert path in read(person, page(what))[1]
        assert entered(person).get(path).status_code == 200
    # Of the older versions only the one that was settled still shows it.
    shown = [path in read(cast.amina, page(what, f"?versie={n}"))[1] for n in range(2, number + 2)]
    assert shown == [False] * (number - 2) + [True, False]
    reporting.settle(what.report, by=cast.bo)
    assert not Picture.objects.unguarded(TABLE).exists()
    assert entered(None).get(path).status_code == 404


def test_a_picture_that_was_taken_out_is_put_back_with_its_version(cast):
    what, path = settled_with_a_picture(cast)
    number = reporting.newest(what.report).number
    reporting.remove(what.report, block=what.part(Part.IMAGE).id, by=cast.amina)
    assert path not in read(cast.amina, page(what, f"?versie={number + 1}"))[1]
    reporting.put_back(what.report, number=number, by=cast.amina)
    assert path in read(cast.amina, page(what, f"?versie={number + 2}"))[1]
    reporting.settle(what.report, by=cast.bo)
    assert entered(None).get(path).status_code == 200


def test_a_picture_that_somebody_takes_back_is_gone_everywhere(cast):
    what, path = settled_with_a_picture(cast)
    asks = path + "terug/"
    assert asks in read(cast.amina, page(what))[1]
    for person in (None, cast.cor, cast.fons):
        assert asks not in read(person, page(what))[1]
        assert entered(person).post(asks).status_code in (302, 404)
    assert entered(cast.amina).get(asks).status_code == 200
    assert entered(None).get(path).status_code == 200
    assert entered(cast.amina).post(asks).url == page(what)
    assert not Picture.objects.unguarded(TABLE).exists()
    assert entered(None).get(path).status_code == 404
    assert "Hier is een foto weggehaald" in read(None, page(what))[1]


def test_narrowing_the_settled_report_takes_its_picture_along(cast):
    what, path = settled_with_a_picture(cast)
    reporting.remove(what.report, block=what.part(Part.IMAGE).id, by=cast.amina)
    source = Settled.objects.unguarded(TABLE).get().source
    sources.narrow(source, to=Circle.COALITION, by=cast.bo)
    assert entered(None).get(path).status_code == 404
    assert entered(cast.amina).get(path).status_code == 200


def test_an_upload_that_did_not_arrive_whole_leaves_nothing(cast):
    what = held(cast)
    file = SimpleUploadedFile("muur.jpg", a_picture(), "image/jpeg")
    answer = entered(cast.amina).post(page(what, "foto/"), {"picture": file, "shows": "Muur"})
    assert answer.status_code == 422
    assert not Picture.objects.unguarded(TABLE).exists()

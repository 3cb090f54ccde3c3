""" "That is not what I meant": by mail, on paper, and on the phone that was there."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import Client

from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry, Mail
from samenspel.people import links
from samenspel.pitstops import correcting, harvest, reporting
from samenspel.pitstops.blocks import Part
from samenspel.pitstops.models import Correction, SentBack
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources

from .builders import WORDS, held
from .test_report import CANARY, entered, page, read, settled, written


def sent_to(what, person, by):
    (sent,) = reporting.send_back(what.report, people=[person], by=by)
    return urlsplit(sent.key.url).path


def says(path, what, words="Ik bedoelde iets anders.", name="", **more):
    block = what.part(Part.CARDS).id
    return Client().post(path, {"block": block, "words": words, "name": name, **more})


def test_who_was_there_gets_a_link_by_mail_without_a_word_of_the_report(cast):
    what = held(cast, words=[CANARY])
    path = sent_to(what, cast.amina, cast.bo)
    mail = Mail.objects.get(to=cast.amina.email)
    assert "Bedoelde je het zo?" in mail.subject
    assert path in mail.text
    assert CANARY not in mail.text + mail.html
    assert CANARY in Client().get(path).content.decode()


def test_somebody_without_an_address_gets_a_letter_with_a_code(cast):
    what = held(cast)
    cast.amina.email = None
    cast.amina.save()
    form = {"people": [cast.amina.pk], "once": "7d444840-9dc0-11d1-b245-5ffdce74fad2"}
    answer = entered(cast.bo).post(page(what, "terug/"), form)
    words = answer.content.decode()
    assert "1 brief om te printen" in words
    assert "Of schrijf hier wat je bedoelde" in words
    assert SentBack.objects.unguarded(TABLE).get().on_paper
    assert "net verstuurd" in entered(cast.bo).post(page(what, "terug/"), form).content.decode()


def test_only_who_leads_sends_it_back_and_only_to_our_own(cast):
    what = held(cast)
    with pytest.raises(NotYours):
        reporting.send_back(what.report, people=[cast.bram], by=cast.amina)
    with pytest.raises(Refused):
        reporting.send_back(what.report, people=[cast.cor], by=cast.bo)
    with pytest.raises(Refused):
        reporting.send_back(what.report, people=[], by=cast.bo)


def test_a_new_link_closes_the_one_before_it_and_keeps_what_was_said(cast):
    what = held(cast)
    first = sent_to(what, cast.amina, cast.bo)
    says(first, what, "Mijn woorden.")
    second = sent_to(what, cast.amina, cast.bo)
    assert Client().get(first).status_code == 404
    assert "Mijn woorden." in Client().get(second).content.decode()


def test_a_link_shows_what_its_holder_may_read_today(cast):
    what = held(cast, words=[CANARY])
    path = sent_to(what, cast.amina, cast.bo)
    cast.amina.memberships.update(ended="2026-01-01T00:00:00Z")
    answer = Client().get(path)
    assert answer.status_code == 404
    assert CANARY not in answer.content.decode()


def test_a_remark_without_a_name_is_nobodys(cast):
    what = held(cast)
    path = sent_to(what, cast.amina, cast.bo)
    before = Entry.objects.count()
    assert says(path, what).status_code == 302
    row = Correction.objects.unguarded(TABLE).get()
    assert (row.name, row.handled_by, row.outcome) == ("", None, "")
    assert not {"person", "link", "seat", "created", "at"} & {f.name for f in row._meta.fields}
    assert Entry.objects.count() == before
    words = read(cast.bo, page(what, "terug/"))[1]
    assert "Ik bedoelde iets anders." in words
    assert "zonder naam" in words


def test_two_remarks_of_one_link_can_not_be_told_to_be_of_one(cast):
    what = held(cast)
    path = sent_to(what, cast.amina, cast.bo)
    says(path, what, "Een.", name="Amina")
    says(path, what, "Twee.")
    one, two = Correction.objects.unguarded(TABLE).values_list("mark", flat=True)
    assert one != two
    assert len(correcting.own(what.report, correcting.secret_of(_sent()))) == 2


def _sent():
    return SentBack.objects.unguarded(TABLE).get()


def test_what_became_of_it_stands_on_the_link(cast):
    what = held(cast)
    path = sent_to(what, cast.amina, cast.bo)
    for words in ("De eerste.", "De tweede."):
        says(path, what, words)
    assert Client().get(path).content.decode().count("Nog niemand keek ernaar.") == 2
    for row in Correction.objects.unguarded(TABLE):
        taken = row.words == "De eerste."
        form = {"outcome": "taken"} if taken else {"outcome": "not", "because": "zo was het"}
        entered(cast.bram).post(page(what, f"terug/{row.pk}/"), form)
    words = Client().get(path).content.decode()
    assert "Overgenomen in het verslag." in words
    assert "Niet overgenomen, want: zo was het" in words


def test_leaving_it_as_it_is_needs_a_reason(cast):
    what = held(cast)
    says(sent_to(what, cast.amina, cast.bo), what)
    row = Correction.objects.unguarded(TABLE).get()
    with pytest.raises(Refused, match="waarom niet"):
        reporting.answer(row, outcome="not", because=" ", by=cast.bo)
    with pytest.raises(NotYours):
        reporting.answer(row, outcome="taken", by=cast.cor)


def test_a_remark_is_taken_back_until_it_is_answered(cast):
    what = held(cast)
    path = sent_to(what, cast.amina, cast.bo)
    other = sent_to(what, cast.bram, cast.bo)
    says(path, what, "Toch niet.")
    row = Correction.objects.unguarded(TABLE).get()
    Client().post(other, {"do": "take_back", "row": row.pk})
    assert Correction.objects.unguarded(TABLE).exists()
    Client().post(path, {"do": "take_back", "row": row.pk})
    assert not Correction.objects.unguarded(TABLE).exists()
    says(path, what, "Toch wel.")
    row = Correction.objects.unguarded(TABLE).get()
    reporting.answer(row, outcome="taken", by=cast.bo)
    assert Client().post(path, {"do": "take_back", "row": row.pk}).status_code == 422


@pytest.mark.parametrize(("block", "words"), [("weg", "Iets."), ("", "Iets."), (None, "  ")])
def test_a_remark_that_can_not_be_kept_comes_back(cast, block, words):
    what = held(cast)
    path = sent_to(what, cast.amina, cast.bo)
    key = what.part(Part.CARDS).id if block is None else block
    answer = Client().post(path, {"block": key, "words": words, "name": "Amina"})
    assert answer.status_code == 422
    assert not Correction.objects.unguarded(TABLE).exists()


def test_a_remark_stands_beside_its_part_in_the_editor(cast):
    what = held(cast)
    says(sent_to(what, cast.amina, cast.bo), what, "Over deze kaarten.", name="Amina")
    words = read(cast.bram, page(what, "anders/"))[1]
    block = what.part(Part.CARDS)
    part = words[words.index(f'id="blok-{block.id}"') :]
    assert part.index("Over deze kaarten.") < part.index('class="edit-tools"')
    reporting.remove(what.report, block=block.id, by=cast.bram)
    assert "Opmerkingen bij stukken die weg zijn" in read(cast.bram, page(what, "anders/"))[1]


# The phone that was there


def shown_on(what, phone):
    told = correcting.for_phone(what.pitstop, phone.secret)
    return render_to_string(
        "pitstops/report/back.html", told | {"phone": phone, "pitstop": what.pitstop}
    )


def test_a_phone_reads_the_report_with_its_own_cards_once_it_was_sent_back(cast):
    what = held(cast, words=["Van mij.", CANARY, CANARY])
    written(what, cast.bo, text="Zo zeiden we het.")
    mine = what.phones[0]
    assert "Zo zeiden we het." not in shown_on(what, mine)
    reporting.send_back(what.report, people=[], phones=True, by=cast.bo)
    words = shown_on(what, mine)
    assert "Zo zeiden we het." in words
    assert "Van mij." in words
    assert "1 kaart blijft binnen de coalitie" in words
    assert CANARY not in words


def test_a_phone_says_that_it_was_meant_otherwise_and_reads_what_became_of_it(cast):
    what = held(cast)
    phone = what.phones[0]
    reporting.send_back(what.report, people=[], phones=True, by=cast.bo)
    path = f"/p/mee/{what.pitstop.pk}/{phone.secret}/verslag/"
    assert says(path, what, "Anders bedoeld.").status_code == 302
    row = Correction.objects.unguarded(TABLE).get()
    reporting.answer(row, outcome="taken", by=cast.bo)
    assert "Overgenomen in het verslag." in shown_on(what, phone)
    wrong = f"/p/mee/{what.pitstop.pk}/anders/verslag/"
    assert says(wrong, what).status_code == 404


def test_once_settled_a_phone_reads_no_more_than_everybody_does(cast):
    what = held(cast)
    reporting.send_back(what.report, people=[], phones=True, by=cast.bo)
    done = settled(what, cast.bo)
    assert "We praatten over de sleutel." not in shown_on(what, what.phones[0])
    sources.widen(done.source, to=5, by=cast.bo)
    assert "We praatten over de sleutel." in shown_on(what, what.phones[0])


def test_a_card_that_was_taken_back_is_gone_from_its_own_phone_too(cast):
    what = held(cast)
    reporting.send_back(what.report, people=[], phones=True, by=cast.bo)
    assert WORDS in shown_on(what, what.phones[0])
    harvest.take_back(what.cards[0])
    assert WORDS not in shown_on(what, what.phones[0])
    assert "1 kaart is teruggenomen" in shown_on(what, what.phones[0])


def test_a_link_opens_its_pictures(cast):
    from samenspel.foundation.pictures import as_jpeg
    from samenspel.pitstops.models import Picture

    from .builders import a_picture

    what = held(cast)
    reporting.add_picture(what.report, jpeg=as_jpeg(a_picture()), shows="Muur", by=cast.bo)
    path = sent_to(what, cast.amina, cast.bo)
    key = Picture.objects.unguarded(TABLE).get().pk
    assert f"{path}foto/{key}/" in Client().get(path).content.decode()
    assert Client().get(f"{path}foto/{key}/").headers["Content-Type"] == "image/jpeg"
    links.withdraw(_sent().link, by=cast.bo)
    assert Client().get(f"{path}foto/{key}/").status_code == 404

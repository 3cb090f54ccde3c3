"""Paper typed in: cards during and after the meeting, dots, answers, and what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Voice
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.pitstops import actions, harvest, looking, reporting, scripts, table, typed
from samenspel.pitstops.blocks import Block, Blocks, Part, from_json
from samenspel.pitstops.models import Agreed, Card, Kind, Pile, Pitstop, Promise, Report, Step, Vote
from samenspel.pitstops.seats import TABLE
from samenspel.sources.models import Consent, Source, Version

from .builders import a_phone, a_pitstop, at, begun, held, reflecting, step
from .test_mirror import a_list

WORDS = "Het rooster kwam een dag te laat."


def fresh(pitstop: Pitstop) -> Pitstop:
    return Pitstop.objects.unguarded(TABLE).select_related("step", "coalition").get(pk=pitstop.pk)


def ended(cast, **more) -> Pitstop:
    pitstop = reflecting(cast, **more)
    actions.end(pitstop, by=cast.bo)
    return fresh(pitstop)


def typed_late(cast, pitstop: Pitstop, text: str = WORDS, **more) -> Card:
    said = {"voice": Voice.RESIDENT, "kind": "friction", "key": uuid4(), "by": cast.bo, **more}
    there = said.pop("step", None) or step(pitstop, Kind.REFLECT)
    return typed.type_in(there, text=text, **said)


def test_a_card_typed_after_the_end_is_kept_at_once_like_the_others(cast):
    pitstop = ended(cast)
    card = typed_late(cast, pitstop)
    card = Card.objects.visible_to(cast.amina).get(pk=card.pk)
    source = card.source
    assert (source.kind, source.circle) == (Source.Kind.CARD, Circle.COALITION)
    assert source.moment == pitstop.day
    assert (card.text, card.kind) == ("", "friction")
    assert card.voice == Voice.OTHER  # too few of each voice were there to tell
    assert Version.objects.visible_to(cast.amina).get(source=source).text == WORDS
    # It belongs to nobody, as every card without a name does, and its consent is noted.
    assert source.author == fresh(pitstop).keeper
    assert Consent.objects.visible_to(cast.amina).get(source=source).audience == Circle.COALITION
    assert not Source.objects.visible_to(cast.fenna).filter(pk=source.pk).exists()


def test_the_same_card_arrives_once(cast):
    pitstop, key = ended(cast), uuid4()
    one = typed_late(cast, pitstop, key=key)
    two = typed_late(cast, pitstop, key=key)
    assert one.pk == two.pk
    assert Source.objects.visible_to(cast.amina).filter(kind=Source.Kind.CARD).count() == 1


def typed_now(cast, there: Step, **more) -> Card:
    said = {"text": WORDS, "voice": Voice.RESIDENT, "kind": "friction", "key": uuid4()}
    return actions.type_card(there, by=cast.bo, **said | more)


def test_a_card_that_is_sent_again_gets_the_words_that_were_typed_last(cast):
    pitstop, key = reflecting(cast), uuid4()
    there = step(pitstop, Kind.REFLECT)
    typed_now(cast, there, key=key)
    said = {"text": "Toch anders", "kind": "flow", "voice": Voice.PROFESSIONAL}
    again = typed_now(cast, there, key=key, **said)
    (card,) = Card.objects.unguarded(TABLE)
    assert again == card
    assert {name: getattr(card, name) for name in said} == said


def test_a_card_that_is_sent_again_late_is_kept_once_with_the_last_words(cast):
    pitstop, key = ended(cast), uuid4()
    first = typed_late(cast, pitstop, key=key)
    again = typed_late(cast, pitstop, key=key, text="Toch anders", kind="flow")
    seen = Source.objects.visible_to(cast.amina).filter(kind=Source.Kind.CARD)
    assert [source.title for source in seen] == ["Toch anders"]
    assert again.source == seen.get()
    assert harvest.words_of([again]) == {first.pk: "Toch anders"}
    assert not Source.objects.visible_to(cast.bo).filter(title__startswith=WORDS[:20]).exists()
    assert typed_late(cast, pitstop, key=key, text="Toch anders", kind="flow").source == seen.get()


def test_no_other_card_is_changed_or_given_back_by_its_key(cast):
    pitstop = reflecting(cast)
    there = step(pitstop, Kind.REFLECT)
    from_a_phone = a_phone(pitstop).says("Van mij")
    elsewhere = typed_now(cast, step(pitstop, Kind.CHECKOUT), kind="word", text="Bij het afscheid")
    west = actions.plan(
        cast.west, title="West", script=scripts.shipped()["2-friction-and-flow"], by=cast.els
    )
    actions.begin(west, by=cast.els)
    theirs = step(west, Kind.REFLECT)
    said = {"text": "Van West", "voice": Voice.RESIDENT, "kind": "flow", "key": uuid4()}
    strange = actions.type_card(theirs, by=cast.els, **said)
    for card in (from_a_phone, elsewhere, strange):
        with pytest.raises(Refused, match="opnieuw"):
            typed_now(cast, there, key=card.pk, text="Van mij nu")
        assert Card.objects.unguarded(TABLE).get(pk=card.pk).text == card.text


def test_it_can_be_laid_on_a_pile_by_name(cast):
    pitstop = ended(cast)
    typed_late(cast, pitstop, pile="De sleutel")
    typed_late(cast, pitstop, "Nog een", pile="de sleutel")
    (pile,) = Pile.objects.visible_to(cast.amina).filter(pitstop=pitstop)
    assert Card.objects.visible_to(cast.amina).filter(pile=pile).count() == 2


def test_what_only_the_facilitator_may_read_is_not_typed_afterwards(cast):
    pitstop = reflecting(cast)
    actions.narrow(step(pitstop, Kind.REFLECT), promise=Promise.LEAD, by=cast.bo)
    (offered,) = typed.steps_to_type(fresh(pitstop), [step(pitstop, Kind.REFLECT)])
    assert offered.kind == Kind.REFLECT
    actions.end(fresh(pitstop), by=cast.bo)
    assert typed.steps_to_type(fresh(pitstop), [step(pitstop, Kind.REFLECT)]) == []
    with pytest.raises(Refused):
        typed_late(cast, pitstop)
    assert not Card.objects.unguarded(TABLE).filter(pitstop=pitstop).exists()


def test_a_card_that_only_the_facilitator_read_is_not_harvested_by_its_key(cast):
    """Its key stands on the facilitator's screen; typing under that key may not open it."""
    pitstop = reflecting(cast)
    card = a_phone(pitstop).says("Alleen voor jou", promise=Promise.LEAD)
    actions.end(fresh(pitstop), by=cast.bo)
    with pytest.raises(Refused):
        typed_late(cast, pitstop, key=card.pk)
    kept = Card.objects.unguarded(TABLE).get(pk=card.pk)
    assert (kept.source, kept.text) == (None, "Alleen voor jou")


def test_a_planned_pitstop_and_a_trial_take_no_paper(cast):
    planned = a_pitstop(cast)
    assert not typed.open_for_typing(planned)
    with pytest.raises(Refused):
        typed_late(cast, planned)
    trial = ended(cast, rehearsal=True)
    assert not typed.open_for_typing(trial)
    with pytest.raises(Refused):
        typed_late(cast, trial)


def the_report(pitstop: Pitstop) -> Report:
    return Report.objects.unguarded(TABLE).select_related("pitstop").get(pitstop=pitstop)


def test_once_the_report_is_settled_nothing_more_is_typed_in(cast):
    what = held(cast, words=[WORDS])
    pitstop = fresh(what.pitstop)
    assert typed.open_for_typing(pitstop)
    reporting.settle(what.report, by=cast.bo)
    assert not typed.open_for_typing(pitstop)
    with pytest.raises(Refused):
        typed_late(cast, pitstop)
    client = Client()
    client.force_login(cast.bo)
    assert "niet meer worden overgetypt" in client.get(page_of(pitstop)).content.decode()


def test_who_does_not_lead_types_nothing(cast):
    pitstop = ended(cast)
    for person in (cast.amina, cast.cor, cast.fons):
        with pytest.raises(NotYours):
            typed_late(cast, pitstop, by=person)
    assert not Card.objects.unguarded(TABLE).filter(pitstop=pitstop).exists()


def test_the_log_knows_that_it_was_typed_and_not_which_card(cast):
    pitstop = ended(cast)
    card = typed_late(cast, pitstop)
    line = Entry.objects.get(verb="card.type_late")
    assert (line.by, line.subject_id) == (cast.bo.pk, card.step_id)
    assert str(card.pk) not in str(line.facts)


@pytest.mark.parametrize("late", [False, True])
def test_the_wrong_card_is_taken_off_again(cast, late):
    pitstop = reflecting(cast)
    if late:
        actions.end(pitstop, by=cast.bo)
        pitstop = fresh(pitstop)
    card = typed_late(cast, pitstop)
    typed.untype(typed.typed_card(pitstop, card.pk), by=cast.bo)
    assert not Card.objects.unguarded(TABLE).filter(pk=card.pk).exists()
    for person in (cast.amina, cast.bo, cast.els):
        assert not Version.objects.visible_to(person).filter(text=WORDS).exists()


def test_a_card_from_a_phone_is_not_taken_off_by_who_leads(cast):
    pitstop = reflecting(cast)
    card = a_phone(pitstop).says("Van mij")
    assert typed.typed_card(pitstop, card.pk) is None
    with pytest.raises(Refused):
        typed.untype(Card.objects.unguarded(TABLE).get(pk=card.pk), by=cast.bo)


def voted(cast) -> tuple[Pitstop, Step, str]:
    pitstop = reflecting(cast)
    typed_late(cast, pitstop, pile="Sleutel")
    there = at(pitstop, Kind.VOTE, cast.bo)
    there = Step.objects.unguarded(TABLE).select_related("about", "pitstop").get(pk=there.pk)
    ((target, _pile),) = table.targets_of(there)
    return pitstop, there, target


def test_dots_from_paper_are_added_to_those_of_the_phones(cast):
    pitstop, there, target = voted(cast)
    phone = a_phone(pitstop)
    table.vote(phone.fresh(), there, secret=phone.secret, target=target, dots=2)
    assert typed.type_dots(there, dots={target: 7}, by=cast.bo) == 7
    assert looking.dots_on(there) == {target: 9}
    assert table.dots_of(phone.fresh(), phone.secret, there) == {target: 2}
    # Typed again, the new number holds; zero takes it away.
    typed.type_dots(there, dots={target: 5}, by=cast.bo)
    assert looking.dots_on(there) == {target: 7}
    assert typed.dots_on_paper(there) == {target: 5}
    typed.type_dots(there, dots={target: 0}, by=cast.bo)
    assert Vote.objects.unguarded(TABLE).filter(step=there).count() == 1


def test_dots_that_can_not_be_are_refused(cast):
    _pitstop, there, target = voted(cast)
    for many in (-1, typed.MOST_DOTS + 1):
        with pytest.raises(Refused):
            typed.type_dots(there, dots={target: many}, by=cast.bo)
    assert typed.type_dots(there, dots={"p999": 3}, by=cast.bo) == 0
    assert not Vote.objects.unguarded(TABLE).exists()


def test_how_many_dared_is_typed_from_paper(cast):
    pitstop = begun(cast)
    there = at(pitstop, Kind.CHECKOUT, cast.bo)
    typed.type_dared(there, answers={"yes": 4, "no": 2}, by=cast.bo)
    assert looking.dared(there) == {"yes": 4, "partly": 0, "no": 2}
    typed.type_dared(there, answers={"yes": 5}, by=cast.bo)
    assert looking.dared(there) == {"yes": 5, "partly": 0, "no": 0}
    assert typed.dared_on_paper(there) == {"yes": 5, "partly": 0, "no": 0}


# Into the report


def blocks_now(pitstop: Pitstop) -> Blocks:
    return from_json(reporting.newest(the_report(pitstop)).blocks)


def of_part(pitstop: Pitstop, part: Part) -> list[Block]:
    return [block for block in blocks_now(pitstop) if block.part == part]


def test_what_was_typed_afterwards_is_taken_into_the_report(cast):
    pitstop = ended(cast)
    assert of_part(pitstop, Part.CARDS) == []
    assert reporting.with_what_came_in(the_report(pitstop)) is None
    one = typed_late(cast, pitstop, pile="Sleutel")
    loose = typed_late(cast, pitstop, "Het tocht")
    there = Step.objects.unguarded(TABLE).select_related("about", "pitstop")
    vote = there.get(pitstop=pitstop, kind=Kind.VOTE)
    targets = {str(thing): key for key, thing in table.targets_of(vote)}
    typed.type_dots(vote, dots={targets["Sleutel"]: 4}, by=cast.bo)
    made = actions.agree(pitstop, what="Een kastje", who="Bo", key=uuid4(), by=cast.bo)
    reporting.take_in(the_report(pitstop), by=cast.bo)
    piles = {block.text: block.cards for block in of_part(pitstop, Part.CARDS)}
    assert piles == {"Sleutel": (str(one.pk),), "": (str(loose.pk),)}
    assert [line.many for line in of_part(pitstop, Part.DOTS)[0].dots] == [4]
    (agreements,) = of_part(pitstop, Part.AGREEMENTS)
    assert agreements.agreements == (made.agreement_id,)
    # Each under the heading of its step, and once: there is nothing more to take in.
    parts = [block.part for block in blocks_now(pitstop)]
    assert parts.index(Part.HEADING) < parts.index(Part.CARDS) < parts.index(Part.DOTS)
    assert reporting.with_what_came_in(the_report(pitstop)) is None
    assert reporting.take_in(the_report(pitstop), by=cast.bo).number == 2


def test_a_card_goes_to_its_pile_and_numbers_hold_as_they_are_now(cast):
    what = held(cast, words=["Een", "Twee", "Drie"])
    pitstop = fresh(what.pitstop)
    before = of_part(pitstop, Part.CARDS)
    new = typed_late(cast, pitstop, "Vier", pile="Sleutels")
    vote = step(pitstop, Kind.VOTE)
    vote = Step.objects.unguarded(TABLE).select_related("about", "pitstop").get(pk=vote.pk)
    targets = {str(thing): key for key, thing in table.targets_of(vote)}
    typed.type_dots(vote, dots={targets["Sleutels"]: 10}, by=cast.bo)
    reporting.take_in(what.report, by=cast.bo)
    after = of_part(pitstop, Part.CARDS)
    assert [block.id for block in after] == [block.id for block in before]
    assert after[0].cards == (*before[0].cards, str(new.pk))
    dots = {line.name: line.many for line in of_part(pitstop, Part.DOTS)[0].dots}
    assert dots["Sleutels"] == 10 + 3


def test_what_editors_took_out_does_not_come_back_and_their_words_stay(cast):
    what = held(cast, words=["Een", "Twee"])
    pitstop = fresh(what.pitstop)
    said = of_part(pitstop, Part.HEADING)[0]
    reporting.write(what.report, after=1, texts={said.id: "Wat er schuurde"}, by=cast.bo)
    for gone in (*of_part(pitstop, Part.CARDS), *of_part(pitstop, Part.DOTS)):
        reporting.remove(what.report, block=gone.id, by=cast.bo)
    assert reporting.with_what_came_in(what.report) is None
    new = typed_late(cast, pitstop, "Nieuw")
    reporting.take_in(what.report, by=cast.bo)
    (cards,) = of_part(pitstop, Part.CARDS)
    assert cards.cards == (str(new.pk),)
    assert "Wat er schuurde" in [block.text for block in of_part(pitstop, Part.HEADING)]
    assert said.text not in [block.text for block in of_part(pitstop, Part.HEADING)]


def test_the_page_offers_it_and_does_it(cast):
    pitstop = ended(cast)
    client = Client()
    client.force_login(cast.bo)
    button = "Neem het op in het verslag"
    assert button not in client.get(page_of(pitstop)).content.decode()
    typed_late(cast, pitstop)
    assert button in client.get(page_of(pitstop)).content.decode()
    there = step(pitstop, Kind.REFLECT)
    client.post(page_of(pitstop), {"do": "take_in", "stap": there.pk})
    assert button not in client.get(page_of(pitstop)).content.decode()
    assert len(of_part(pitstop, Part.CARDS)) == 1


# The page


def page_of(pitstop: Pitstop, there: Step | None = None) -> str:
    asked = f"?stap={there.pk}" if there else ""
    return reverse("pitstops:type_in", args=[pitstop.pk]) + asked


def sent(there: Step, **more) -> dict[str, str]:
    return {
        "do": "card",
        "stap": there.pk,
        "text": WORDS,
        "voice": "resident",
        "kind": "friction",
        "key": str(uuid4()),
        **more,
    }


def test_the_page_is_for_who_leads(cast):
    pitstop = ended(cast)
    for person, status in ((cast.bo, 200), (cast.fenna, 200), (cast.amina, 404), (cast.cor, 404)):
        client = Client()
        client.force_login(person)
        assert client.get(page_of(pitstop)).status_code == status
        assert client.post(page_of(pitstop), {}).status_code in (302, status)


def test_typing_on_the_page_and_undoing(cast):
    pitstop = ended(cast)
    client, there = Client(), step(pitstop, Kind.REFLECT)
    client.force_login(cast.bo)
    answer = client.post(page_of(pitstop), sent(there, voice="professional", pile="Rooster"))
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert WORDS in page
    # The next card is probably of the same voice and kind.
    assert 'value="professional" checked' in page.replace('"  ', '" ') or "checked" in page
    card = Card.objects.visible_to(cast.amina).get(pitstop=pitstop)
    assert card.pile.name == "Rooster"
    client.post(page_of(pitstop), {"do": "untype", "stap": there.pk, "card": card.pk})
    assert not Card.objects.unguarded(TABLE).filter(pitstop=pitstop).exists()


@pytest.mark.parametrize("late", [False, True])
def test_a_card_that_was_typed_an_hour_ago_is_put_right_on_the_page(cast, late):
    pitstop = ended(cast) if late else reflecting(cast)
    client, there = Client(), step(pitstop, Kind.REFLECT)
    client.force_login(cast.bo)
    for words in ("De slutel was weg", "Iets anders"):
        client.post(page_of(pitstop), sent(there, text=words, kind="flow"))
    page = client.get(page_of(pitstop, there)).content.decode()
    first = next(
        told["card"]
        for told in client.get(page_of(pitstop, there)).context["typed_before"]
        if told["words"] == "De slutel was weg"
    )
    assert f"kaart={first.pk}" in page
    form = client.get(f"{page_of(pitstop, there)}&kaart={first.pk}").context["form"]
    assert form["text"].value() == "De slutel was weg"
    said = {name: form[name].value() for name in form.fields} | {"text": "De sleutel was weg"}
    client.post(page_of(pitstop), sent(there, **said))
    page = client.get(page_of(pitstop, there)).content.decode()
    assert "De sleutel was weg" in page
    assert "De slutel was weg" not in page
    assert Card.objects.unguarded(TABLE).filter(pitstop=pitstop).count() == 2


def test_no_card_of_a_phone_or_of_another_step_is_put_right_there(cast):
    pitstop = reflecting(cast)
    client, there = Client(), step(pitstop, Kind.REFLECT)
    client.force_login(cast.bo)
    mine = a_phone(pitstop).says("Van mijn telefoon")
    strange = actions.type_card(
        step(pitstop, Kind.CHECKOUT), text="Elders", voice="resident", key=uuid4(), by=cast.bo
    )
    for card in (mine, strange):
        page = client.get(f"{page_of(pitstop, there)}&kaart={card.pk}")
        assert not page.context["form"]["text"].value()
        assert "telefoon" not in page.content.decode()


def test_an_empty_card_is_told_at_the_form_and_nothing_is_lost(cast):
    pitstop = ended(cast)
    client, there = Client(), step(pitstop, Kind.REFLECT)
    client.force_login(cast.bo)
    answer = client.post(page_of(pitstop), sent(there, text="  ", pile="Rooster"))
    assert answer.status_code == 422
    assert "Rooster" in answer.content.decode()


def test_in_place_it_answers_with_the_card_and_a_fresh_key(cast):
    pitstop = ended(cast)
    client, there = Client(), step(pitstop, Kind.REFLECT)
    client.force_login(cast.bo)
    said = sent(there)
    told = client.post(page_of(pitstop), said, headers={"X-Live": "1"}).json()
    assert WORDS in told["html"]
    assert told["key"] != said["key"]
    wrong = client.post(page_of(pitstop), sent(there, text=""), headers={"X-Live": "1"})
    assert wrong.status_code == 409
    assert wrong.json()["words"]


def test_agreements_from_the_sheet_land_with_the_coalition(cast):
    pitstop = ended(cast)
    client, there = Client(), step(pitstop, Kind.AGREE)
    client.force_login(cast.bo)
    said = {
        "do": "agree",
        "stap": there.pk,
        "what": "Een kastje met een code",
        "who": "Amina",
        "by_when": "2027-03-01",
        "key": str(uuid4()),
    }
    for _ in range(2):
        assert client.post(page_of(pitstop), said).status_code == 302
    made = Agreed.objects.visible_to(cast.amina).get(pitstop=pitstop).agreement
    assert (made.what, str(made.by_when)) == ("Een kastje met een code", "2027-03-01")
    assert "Een kastje met een code" in client.get(page_of(pitstop, there)).content.decode()


def test_dots_and_answers_are_typed_on_the_page(cast):
    pitstop, there, target = voted(cast)
    client = Client()
    client.force_login(cast.bo)
    client.post(page_of(pitstop), {"do": "dots", "stap": there.pk, target: "6"})
    assert looking.dots_on(there) == {target: 6}
    assert 'value="6"' in client.get(page_of(pitstop, there)).content.decode()
    out = step(pitstop, Kind.CHECKOUT)
    client.post(page_of(pitstop), {"do": "dared", "stap": out.pk, "yes": "5", "no": ""})
    out.refresh_from_db(from_queryset=Step.objects.unguarded(TABLE))
    assert looking.dared(out) == {"yes": 5, "partly": 0, "no": 0}


def test_sheets_of_the_mirror_are_typed_in_with_the_mirror(cast):
    pitstop = begun(cast, script="3-impact")
    client = Client()
    client.force_login(cast.bo)
    assert "Typ bladen van de spiegel over" not in client.get(page_of(pitstop)).content.decode()
    a_list(cast)
    at(pitstop, Kind.MIRROR, cast.bo)
    held_up = step(pitstop, Kind.MIRROR).round
    address = reverse("assessments:type_in", args=[held_up.pk])
    assert address in client.get(page_of(pitstop)).content.decode()
    assert client.get(address).status_code == 200


def test_as_many_questions_for_three_cards_as_for_one(cast, django_assert_num_queries):
    pitstop = ended(cast)
    client = Client()
    client.force_login(cast.bo)
    for more in range(2):
        for number in range(1 + more):
            typed_late(cast, pitstop, f"Kaart {more} {number}", pile=f"Stapel {number}")
        client.get(page_of(pitstop))
        with django_assert_num_queries(20):
            client.get(page_of(pitstop))

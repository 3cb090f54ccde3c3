"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from samenspel.circles.models import Circle, Voice
from samenspel.foundation.pictures import as_jpeg
from samenspel.pitstops import (
    actions,
    clips,
    correcting,
    report_footnotes,
    reporting,
    seats,
    table,
    talk,
)
from samenspel.pitstops.blocks import Part
from samenspel.pitstops.models import Kind, Pitstop, Promise, Step
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key
from samenspel.sources import actions as sources
from samenspel.stories import margins

from .builders import a_phone, a_picture, a_pitstop, an_exchange, at, begun, held

OWN = {"amina", "bram", "bo"}
TEAM = {"els", "wim", "fenna"}
# Whoever holds a secret of this meeting: the phones' and the screen's addresses are given to all.
ROOM = {*OWN, *TEAM, "cor", "dirk", "fons", "pia", "passerby"}


def plant(world: Any) -> None:
    """A meeting that is planned, one that is on, one that has ended; each with its canaries."""
    cast = world.cast
    world.planned = a_pitstop(cast, title=f"Straks {world.canary(OWN | TEAM)}")
    world.script = actions.keep_script(
        cast.oost, pitstop=world.planned, title=f"Zo {world.canary(OWN | TEAM)}", by=cast.bo
    )
    _plant_meeting(world)
    _plant_ended(world)
    _plant_report(world)
    _plant_exchanges(world)


def _plant_meeting(world: Any) -> None:
    cast = world.cast
    world.pitstop = begun(cast, title="Nu")
    there = at(world.pitstop, Kind.REFLECT, cast.bo)
    phone = world.phone = a_phone(world.pitstop, name=f"Jan {world.canary(TEAM | {'bo', 'bram'})}")
    # Only its phone reads it, and the phone of this card is nobody's.
    a_phone(world.pitstop).says(f"Zacht {world.canary(set())}", promise=Promise.SELF)
    card = phone.says(f"Open {world.canary(ROOM)}")
    actions.name_lead(world.pitstop, person=cast.bram, by=cast.bo)
    actions.agree(world.pitstop, what=f"De sleutel {world.canary(ROOM)}", who="Bo", by=cast.bo)
    world.photo = actions.keep_photo(world.pitstop, picture=b"\xff\xd8", step=there, by=cast.bo)
    sound = SimpleUploadedFile("opname.webm", b"\x1a\x45\xdf\xa3")
    world.clip = clips.hand_in(phone.fresh(), there, sound)
    table.ready(phone.fresh(), there)
    group = at(world.pitstop, Kind.GROUP, cast.bo)
    table.place(phone.fresh(), group, secret=phone.secret, card=card.pk, name="Sleutel")
    vote = at(world.pitstop, Kind.VOTE, cast.bo)
    ((target, _),) = table.targets_of(vote)
    table.vote(phone.fresh(), vote, secret=phone.secret, target=target, dots=1)
    words = f"Marks {world.canary(OWN | TEAM)}"
    talk.mark(world.pitstop, words=words, by=cast.bram)
    # Who wants to speak stands on the screen, by name: that is what a raised hand is for.
    there = at(world.pitstop, Kind.TALK, cast.bo)
    table.raise_hand(a_phone(world.pitstop).fresh(), there)
    table.dare(
        phone.fresh(), at(world.pitstop, Kind.CHECKOUT, cast.bo), secret=phone.secret, answer="yes"
    )
    at(world.pitstop, Kind.TALK, cast.bo)


def _plant_ended(world: Any) -> None:
    cast = world.cast
    ended = begun(cast, title="Toen")
    at(ended, Kind.REFLECT, cast.bo)
    writer = a_phone(ended)
    writer.says(f"Gezegd {world.canary(OWN)}")
    talk.mark(ended, words=f"Toen {world.canary(OWN | TEAM)}", by=cast.amina)
    actions.end(ended, by=cast.bo)
    world.ended = Pitstop.objects.unguarded(TABLE).get(pk=ended.pk)
    # A phone that brought nothing, whose link everybody is given.
    world.left = begun(cast, title="Ook toen")
    _seat, world.secret = seats.join(world.left, voice=Voice.OTHER)
    actions.end(world.left, by=cast.bo)


def _plant_report(world: Any) -> None:
    """A report in each state: a draft, one within the coalition, one that everybody reads."""
    cast = world.cast
    inside = OWN | TEAM
    draft = _report(world, inside)
    within = _report(world, OWN, circle=Circle.COALITION, later=OWN)
    public = _report(world, ROOM, circle=Circle.PUBLIC, later=inside)
    world.reports = [draft, within, public]
    said = draft.part(Part.SAID).id
    words, name = f"Nee: {world.canary(inside)}", f"Jo {world.canary(inside)}"
    world.correction = correcting.correct(
        draft.report, secret="van iemand", block=said, words=words, name=name
    )
    # Whoever holds this link is the guest, signed in or not: it opens no canary.
    shown = held(cast, title="Toen we het teruglazen")
    reporting.add_picture(shown.report, jpeg=as_jpeg(a_picture()), shows="Muur", by=cast.bo)
    (sent,) = reporting.send_back(shown.report, people=[world.guest], by=cast.bo, phones=True)
    world.returned, world.shown = sent.key.token, shown
    world.phone_of_guest = shown.phones[0]


def _plant_exchanges(world: Any) -> None:
    """Begun from a blank page: one that all coalitions read along, one that stays within."""
    cast = world.cast
    inside, along = OWN | TEAM, OWN | TEAM | {"cor"}
    world.exchanges = []
    for circle, readers in [(Circle.EXPEDITION, along), (Circle.TEAM, inside)]:
        title = f"Op bezoek {world.canary(readers)}"
        what = an_exchange(cast, circle=circle, title=title)
        said = what.part(Part.SAID).id
        # An older version, and what came in, stay with those who write.
        for number, who in [(1, inside), (2, readers)]:
            texts = {said: f"Gezien {world.canary(who)}"}
            reporting.write(what.report, after=number, texts=texts, by=cast.bo)
        shows = f"Deur {world.canary(readers)}"
        jpeg = as_jpeg(a_picture())
        reporting.add_picture(what.report, jpeg=jpeg, shows=shows, by=cast.bo, after=said)
        words, name = f"Nee: {world.canary(inside)}", f"Jo {world.canary(inside)}"
        correcting.correct(what.report, secret="van wie", block=said, words=words, name=name)
        reporting.send_back(what.report, people=[world.guest], by=cast.bo)
        by, where = cast.amina, {"kind": "verslag", "key": str(what.report.pk), "part": said}
        beside = margins.at(by, **where)
        assert beside
        margins.write(
            beside.row, beside=beside, words=f"Ja, {world.canary(readers)}.", by=by, **where
        )
        world.exchanges.append(what)


def _report(
    world: Any, readers: set[str], *, circle: Circle | None = None, later: set[str] | None = None
) -> Any:
    """A report with a canary in a card, in a picture's words, and in what was said."""
    cast = world.cast
    what = held(cast, title="Verslag", words=[f"Kaart {world.canary(OWN)}"])
    said = what.part(Part.SAID).id
    shows = f"Muur {world.canary(readers)}"
    reporting.add_picture(
        what.report, jpeg=as_jpeg(a_picture()), shows=shows, by=cast.bo, after=said
    )
    texts = {said: f"Gezegd {world.canary(readers)}"}
    reporting.write(what.report, after=2, texts=texts, by=cast.bo)
    moment = world.moments[Circle.COALITION]
    report_footnotes.add(what.report, block=said, moment=moment, by=cast.bo)
    if circle is not None and later is not None:
        source = reporting.settle(what.report, by=cast.bo).source
        deed = sources.widen if circle > Circle.TEAM else sources.narrow
        deed(source, to=circle, by=cast.bo)
        new = reporting.add(what.report, part=Part.SAID, by=cast.bo)[1]
        reporting.write(
            what.report, after=5, texts={new.id: f"Later {world.canary(later)}"}, by=cast.bo
        )
    return what


def _reports(world: Any) -> list[dict[str, Any]]:
    return [{"pk": what.report.pk} for what in (*world.reports, *world.exchanges)]


def _reported(world: Any) -> list[dict[str, Any]]:
    none = [{"pk": world.planned.pk}, {"pk": world.left.pk}]
    return [*({"pk": what.pitstop.pk} for what in world.reports), *none]


def _pictures(world: Any) -> list[dict[str, Any]]:
    written = (*world.reports, *world.exchanges)
    return [{"pk": what.report.pk, "key": what.part(Part.IMAGE).ref} for what in written]


def _beside(world: Any) -> list[dict[str, Any]]:
    return [
        {"kind": "verslag", "key": str(what.report.pk), "part": what.part(Part.SAID).id}
        for what in (*world.reports, *world.exchanges)
    ]


def _returned(world: Any) -> list[dict[str, Any]]:
    return [{"token": world.returned}, {"token": "unknown"}]


def _returned_pictures(world: Any) -> list[dict[str, Any]]:
    key = world.shown.part(Part.IMAGE).ref
    return [{"token": world.returned, "key": key}, {"token": "unknown", "key": key}]


def _meetings(world: Any) -> list[dict[str, Any]]:
    return [{"pk": each.pk} for each in (world.planned, world.pitstop, world.ended)]


def _places(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.oost.pk}, {"pk": world.cast.west.pk}]


def _steps(world: Any) -> list[dict[str, Any]]:
    rows = Step.objects.unguarded(TABLE).filter(pitstop=world.planned)[:2]
    return [{"pk": world.planned.pk, "row": row.pk} for row in rows]


def _screen(world: Any) -> list[dict[str, Any]]:
    return [{"key": screen_key(world.pitstop)}]


def _brought(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.left.pk, "secret": world.secret}]


def _scripts(world: Any) -> list[dict[str, Any]]:
    own = f"eigen-{world.script.pk}"
    return [{**place, "key": key} for place in _places(world) for key in (own, "1-first-meeting")]


def _photo(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.pitstop.pk, "row": world.photo.pk}]


def _clip(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.pitstop.pk, "row": world.clip.pk}]


SAMPLES = {
    "pitstops:sheet": _meetings,
    "pitstops:paper": _meetings,
    "pitstops:type_in": _meetings,
    "pitstops:photo": _photo,
    "pitstops:clip": _clip,
    "pitstops:scripts": _places,
    "pitstops:bring_script": _places,
    "pitstops:script_file": _scripts,
    "pitstops:retire_script": lambda world: [
        {**place, "row": world.script.pk} for place in _places(world)
    ],
    "pitstops:other_ways": _meetings,
    "pitstops:hand_photo": _meetings,
    "pitstops:hand_clip": _meetings,
    "pitstops:pitstops": _places,
    "pitstops:plan": _places,
    "pitstops:pitstop": _meetings,
    "pitstops:change": _meetings,
    "pitstops:cancel": _meetings,
    "pitstops:add_step": _meetings,
    "pitstops:step": _steps,
    "pitstops:do_step": _steps,
    "pitstops:heads": _meetings,
    "pitstops:keep_script": _meetings,
    "pitstops:rehearse": _meetings,
    "pitstops:begin": _meetings,
    "pitstops:lead": _meetings,
    "pitstops:lead_now": _meetings,
    "pitstops:lead_do": _meetings,
    "pitstops:screen": _screen,
    "pitstops:screen_now": _screen,
    "pitstops:table": _meetings,
    "pitstops:table_now": _meetings,
    "pitstops:hand_in": _meetings,
    "pitstops:mirror": _meetings,
    "pitstops:act": _meetings,
    "pitstops:leave": _meetings,
    "pitstops:talk": _meetings,
    # Laid in what Amina said on the day of a meeting.
    "pitstops:lay": lambda world: [{"pk": source.pk} for source in world.sources],
    "pitstops:report_of": _reported,
    "pitstops:report_draft": _reported,
    "pitstops:reports": _places,
    "pitstops:report_begin": _places,
    "pitstops:report_change": _reports,
    "pitstops:report_discard": _reports,
    "pitstops:report": _reports,
    "pitstops:footnote": lambda world: [{"pk": each.pk} for each in world.moments],
    "pitstops:unfootnote": _reports,
    "pitstops:report_text": _reports,
    "pitstops:report_edit": _reports,
    "pitstops:report_add_picture": _reports,
    "pitstops:report_picture": _pictures,
    "pitstops:report_take_back_picture": _pictures,
    "pitstops:report_versions": _reports,
    "pitstops:report_back": _reports,
    "pitstops:report_answer": lambda world: [
        {"pk": world.reports[0].report.pk, "row": world.correction.pk}
    ],
    "pitstops:report_type": _reports,
    "pitstops:report_settle": _reports,
    "stories:margin": _beside,
    "pitstops:returned": _returned,
    "pitstops:returned_picture": _returned_pictures,
    "pitstops:brought_report": lambda world: [
        {"pk": world.shown.pitstop.pk, "secret": world.phone_of_guest.secret}
    ],
    "pitstops:brought": _brought,
    "pitstops:brought_act": _brought,
    "pitstops:code": lambda world: [{}],
    "pitstops:door": lambda world: [{"code": world.pitstop.key}, {"code": "000000"}],
}
QUERIES = {
    "pitstops:reports": ["?volgorde=naam", "?volgorde=anders"],
    "pitstops:add_step": ["?soort=vote"],
    "pitstops:report": ["?marge=1", "?versie=1", "?versie=2", "?versie=5", "?versie=99"],
    "pitstops:report_text": ["?versie=5"],
    "pitstops:report_versions": ["?naar=5&van=4"],
}

"""How far coders agree: a row of figures for each code, and the texts they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenspel.foundation import live
from samenspel.insight import files as written
from samenspel.insight.agreement import disagreements
from samenspel.insight.coders import drawing, figures, showing
from samenspel.insight.coders.asking import BesideForm
from samenspel.insight.coders.choosing import NOW, Beside, Choice
from samenspel.insight.coders.gathering import Gathered, gather
from samenspel.insight.counting import codes_of_enough
from samenspel.insight.lens import Lens
from samenspel.people.links import keep_private
from samenspel.people.visits import Asked
from samenspel.sources.models import Source
from samenspel.threads import bench

from .along import PICTURES, handed, insist_known, numbered, offered

A_PAGE = 25


@dataclass
class Question:
    """What a page of this corner is asked, and what was gathered for it."""

    request: Asked
    slug: str

    def __post_init__(self) -> None:
        self.lens = Lens(self.request.user, bench.at(self.request, self.slug))
        self.beside = Beside(self.lens)
        self.form = BesideForm(self.request.GET, beside=self.beside)

    @cached_property
    def choice(self) -> Choice:
        return self.form.chosen()

    @cached_property
    def gathered(self) -> Gathered:
        return gather(self.beside, self.choice)

    @cached_property
    def told(self) -> figures.Told:
        return figures.told(self.beside, self.choice, self.gathered)

    @property
    def two(self) -> bool:
        return len(self.gathered.coders) == 2

    @property
    def of_a_part(self) -> bool:
        """Whether only some of the texts are looked at, so that counts could come down to few."""
        return bool(self.choice.coalition or self.choice.moment or self.choice.kind)

    def around(self, tab: str) -> dict[str, Any]:
        return {
            "expedition": self.lens.expedition,
            "tab": tab,
            "form": self.form,
            "gathered": self.gathered,
            "query": self.choice.query(),
            "part": self.of_a_part or self.choice.codes or self.choice.layer != NOW,
            "mine": [
                reading
                for reading in self.beside.readings
                if reading.ended is None and reading.coder.person_id == self.request.user.pk
            ],
        }


def agreement(request: Asked, slug: str) -> HttpResponse:
    asked = Question(request, slug)
    context = asked.around("agreement") | _texts(asked)
    if asked.gathered.texts:
        context |= _figures(asked)
    return render(request, "insight/agreement.html", context)


def now(request: Asked, slug: str) -> HttpResponse:
    """The figures alone, for a page on which they are on their way."""
    asked = Question(request, slug)
    context = asked.around("agreement")
    if asked.gathered.texts:
        context |= _figures(asked)
    answer = render(request, "insight/agreement_figures.html", context)
    return keep_private(answer)


def _figures(asked: Question) -> dict[str, Any]:
    """Asked in this order: an open screen may be told twice, but never too late."""
    topic = figures.topic_of(asked.beside, asked.gathered)
    waits = figures.on_its_way(asked.gathered, topic)
    rev = live.revision(topic) if waits else 0
    told = asked.told
    order = asked.request.GET.get("op", "")
    context: dict[str, Any] = {
        "done": told.done,
        "failed": told.failed,
        "order": order,
        "heads": showing.heads(order, asked.two),
        "code_head": showing.head_of_codes(order),
    }
    along = asked.choice.query(op=order, beeld=asked.request.GET.get("beeld", ""))
    context |= offered(asked.request, asked.slug, "agreement", along)
    if waits:
        who = f"person:{asked.request.user.pk}"
        context |= {"rev": rev, "ticket": live.ticket(topic, who=who, hours=2)}
    if told.comparison is not None:
        lines = _lines(asked, order)
        name = _pictured(asked)
        context |= {
            "lines": lines,
            "extreme": any(line.rare or line.common for line in lines),
            "overall": showing.overall(told.comparison),
            "closer": showing.closer(told.comparison, asked.gathered.coders),
            "closer_by_code": showing.closer_by_code(
                asked.beside.chosen_codes(asked.choice), told.comparison
            ),
            "apart": told.comparison.closer.apart,
            "compared": told.comparison.texts,
            "units": told.comparison.overall.percent.n,
            "picture": drawing.dots(lines, name, _title(asked, name), _about(asked), top=20),
            "pictured": name,
            "pictures": [(each, label) for each, label in _names(asked).items()],
        }
    return context


def _lines(asked: Question, order: str) -> list[showing.Line]:
    comparison = asked.told.comparison
    assert comparison is not None  # noqa: S101  (asked by those who looked)
    return showing.lines(asked.beside.chosen_codes(asked.choice), comparison, order)


def _texts(asked: Question) -> dict[str, Any]:
    """The texts that are compared, each with how many differences there are."""
    gathered = asked.gathered
    page = Paginator(list(gathered.texts), A_PAGE).get_page(asked.request.GET.get("pagina"))
    keys = [gathered.sources[pk] for pk in page]
    seen = Source.objects.visible_to(asked.lens.person).select_related("coalition").in_bulk(keys)
    rows = []
    for pk in page:
        text = gathered.texts[pk]
        differ = disagreements(text, gathered.code_keys, gathered.coder_keys)
        readers = [coder for coder in gathered.coders if coder.pk in text.marks]
        rows.append((seen[gathered.sources[pk]], readers, len(differ)))
    return {"page": page, "texts": rows}


def file(request: Asked, slug: str, kind: str) -> HttpResponse:
    """The table or the picture, to take along; once the figures are there."""
    insist_known(kind)
    asked = Question(request, slug)
    if not asked.gathered.texts or asked.told.comparison is None:
        raise Http404
    comparison = asked.told.comparison
    order = request.GET.get("op", "")
    lines = _lines(asked, order)
    title = pgettext("of coders", "agreement")

    def make(called: str) -> bytes:
        if kind in PICTURES:
            name = _pictured(asked)
            about = numbered(_about(asked), called)
            drawn = drawing.dots(lines, name, _title(asked, name), about)
            return written.picture("insight/dots.svg.html", drawn, kind)
        rows = showing.sheet(
            lines,
            comparison,
            two=asked.two,
            counts=not asked.of_a_part,
            enough=codes_of_enough(asked.lens, asked.gathered.texts),
        )
        return written.sheet(rows, kind, title, called)

    told = asked.choice.query(op=order, beeld=request.GET.get("beeld", ""))
    page = f"{reverse('insight:agreement', args=[slug])}?{told}"
    return handed(request, asked.lens, kind, page=page, name=title, make=make)


def _pictured(asked: Question) -> str:
    name = asked.request.GET.get("beeld", "")
    return name if name in showing.COLUMNS else showing.ALPHA


def _names(asked: Question) -> dict[str, str]:
    return {head.name: head.label for head in showing.heads("", asked.two)}


def _title(asked: Question, name: str) -> str:
    return _("How far coders agree: %s") % _names(asked)[name]


def _about(asked: Question) -> list[str]:
    return [
        asked.lens.expedition.name,
        date_format(localdate(), "j F Y"),
        ", ".join(str(coder) for coder in asked.gathered.coders),
    ]

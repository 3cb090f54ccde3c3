"""What is asked of a page, as it stands in its address: for the page itself and for its files."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samenspel.threads.models import Coding

from . import absence, course, matrix, together
from .forms import MEASURES, ChoiceForm, MatrixForm, TogetherForm
from .hiding import TooFine
from .lens import Choice, Lens, Side
from .showing import query


class Question:
    """`shared`: what may leave the team; `too_fine` when that tells too much apart.

    It is answered from figures that hold no word: they may be worked out elsewhere (`later`).
    """

    form: Any
    choice: Choice
    leaves = True
    """Whether it may be asked of what may leave the team."""
    cost: tuple[float, float]
    """Microseconds for each coding of the expedition: for the team, and of what may leave it."""

    def __init__(self, lens: Lens, told: QueryDict, *, shared: bool | None = None) -> None:
        self.shared = self.leaves and (bool(told.get("uit")) if shared is None else shared)
        self.lens = replace(lens, leaving=True, _heads={}) if self.shared else lens
        self.read(told)

    def read(self, told: QueryDict) -> None:
        raise NotImplementedError

    @property
    def is_asked(self) -> bool:
        """Whether there is a question at all."""
        return True

    def insist_coarse(self) -> None:
        """Raises `TooFine`; asked of what may leave the team."""
        raise NotImplementedError

    def work_out(self) -> Any:
        raise NotImplementedError

    def answered(self, figures: Any) -> Any:
        """The answer, from what was worked out."""
        raise NotImplementedError

    def weighs(self) -> QuerySet[Coding]:
        """What is gone through to answer it, at least."""
        return self.lens.codings()

    def about(self) -> tuple[Any, ...]:
        """What the figures depend on, apart from what there is to count."""
        return (self.choice,)

    def address(self) -> str:
        """The question itself, to be asked again."""
        return query(self.choice)

    @cached_property
    def too_fine(self) -> bool:
        try:
            if self.shared:
                self.insist_coarse()
        except TooFine:
            return True
        return False

    @cached_property
    def answer(self) -> Any:
        return None if self.too_fine else self.answered(self.work_out())


class OfTable(Question):
    """Asked of a table. One to share is of everything; one of a part goes through that part."""

    def weighs(self) -> QuerySet[Coding]:
        part = Choice() if self.shared else matrix.without_code(self.choice)
        return self.lens.codings(part)

    def table(self, rows: Side, columns: Side, figures: matrix.Figures) -> matrix.Matrix:
        choice = replace(self.choice, coder="") if self.shared else self.choice
        return matrix.Matrix(self.lens, choice, rows, columns, figures, self.shared)


class OfMatrix(OfTable):
    cost = (13, 45)

    def read(self, told: QueryDict) -> None:
        data = told.copy()
        data.setdefault("rijen", Side.CODE)
        data.setdefault("kolommen", Side.COALITION)
        self.form = MatrixForm(data, lens=self.lens)
        self.rows, self.columns = self.form.sides()
        self.choice = self.form.chosen().without(self.rows, self.columns)
        self.measure = self.form.measure()

    def insist_coarse(self) -> None:
        matrix.insist_of(self.choice, (self.rows, self.columns))

    def work_out(self) -> matrix.Figures:
        make = matrix.to_share if self.shared else matrix.measured
        return make(self.lens, self.choice, self.rows, self.columns).figures

    def answered(self, figures: matrix.Figures) -> matrix.Matrix:
        return self.table(self.rows, self.columns, figures)

    def about(self) -> tuple[Any, ...]:
        return (self.choice, self.rows, self.columns)

    def address(self) -> str:
        return query(self.choice, rijen=self.rows, kolommen=self.columns, maat=self.measure)

    @property
    def title(self) -> str:
        """'Passages: codes and coalitions'."""
        return _("%(what)s: %(rows)s and %(columns)s") % {
            "what": capfirst(str(dict(MEASURES)[self.measure])),
            "rows": self.rows.label,
            "columns": self.columns.label,
        }


class OfTogether(Question):
    cost = (13, 45)

    def read(self, told: QueryDict) -> None:
        self.form = TogetherForm(told, lens=self.lens, without=["code"])
        self.choice, self.how = self.form.chosen(), self.form.how()

    def insist_coarse(self) -> None:
        together.insist_whole(self.choice)

    def work_out(self) -> together.Figures:
        return self._made().figures

    def answered(self, figures: together.Figures) -> together.Together:
        return replace(self._made(), known=figures)

    def _made(self) -> together.Together:
        make = together.to_share if self.shared else together.measured
        return make(self.lens, self.choice, self.how)

    def about(self) -> tuple[Any, ...]:
        return (self.choice, self.how)

    def address(self) -> str:
        return query(self.choice, hoe=self.how)


class OfMeeting(Question):
    """The passages (their keys) in which a code lies together with another one."""

    leaves = False
    cost = (13, 13)

    def read(self, told: QueryDict) -> None:
        self.form = ChoiceForm(told, lens=self.lens)
        self.choice, self.how = self.form.chosen(), together.how_near(told.get("hoe", ""))
        self.other = told.get("met", "")
        self.other_told = self.lens.told(Side.CODE, self.other)

    @property
    def is_asked(self) -> bool:
        return bool(self.other_told and self.choice.code)

    def work_out(self) -> list[int]:
        return together.lying_together(self.lens, self.choice, int(self.other), self.how)

    def answered(self, figures: list[int]) -> list[int]:
        return figures

    def address(self) -> str:
        return query(self.choice, met=self.other, hoe=self.how)

    def about(self) -> tuple[Any, ...]:
        return (self.choice, self.how, self.other)


class OfCourse(OfTable):
    cost = (16, 45)

    def read(self, told: QueryDict) -> None:
        self.form = ChoiceForm(told, lens=self.lens, without=["code", "moment"])
        self.choice = self.form.chosen()

    def insist_coarse(self) -> None:
        matrix.insist_of(self.choice, course.SIDES)

    def work_out(self) -> matrix.Figures:
        return course.course(self.lens, self.choice, shared=self.shared).matrix.figures

    def answered(self, figures: matrix.Figures) -> course.Course:
        return course.Course(self.table(*course.SIDES, figures))


class OfAbsence(OfTable):
    leaves = False
    cost = (40, 40)

    def read(self, told: QueryDict) -> None:
        without = ["code", "coalitie", "moment", "stem", "draad"]
        self.form = ChoiceForm(told, lens=self.lens, without=without)
        self.choice = self.form.chosen()

    def work_out(self) -> absence.Figures:
        return absence.Absence(self.lens, self.choice).figures

    def answered(self, figures: absence.Figures) -> absence.Absence:
        return absence.Absence(self.lens, self.choice, figures)

"""What is asked of a page, as it stands in its address: for the page itself and for its files."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import course, matrix, together
from .forms import MEASURES, ChoiceForm, MatrixForm, TogetherForm
from .hiding import TooFine
from .lens import Choice, Lens, Side
from .showing import query


class Question:
    """`shared`: what may leave the team. The answer is None when that tells too much apart."""

    form: Any
    choice: Choice

    def __init__(self, lens: Lens, told: QueryDict, *, shared: bool | None = None) -> None:
        self.shared = bool(told.get("uit")) if shared is None else shared
        self.lens = replace(lens, leaving=True, _heads={}) if self.shared else lens
        self.read(told)

    def read(self, told: QueryDict) -> None:
        raise NotImplementedError

    def ask(self) -> Any:
        raise NotImplementedError

    def address(self) -> str:
        """The question itself, to be asked again."""
        return query(self.choice)

    @cached_property
    def answer(self) -> Any:
        try:
            return self.ask()
        except TooFine:
            return None


class OfMatrix(Question):
    def read(self, told: QueryDict) -> None:
        data = told.copy()
        data.setdefault("rijen", Side.CODE)
        data.setdefault("kolommen", Side.COALITION)
        self.form = MatrixForm(data, lens=self.lens)
        self.rows, self.columns = self.form.sides()
        self.choice = self.form.chosen().without(self.rows, self.columns)
        self.measure = self.form.measure()

    def ask(self) -> matrix.Matrix:
        make = matrix.to_share if self.shared else matrix.measured
        return make(self.lens, self.choice, self.rows, self.columns)

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
    def read(self, told: QueryDict) -> None:
        self.form = TogetherForm(told, lens=self.lens, without=["code"])
        self.choice, self.how = self.form.chosen(), self.form.how()

    def ask(self) -> together.Together:
        make = together.to_share if self.shared else together.measured
        return make(self.lens, self.choice, self.how)

    def address(self) -> str:
        return query(self.choice, hoe=self.how)


class OfCourse(Question):
    def read(self, told: QueryDict) -> None:
        self.form = ChoiceForm(told, lens=self.lens, without=["code", "moment"])
        self.choice = self.form.chosen()

    def ask(self) -> course.Course:
        return course.course(self.lens, self.choice, shared=self.shared)

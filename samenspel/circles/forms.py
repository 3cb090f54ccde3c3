"""Choosing a circle: every choice says in words and rings who will read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Circle, Coalition, Expedition
from .readers import Readers, who_would_read

if TYPE_CHECKING:
    from samenspel.people.models import Person


class CircleSelect(forms.RadioSelect):
    template_name = "circles/circle_select.html"
    option_template_name = "circles/circle_option.html"
    told: dict[Circle, Readers]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["told"] = self.told.get(Circle(int(option["value"])))
        return option


class CircleField(forms.TypedChoiceField):
    """A choice of circles from `narrowest` up to `widest`, for words of `person` kept at `place`.

    Cleans to a Circle. The coalition's own circle is left out where there is no coalition.
    """

    widget = CircleSelect

    def __init__(
        self,
        place: Coalition | Expedition,
        person: Person,
        *,
        narrowest: Circle = Circle.PRIVATE,
        widest: Circle = Circle.PUBLIC,
        **kwargs: Any,
    ) -> None:
        circles = [circle for circle in Circle if narrowest <= circle <= widest]
        told = who_would_read(place, person, circles)
        kwargs.setdefault("label", _("Who may read this?"))
        super().__init__(
            choices=[(circle.value, Circle(circle).label) for circle in told],
            coerce=lambda value: Circle(int(value)),
            empty_value=None,
            **kwargs,
        )
        self.widget.told = told

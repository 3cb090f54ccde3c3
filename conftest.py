"""Fixtures that every room uses."""

import pytest

from samenspel.circles.tests.cast import Cast, make_cast
from tests.browser import axe, chromium, look, open_page, page, sideways

__all__ = ["axe", "chromium", "look", "open_page", "page", "sideways"]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()

"""A share in words."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def percent(share: float) -> str:
    """A share in whole percents; of what is there never '0 %'."""
    if 0 < share < 0.005:
        return _("< 1%")
    return _("%s%%") % number_format(round(100 * share))

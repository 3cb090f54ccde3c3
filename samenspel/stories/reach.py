"""How far an episode may go, beside its source.

A copy of all that was said goes no further than its source. One with a muted stretch is less than
its source: it may go as far as those who speak agreed, and only to people who do not read the
source as well. They would hear and read there what was muted.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources import consent
from samenspel.sources.models import Source

from . import masters
from .models import Episode, EpisodeEdition


def is_muted(episode: Episode) -> bool:
    return bool(masters.silent_in(episode))


def widest(episode: Episode) -> Circle:
    """The widest circle that it may go to as it is now."""
    source = episode.source
    return consent.ceiling(source) if is_muted(episode) else Circle(source.circle)


def narrowest(episode: Episode) -> Circle:
    """The first circle that hears it and does not read its source too, or its own place."""
    source = episode.source
    own = Circle.COALITION if source.coalition_id else Circle.TEAM
    if not is_muted(episode):
        return own
    return max(own, Circle(min(source.circle + 1, Circle.PUBLIC)))


def is_told_in_full(episode: Episode, circle: Circle | None = None) -> bool:
    """Whether those who would hear it, read what was muted in its source."""
    if not is_muted(episode):
        return False
    return bool(episode.source.circle >= (widest(episode) if circle is None else circle))


def insist(episode: Episode, circle: Circle) -> None:
    """Refuse a circle that this episode may not go to."""
    if not is_muted(episode) and circle > episode.source.circle:
        raise Refused(_("Fewer people than that read the source. Let them read it there first."))


def objection(source: Source, to: Circle) -> str:
    """Why a source may not be read more widely: others would read what is silent for them."""
    if to > Circle.TEAM and masters.taken_out(source.pk):
        return _(
            "Somebody took their voice out of what others hear. More people would read it here."
        )
    out = EpisodeEdition.objects.unguarded(BOOKS).filter(source=source, muted=True).standing()
    if not out.filter(circle__lte=to).exists():
        return ""
    return _("An episode of this has a muted stretch. More people would read here what is muted.")

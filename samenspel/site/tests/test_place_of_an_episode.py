"""Where an episode was recorded: others read it of a coalition that shows itself."""

from __future__ import annotations

from defusedxml.ElementTree import fromstring
from django.test import Client
from django.urls import reverse

from samenspel.circles.tests.cast import Cast
from samenspel.stories.tests.builders import out

from .builders import a_shown_page

LOCATION = "channel/item/{https://podcastindex.org/namespace/1.0}location"


def test_the_feed_names_the_place_and_not_where_it_is_on_the_map(cast: Cast) -> None:
    cast.oost.place, cast.oost.latitude, cast.oost.longitude = "Dorpshuis", 52.1, 5.2
    cast.oost.save()
    out(cast)
    feed = reverse("stories:feed", args=[cast.expedition.slug])
    assert fromstring(Client().get(feed).content).find(LOCATION) is None
    a_shown_page(cast)
    location = fromstring(Client().get(feed).content).find(LOCATION)
    assert (location.text, location.attrib) == ("Dorpshuis", {})

"""What a first visit weighs on a phone, served and compressed as a host does it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.lessons.tests.builders import published
from samenspel.pitstops.tests.builders import a_phone, begun
from samenspel.site.models import Tale
from samenspel.site.tests.builders import a_moment, a_shown_page, in_days, on_the_map
from samenspel.sources.tests.builders import a_source
from samenspel.stories.tests.builders import a_conversation, an_episode, out
from samenspel.travelogue.tests.builders import a_shown_travelogue

KILO = 1000
LONG = "Wij zaten aan de keukentafel, en het duurde lang voor iemand iets over de sleutel zei."
ACCEPTED = {"accept-encoding": "gzip, br"}
NEEDED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
# A browser fetches letters with a range of their own only for a page on which one of them stands.
ELSEWHERE = re.compile(r"@font-face \{[^}]*unicode-range[^}]*\}")
IN_A_SHEET = re.compile(r'url\("?([^")]+)"?\)')


@pytest.fixture
def host(tmp_path: Path, settings: Any) -> Client:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    return Client(headers=ACCEPTED)


def fetch(host: Client, address: str) -> bytes:
    answer = host.get(address)
    assert answer.status_code == 200, address
    return answer.getvalue()


def _cookies(host: Client) -> str:
    return "; ".join(f"{each.key}={each.value}" for each in host.cookies.values())


def weigh(host: Client, address: str) -> dict[str, int]:
    """The bytes of a page and of everything that it asks for, by address."""
    page = fetch(host, address)
    text = Client(headers={"cookie": _cookies(host)}).get(address).content.decode()
    files = set(NEEDED.findall(text))
    for sheet in [file for file in files if file.endswith(".css")]:
        text = ELSEWHERE.sub("", Client().get(sheet).getvalue().decode())
        files |= {
            f"/static/{Path(sheet).parent.joinpath(found).resolve().relative_to('/static')}"
            for found in IN_A_SHEET.findall(text)
        }
    return {address: len(page)} | {file: len(fetch(host, file)) for file in files}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/lessen/", "/stijl/", "/p/"])
def test_a_first_visit_weighs_less_than_a_hundred_kilobytes(host: Client, address: str) -> None:
    weights = weigh(host, address)
    listing = "\n".join(f"{weights[name]:7} {name}" for name in sorted(weights, key=weights.get))
    assert len([name for name in weights if name.endswith(".woff2")]) == 4
    assert sum(weights.values()) < 100 * KILO, listing


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "coalities/", "coalities/oost/"])
def test_so_does_the_site_of_an_expedition(host: Client, cast: Cast, page: str) -> None:
    on_the_map(cast)
    a_shown_page(cast, on_map=True, partners=True, areas=True)
    for number in range(12):
        a_moment(cast, title=f"Dag {number}", day=in_days(number * 10 - 60))
    weights = weigh(host, f"/expeditie/polder/{page}")
    listing = "\n".join(f"{weights[name]:7} {name}" for name in sorted(weights, key=weights.get))
    assert sum(weights.values()) < 100 * KILO, listing


def _light(host: Client, address: str) -> None:
    weights = weigh(host, address)
    listing = "\n".join(f"{weights[name]:7} {name}" for name in sorted(weights, key=weights.get))
    assert sum(weights.values()) < 100 * KILO, listing


@pytest.mark.django_db
def test_so_does_an_episode_with_its_words(host: Client, cast: Cast) -> None:
    """Its sound is fetched when somebody presses play, and is not part of a first visit."""
    said = [
        ("Amina" if number % 2 else "Bram", f"{number}. {LONG}", number * 1000, number * 1000 + 900)
        for number in range(60)
    ]
    episode = an_episode(cast, a_conversation(cast, said=said))
    _light(host, out(cast, episode).episode_url)


@pytest.mark.django_db
def test_so_do_a_long_story_and_the_list_of_stories(host: Client, cast: Cast) -> None:
    text = "\n".join(f"{number}. {LONG}" for number in range(120))
    source = a_source(cast, circle=Circle.PUBLIC, text=text, title="Een lang verhaal")
    for number in range(12):
        a_source(cast, circle=Circle.PUBLIC, text=LONG, title=f"Verhaal {number}")
    tale = Tale.objects.unguarded("command line").get(source=source)
    _light(host, tale.url)
    _light(host, "/expeditie/polder/verhalen/")


@pytest.mark.django_db
def test_so_does_the_page_of_the_travelogue(host: Client, cast: Cast) -> None:
    published(cast)
    made = a_shown_travelogue(cast)
    _light(host, made.travelogue.get_absolute_url())


@pytest.mark.django_db
def test_a_phone_at_a_meeting_weighs_less_than_that(host: Client, cast: Cast) -> None:
    """Everything from the door to the first step, scripts included: a room full opens it."""
    pitstop = begun(cast)
    door = weigh(host, f"/p/{pitstop.key}")
    phone = a_phone(pitstop)
    host.cookies.load(phone.cookie())
    weights = door | weigh(host, f"/p/tafel/{pitstop.pk}/")
    listing = "\n".join(f"{weights[name]:7} {name}" for name in sorted(weights, key=weights.get))
    assert sum(weights.values()) < 100 * KILO, listing

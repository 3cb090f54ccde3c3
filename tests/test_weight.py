"""What a first visit weighs on a phone, served and compressed as a host does it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

KILO = 1000
ACCEPTED = {"accept-encoding": "gzip, br"}
NEEDED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
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


def weigh(host: Client, address: str) -> dict[str, int]:
    """The bytes of a page and of everything that it asks for, by address."""
    page = fetch(host, address)
    text = Client().get(address).content.decode()
    files = set(NEEDED.findall(text))
    for sheet in [file for file in files if file.endswith(".css")]:
        text = Client().get(sheet).getvalue().decode()
        files |= {
            f"/static/{Path(sheet).parent.joinpath(found).resolve().relative_to('/static')}"
            for found in IN_A_SHEET.findall(text)
        }
    return {address: len(page)} | {file: len(fetch(host, file)) for file in files}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/lessen/", "/stijl/"])
def test_a_first_visit_weighs_less_than_a_hundred_kilobytes(host: Client, address: str) -> None:
    weights = weigh(host, address)
    listing = "\n".join(f"{weights[name]:7} {name}" for name in sorted(weights, key=weights.get))
    assert len([name for name in weights if name.endswith(".woff2")]) == 4
    assert sum(weights.values()) < 100 * KILO, listing

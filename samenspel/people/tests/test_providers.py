"""Coming in with an account elsewhere: only for who was invited, and only at a verified address."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from samenspel.people.models import Person


class Identity(BaseHTTPRequestHandler):
    """A small OpenID Connect provider, over real HTTP."""

    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        self.answer(
            {
                "/.well-known/openid-configuration": {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "userinfo_endpoint": f"{here}/userinfo",
                    "jwks_uri": f"{here}/keys",
                },
                "/userinfo": self.server.somebody,
            }[self.path]
        )

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "a token", "token_type": "Bearer"})

    def answer(self, what):
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Identity)
    server.somebody = {"sub": "1", "email": "amina@example.org", "email_verified": True}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "werk",
        "name": "Werk",
        "client_id": "samenspel",
        "secret": "geheim",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


def come_in(client: Client):
    away = client.get("/binnenkomen/via/werk/")
    assert away.status_code == 302
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
    return client.get("/binnenkomen/via/werk/terug/", {"code": "x", "state": state})


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_way_is_shown_only_when_there_is_one(cast, client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Werk" not in client.get("/binnenkomen/").content.decode()


def test_a_verified_address_that_we_know_lets_in(cast, client, provider):
    assert "Kom binnen met Werk" in client.get("/binnenkomen/").content.decode()
    come_in(client)
    assert who(client) == str(cast.amina.pk)
    assert "Werk" in client.get("/ik/koppelingen/").content.decode()


def test_an_address_that_is_not_verified_does_not(cast, client, provider):
    provider.somebody["email_verified"] = False
    come_in(client)
    assert who(client) is None


def test_whom_nobody_invited_stays_out(cast, client, provider):
    provider.somebody["email"] = "niemand@example.org"
    response = come_in(client)
    assert "Je doet nog niet mee" in response.content.decode()
    assert who(client) is None
    assert not Person.objects.filter(email="niemand@example.org").exists()


def test_it_is_no_way_around_the_second_step(cast, client, provider):
    TOTP.activate(cast.amina, "JBSWY3DPEHPK3PXP")
    assert come_in(client)["Location"] == "/binnenkomen/tweede-stap/"
    assert who(client) is None


def test_a_forged_answer_is_refused(cast, client, provider):
    response = client.get("/binnenkomen/via/werk/terug/", {"code": "x", "state": "forged"})
    assert "Dat lukte niet" in response.content.decode()
    assert who(client) is None


def test_an_unknown_provider_is_not_there(cast, client, provider):
    assert client.get("/binnenkomen/via/elders/").status_code == 404

"""A real SMTP server for tests, and the worker that brings it the mail."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command


def work() -> None:
    """Do what a worker has to do, and stop."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


class PostOffice:
    """Keeps what it gets, or refuses it when `answer` says so."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.got.append(envelope.content.decode())
        return "250 OK"

    def link_for(self, address: str) -> str:
        """The path of the link in the last mail to this address."""
        mails = [email.message_from_string(got, policy=email.policy.default) for got in self.got]
        text = [mail for mail in mails if mail["To"] == address][-1].get_body(("plain",))
        return re.search(r"https?://[^/\s]+(/\S+)", text.get_content())[1]


@pytest.fixture
def office(settings) -> Iterator[PostOffice]:
    office = PostOffice()
    server = Controller(office, hostname="127.0.0.1", port=_a_free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    yield office
    server.stop()


def _a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

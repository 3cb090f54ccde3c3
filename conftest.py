"""Fixtures that every room uses."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from samenspel.circles.tests.cast import Cast, make_cast
from samenspel.exchange import limits as exchange_limits
from samenspel.foundation import live
from samenspel.foundation.tests.post_office import office
from samenspel.pitstops import glance
from samenspel.suggestions import searching
from tests.browser import axe, chromium, look, open_page, page, sideways

__all__ = ["axe", "chromium", "look", "office", "open_page", "page", "sideways"]

# A busy machine is no mistake: what takes long is measured in bench/, not in tests.
hypothesis.settings.register_profile("samenspel", deadline=None)
hypothesis.settings.load_profile("samenspel")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A browser that closes in the middle of a page leaves a thread behind that still reads.

    PostgreSQL would then refuse to remove the test database.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _begin_in_dutch() -> Iterator[None]:
    """A visit in English leaves that language behind in its thread; the next test starts anew."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _a_busy_machine_finds_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops after a moment of looking or reading would come less far while others run."""
    monkeypatch.setattr(searching, "WITHIN", 60)
    monkeypatch.setattr(exchange_limits, "PATIENCE", 60)


@pytest.fixture(autouse=True)
def _stirs_are_passed_on(_django_db_marker: None) -> Iterator[None]:
    """What a test stirred is written before its tables are emptied, not after."""
    glance.forget()
    yield
    live.settle()


@pytest.fixture(autouse=True, scope="session")
def _emptying_between_browser_tests() -> Iterator[None]:
    """What is written once can't be removed, not even by Django's flush between browser tests.

    On PostgreSQL flush truncates, which asks no triggers; on SQLite they stand aside meanwhile.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def aside(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        if self.connection.vendor != "sqlite":
            return flush(self, sql_list)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE '%_not_removed'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, sql_list)
            for _, sql in triggers:
                cursor.execute(sql)
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", aside)
        yield

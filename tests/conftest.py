"""Databases, clocks and people that every test may use."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's sync API keeps a loop in the test thread

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / ".data" / "test-templates"


def migrations_hash() -> str:
    """Return a digest of all migration files and installed packages, so that a template never goes stale."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "requirements" / "base.txt").read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory,
) -> Iterator[None]:
    """Migrate once per state of the migrations into a template, and let each run work on a copy of it."""
    from django.test.utils import setup_databases, teardown_databases

    connection = connections["default"]
    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            old = setup_databases(verbosity=0, interactive=False)
        yield
        with django_db_blocker.unblock():
            teardown_databases(old, verbosity=0)
        return

    template = TEMPLATES / f"{migrations_hash()}.sqlite3"
    copy = tmp_path_factory.mktemp("db") / "test.sqlite3"
    with django_db_blocker.unblock():
        if not template.exists():
            from django.core.management import call_command

            TEMPLATES.mkdir(parents=True, exist_ok=True)
            fresh = TEMPLATES / f"{os.getpid()}.fresh"
            _point_at(fresh)
            call_command("migrate", verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            fresh.rename(template)
        shutil.copy(template, copy)
        _point_at(copy)
    yield
    with django_db_blocker.unblock():
        connection.close()


def _point_at(path: Path) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = str(path)
    settings.DATABASES["default"]["NAME"] = str(path)


@pytest.fixture
def at() -> datetime:
    """A fixed moment: Monday, 2 March 2026, 10:00 in Berlin."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def run_jobs() -> Callable[[datetime], int]:
    """Run all jobs that are due, in this process."""
    from jobs import actions

    return lambda at: actions.run_due(at=at)

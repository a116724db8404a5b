"""May this process get requests? Asked every few seconds by whoever spreads them, so it must stay cheap."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import monotonic

from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from operations import probing

SECONDS = 3.0
KEPT_SECONDS = 1.0  # strangers may ask as well: however often they do, the services are asked once a second
STORAGES = ("default", "private", "scorm")


class NotReady(Exception):
    """Raised by a question whose answer is no; the text is for the log, strangers only see which part it is."""


def database() -> bool:
    """Return True if the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def migrations() -> bool:
    """
    Return True if the database knows every last migration of this code.

    More than these is fine: during a deployment the old code runs on the new tables.
    """
    missing = missing_migrations()
    if missing:
        raise NotReady(", ".join(missing))
    return True


def missing_migrations() -> list[str]:
    """Return "app.name" of each app's last migration that the database does not know."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return [f"{app}.{name}" for app, name in last_migrations() if (app, name) not in applied]


@cache
def last_migrations() -> tuple[tuple[str, str], ...]:
    """Return (app, name) of the last migrations on disk, read once."""
    return tuple(MigrationLoader(None).graph.leaf_nodes())


def cache_answers() -> bool:
    """Return True if the cache gives back what it was given."""
    key, value = "operations:ready", secrets.token_hex(8)
    store = caches["default"]
    store.set(f"{key}:{value}", value, timeout=10)
    if store.get(f"{key}:{value}") != value:
        raise NotReady("the cache forgets at once")
    store.delete(f"{key}:{value}")
    return True


def storage() -> bool:
    """Return True if every place of files answers and takes files; nothing is written."""
    for alias in STORAGES:
        place: Storage = storages[alias]
        place.exists("ready")
        if isinstance(place, FileSystemStorage) and not _is_writable(Path(place.location)):
            raise NotReady(f"no writing in the storage {alias!r}")
    return True


def _is_writable(folder: Path) -> bool:
    """Return whether this folder, or the nearest one that exists above it, takes files."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


QUESTIONS: dict[str, Callable[[], bool]] = {
    "database": database,
    "migrations": migrations,
    "cache": cache_answers,
    "storage": storage,
}
_last: tuple[float, dict[str, str]] | None = None
_lock = threading.Lock()


def report(*, is_fresh: bool = False) -> dict[str, str]:
    """Return part -> "ok", "failed" or "timeout"; up to a second old unless `is_fresh`."""
    global _last
    with _lock:
        if not is_fresh and _last is not None and monotonic() - _last[0] < KEPT_SECONDS:
            return _last[1]
        answers = probing.ask({f"ready {name}": question for name, question in QUESTIONS.items()}, seconds=SECONDS)
        words = {
            name.removeprefix("ready "): "timeout" if answer.is_late else "failed" if answer.error else "ok"
            for name, answer in answers.items()
        }
        _last = (monotonic(), words)
        return words

"""What survives a restart: recordings and hooks, in one SQLite file or in memory."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path

from bbb_standin.hooks import Hook, Registry
from bbb_standin.recordings import Archive, from_row


class Store:
    """A table of named JSON documents. Not safe for threads by itself: the caller holds its lock."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute("CREATE TABLE IF NOT EXISTS document (name TEXT PRIMARY KEY, body TEXT NOT NULL)")
        self._written: dict[str, str] = {}

    def load(self, archive: Archive, registry: Registry) -> None:
        for row in json.loads(self._read("recordings")):
            archive.add(from_row(row))
        for row in json.loads(self._read("hooks")):
            registry.put(Hook(**{**row, "event_ids": tuple(row["event_ids"])}))

    def save(self, archive: Archive, registry: Registry) -> None:
        """Write what has changed since the last time."""
        self._write("recordings", json.dumps([asdict(one) for one in archive.recordings.values()]))
        self._write("hooks", json.dumps([asdict(one) for one in registry.hooks.values()]))

    def close(self) -> None:
        self._database.close()

    def _read(self, name: str) -> str:
        found = self._database.execute("SELECT body FROM document WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else "[]"

    def _write(self, name: str, body: str) -> None:
        if self._written.get(name) != body:
            self._database.execute("REPLACE INTO document VALUES (?, ?)", (name, body))
            self._written[name] = body

"""Where tests write what they need for a moment: in memory, where there is plenty, and nothing of it stays."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import tests as suite


@pytest.fixture(autouse=True)
def nobody_chose(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TMPDIR", raising=False)
    free(monkeypatch, suite.MEMORY_BYTES)


def free(monkeypatch: pytest.MonkeyPatch, size: int):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=size))


def test_files_lie_in_memory_and_are_gone_afterwards(tmp_path: Path):
    with suite.swift_files(tmp_path):
        chosen = Path(os.environ["TMPDIR"])
        (chosen / "left").write_text("x")
        assert (chosen.parent, oct(chosen.stat().st_mode & 0o777)) == (tmp_path, "0o711")
    assert (list(tmp_path.iterdir()), "TMPDIR" in os.environ) == ([], False)


def test_a_place_that_somebody_chose_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    with suite.swift_files(tmp_path):
        assert os.environ["TMPDIR"] == "/elsewhere"


def test_little_memory_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    free(monkeypatch, suite.MEMORY_BYTES - 1)
    with suite.swift_files(tmp_path):
        assert "TMPDIR" not in os.environ


def test_memory_that_runs_no_programs_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "statvfs", lambda _path: SimpleNamespace(f_flag=os.ST_NOEXEC))
    with suite.swift_files(tmp_path):
        assert "TMPDIR" not in os.environ


def test_a_machine_without_such_memory_writes_as_always(tmp_path: Path):
    with suite.swift_files(tmp_path / "missing"):
        assert "TMPDIR" not in os.environ

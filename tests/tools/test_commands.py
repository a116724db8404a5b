"""The commands say in one plain sentence what is in the way, and delete nothing outside .data."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT
from tools import reset


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_busy_port_is_named_and_another_one_offered():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = command("tools.demo", "--port", str(port))
    if port + 10 > 65000 or port < 1024:
        pytest.skip("the machine gave a port at the edge")
    assert said.returncode == 1
    assert said.stderr.strip() == (
        f"Port {port} is in use: stop what is running there, or choose another one with `make demo PORT={port + 10}`."
    )


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (("--port", "80"), "PORT=80 is no usable port"),
        (("--host", "meine.adresse"), "HOST=meine.adresse is no address"),
        (("--content", "elsewhere"), "CONTENT=elsewhere is not known"),
    ],
)
def test_nonsense_is_answered_with_one_sentence(arguments: tuple[str, ...], start: str):
    said = command("tools.demo", *arguments)
    assert said.returncode == 1
    assert said.stderr.strip().startswith(start)
    assert len(said.stderr.strip().splitlines()) == 1


def test_a_missing_python_is_answered_with_one_sentence(tmp_path: Path):
    for name in ("make", "sh"):
        found = subprocess.run(["which", name], capture_output=True, text=True, check=True).stdout.strip()
        (tmp_path / name).symlink_to(found)
    said = subprocess.run(
        ["make", "demo"], cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert said.returncode != 0
    assert said.stderr.splitlines()[0].startswith("Python 3.11 or newer is missing")


def _furnished(folder: Path) -> Path:
    data = folder / ".data"
    for name in reset.FOLDERS:
        (data / name).mkdir(parents=True)
        (data / name / "kept.txt").write_text("x", encoding="utf-8")
    (data / "lernbruecke.sqlite3").write_text("x", encoding="utf-8")
    (data / "lernbruecke.sqlite3-wal").write_text("x", encoding="utf-8")
    (data / "key-ring").write_text("secret", encoding="utf-8")
    return data


def test_reset_forgets_data_and_keeps_the_keys(tmp_path: Path, monkeypatch):
    data = _furnished(tmp_path)
    monkeypatch.setattr(reset, "ROOT", tmp_path)
    monkeypatch.setattr(reset, "DATA", data)
    reset.main()
    assert sorted(path.name for path in data.iterdir()) == ["demo.lock", "key-ring"]


def test_reset_follows_no_link_out_of_the_folder(tmp_path: Path, monkeypatch):
    outside = tmp_path / "outside"
    outside.mkdir()
    precious = _furnished(outside)
    project = tmp_path / "project"
    project.mkdir()
    (project / ".data").symlink_to(precious)
    monkeypatch.setattr(reset, "ROOT", project)
    monkeypatch.setattr(reset, "DATA", project / ".data")
    with pytest.raises(SystemExit):
        reset.main()
    assert (precious / "lernbruecke.sqlite3").exists()


def test_reset_removes_a_link_and_not_what_it_leads_to(tmp_path: Path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "photo.jpg").write_text("x", encoding="utf-8")
    data = tmp_path / ".data"
    data.mkdir()
    (data / "media").symlink_to(elsewhere)
    monkeypatch.setattr(reset, "ROOT", tmp_path)
    monkeypatch.setattr(reset, "DATA", data)
    reset.main()
    assert (elsewhere / "photo.jpg").exists()
    assert not (data / "media").is_symlink()

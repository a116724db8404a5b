"""What lies around the code: ignore rules, locks, commands, dependencies."""

import json
import re
import subprocess

import pytest

from tests.architecture.house import ROOT, pyproject, tracked

LOCKS = ["base", "s3", "test", "node", "audit"]


def _ignored(path: str) -> bool:
    return subprocess.run(["git", "check-ignore", "--quiet", "--no-index", path], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    "path", ["media/", "media/models/image.py", "media/migrations/0002_more.py", "media/static/x.js"]
)
def test_no_ignore_rule_swallows_the_app_media(path: str):
    assert not _ignored(path)


@pytest.mark.parametrize("path", [".data/lernbruecke.sqlite3", ".venv/bin/python", "node_modules/x", ".env"])
def test_what_a_run_leaves_behind_stays_out_of_git(path: str):
    assert _ignored(path)


def test_every_command_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "reset", "test", "test-services", "journeys", "check", "bench"} <= targets
    for page in ("README.md", "CONTRIBUTING.md", "CONVENTIONS.md"):
        named = set(re.findall(r"\bmake ([a-z][a-z-]*)\b", "\n".join(_code_of(page))))
        assert named - targets == set(), page


def _code_of(page: str) -> list[str]:
    """Return what stands in code marks: prose may well say that trainers make courses."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"```.*?```", text, re.DOTALL) + re.findall(r"`[^`\n]+`", text)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_carries_hashes_and_names_no_address(name: str):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)
    assert pins
    assert "://" not in text
    assert not re.search(r"^(-i|--index-url|--extra-index-url|--find-links|--trusted-host)", text, re.MULTILINE)
    assert text.count("--hash=sha256:") >= len(pins)


@pytest.mark.parametrize("folder", [".", "tools/lighthouse_npm"])
def test_a_lock_of_npm_packages_names_no_address_and_keeps_integrity(folder: str):
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert "://" not in json.dumps(lock)
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    wanted = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name.removeprefix("node_modules/") for name in packages} >= set(wanted)


def _dependency_lines() -> list[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    return [line.strip() for line in block.splitlines() if line.strip()]


def test_every_dependency_says_what_it_is_for():
    silent = [line for line in _dependency_lines() if not re.match(r'^"[^"]+",\s+# \S.{5,}', line)]
    assert silent == []


def test_dependencies_and_lock_are_about_the_same_packages():
    def names(lines: list[str]) -> set[str]:
        return {re.split(r"[\[<>=~! ;]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-"))}

    declared = names(pyproject()["project"]["dependencies"])
    assert declared == names((ROOT / "requirements" / "base.in").read_text(encoding="utf-8").splitlines())
    locked = names((ROOT / "requirements" / "base.txt").read_text(encoding="utf-8").replace("\n    ", " ").splitlines())
    assert declared <= locked


def test_no_package_called_django_scorm_is_a_dependency():
    # ADR 0009: none exists that could be trusted; somebody may publish one under that name any day.
    everything = "\n".join(
        (ROOT / path).read_text(encoding="utf-8").lower()
        for path in tracked("requirements/*", "pyproject.toml", "package*.json")
    )
    assert not re.search(r"django[-_.]scorm", everything)


def test_no_file_names_a_package_registry():
    hosts = re.compile(r"(files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|registry\.yarnpkg\.com)")
    naming = [
        str(path)
        for path in tracked()
        if path.parts[:2] != ("tests", "architecture")
        and path.suffix not in {".png", ".zip", ".woff2", ".ttf", ".pdf", ".jpg"}
        and hosts.search((ROOT / path).read_text(encoding="utf-8", errors="replace"))
    ]
    assert naming == []


def test_the_licence_is_eupl_everywhere():
    assert pyproject()["project"]["license"] == "EUPL-1.2"
    assert json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["license"] == "EUPL-1.2"
    assert "SPDX-License-Identifier: EUPL-1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_every_decision_record_fits_on_a_page():
    long = {
        path.name: words
        for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")
        if (words := len(path.read_text(encoding="utf-8").split())) > 400
    }
    assert long == {}

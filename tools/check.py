"""`make check`: everything that can be judged without running the product. `--fix` mends what can be mended."""

from __future__ import annotations

import subprocess
import sys

from tools.inside import environment, prepared
from tools.plain import ROOT, say
from tools.prepare import PYTHON

BIN = PYTHON.parent
TEST = ("--settings", "lms.config.settings.test")
CHECKS: list[tuple[str, list[str]]] = [
    ("style", [str(BIN / "ruff"), "check", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "."]),
    ("types", [str(BIN / "mypy"), "."]),
    ("floors and rooms", [str(BIN / "lint-imports")]),
    ("templates", [str(BIN / "djlint"), "--lint", "--quiet", "."]),
    ("system checks", [str(PYTHON), "manage.py", "check", "--fail-level", "WARNING", *TEST]),
    ("migrations", [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run", *TEST]),
    ("messages", [str(PYTHON), "-m", "tools.messages", "check"]),
    ("compose file", [str(PYTHON), "-m", "pytest", "-q", "tests/architecture/test_compose.py"]),
]
# Told, not judged.
REPORTS: list[tuple[str, list[str]]] = [
    ("languages", [str(PYTHON), "-m", "tools.messages", "coverage"]),
]
FIXES = [
    [str(BIN / "ruff"), "check", "--fix", "."],
    [str(BIN / "ruff"), "format", "."],
]


def main() -> int:
    prepared()
    if "--fix" in sys.argv:
        return max(subprocess.run(fix, cwd=ROOT, env=environment(), check=False).returncode for fix in FIXES)
    failed = []
    for name, command in CHECKS:
        result = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        say(f"  {name}: {'ok' if result.returncode == 0 else 'NOT OK'}")
        if result.returncode:
            failed.append(name)
            say(result.stdout)
    for name, command in REPORTS:
        told = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True).stdout
        say(f"  {name}: {'; '.join(told.splitlines())}")
    if failed:
        say(f"make check: {len(failed)} of {len(CHECKS)} found something: {', '.join(failed)}")
        return 1
    say(f"make check: all {len(CHECKS)} are content")
    return 0


if __name__ == "__main__":
    sys.exit(main())
